"""The words of a policy for several people or things at once, and tables of facts that use them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gatepost.core.policy.problems import did_you_mean
from gatepost.core.policy.reading import Document
from gatepost.core.policy.vocabulary import vocabulary

Groups = dict[str, dict[str, list[str]]]  # fact -> group -> members as written


def read_groups(document: Document) -> Groups:
    """`[groups]` of pack.toml: lists of actors, and tables of lists for other facts."""
    groups: Groups = {}
    written = document.get(document.data, "groups", "a table", {})
    with document.inside("groups"):
        for name, members in written.items():
            if isinstance(members, dict):
                if document.one_of(name, name, vocabulary().facts, what="The fact"):
                    with document.inside(name):
                        for group in members:
                            groups.setdefault(name, {})[group] = list(
                                document.texts(members, group)
                            )
            else:
                groups.setdefault("actor", {})[name] = list(document.texts(written, name))
    return groups


def resolve_groups(groups: Groups, document: Document) -> dict[str, dict[str, frozenset[str]]]:
    """Every group as the values it covers, groups within groups followed; faults are noted in `document`."""
    return {
        fact: {name: frozenset(_members(fact, name, names, document, ())) for name in names}
        for fact, names in groups.items()
    }


def _members(
    fact: str, name: str, names: Mapping[str, list[str]], document: Document, above: tuple[str, ...]
) -> set[str]:
    values = vocabulary().facts[fact].values
    section = ("groups",) if fact == "actor" else ("groups", fact)
    with document.inside(*section):
        if name in values:
            document.fault(
                name,
                f"The group “{name}” has the name of a value of “{fact}”.",
                "Give the group a name of its own.",
            )
            return set()
        if name in above:
            route = " → ".join((*above[above.index(name) :], name))
            document.fault(
                name,
                f"The group “{name}” contains itself: {route}.",
                "Take one of these names out of the group it stands in.",
            )
            return set()
        found: set[str] = set()
        for member in names[name]:
            if member in names:
                found |= _members(fact, member, names, document, (*above, name))
            elif member in values:
                found.add(member)
            else:
                document.fault(
                    name,
                    f"The group “{name}” names “{member}”, which is no value of “{fact}” and no group.",
                    did_you_mean(member, [*values, *names]),
                )
        return found


@dataclass
class Tables:
    """Reads tables of facts with the groups and named situations of one pack."""

    groups: Mapping[str, Mapping[str, frozenset[str]]]
    situations: Mapping[str, dict[str, frozenset[str]]] = field(default_factory=dict)

    def values(self, document: Document, fact: str, written: Any, key: str) -> frozenset[str]:
        """The values that a text, a list of texts and the groups among them stand for."""
        known = vocabulary().acts if fact == "act" else vocabulary().facts[fact].values
        groups = self.groups.get(fact, {})
        found: set[str] = set()
        for word in document.texts({key: written}, key):
            if word in groups:
                found |= groups[word]
            elif word in known:
                found.add(word)
            else:
                what = "There is no act" if fact == "act" else f"“{fact}” has no value or group"
                document.fault(key, f"{what} “{word}”.", did_you_mean(word, [*known, *groups]))
        return frozenset(found)

    def table(self, document: Document, written: Mapping[str, Any]) -> dict[str, frozenset[str]]:
        """One table of facts; a named situation in it is widened to its facts, and narrowed by those beside it."""
        table: dict[str, frozenset[str]] = {}
        for name in document.texts(written, "situation"):
            if document.one_of("situation", name, self.situations, what="The situation"):
                table.update(self.situations[name])
        for fact, value in written.items():
            if fact == "situation":
                continue
            if fact != "act" and fact not in vocabulary().facts:
                document.fault(
                    fact,
                    f"There is no fact “{fact}”.",
                    did_you_mean(fact, ["act", "situation", *vocabulary().facts]),
                )
                continue
            values = self.values(document, fact, value, fact)
            table[fact] = table[fact] & values if fact in table else values
        return table

    def tables(
        self, document: Document, written: Mapping[str, Any], key: str
    ) -> tuple[dict[str, frozenset[str]], ...]:
        """A table or list of tables under a key; an empty list where the key is missing."""
        value = written.get(key, [])
        listed = value if isinstance(value, list) else [value]
        if not all(isinstance(item, dict) for item in listed):
            document.fault(
                key,
                f"“{key}” has to be a table of facts or a list of such tables.",
                f'Write {key} = {{ act = "post" }}.',
            )
            return ()
        with document.inside(key):
            return tuple(self.table(document, item) for item in listed)
