"""What a pack says against itself, and what its author may have overlooked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gatepost.core.policy.decide import compiled
from gatepost.core.policy.pack import Clause, Pack
from gatepost.core.policy.vocabulary import vocabulary

BANS = ("must-not", "should-not")


@dataclass(frozen=True)
class Contradiction:
    """A clause that allows something and one that forbids it, in the allowing clause's own situation."""

    allows: Clause
    forbids: Clause
    facts: Mapping[str, str]


def contradictions(pack: Pack) -> list[Contradiction]:
    """Every `may` against which a ban stands in the `may`'s own situation.

    Its own situation: the values it names, every other fact at its default, and its requirements met.
    """
    found: dict[tuple[str, str], Contradiction] = {}
    for clause in pack.clauses:
        if clause.strength != "may":
            continue
        for facts in own_situations(clause):
            voices = compiled(pack).outcome(facts).voices
            if not any(voice.clause is clause for voice in voices):
                continue
            for voice in voices:
                if voice.verdict in BANS:
                    found.setdefault(
                        (clause.id, voice.clause.id), Contradiction(clause, voice.clause, facts)
                    )
    return list(found.values())


def own_situations(clause: Clause) -> Iterator[dict[str, str]]:
    """The situations that a clause itself describes, its requirements met; acts first."""
    for table in clause.when:
        facts = {
            "act": table["act"],
            **{fact: values for fact, values in table.items() if fact != "act"},
        }
        for values in itertools.product(
            *(_in_order(fact, allowed) for fact, allowed in facts.items())
        ):
            met = {fact: values[0] for fact, values in clause.requires.items()}
            yield {**dict(zip(facts, values, strict=True)), **met}


def _in_order(fact: str, allowed: frozenset[str]) -> list[str]:
    """The allowed values in the vocabulary's order."""
    if fact == "act":
        return [act for act in vocabulary().acts if act in allowed]
    return [value for value in vocabulary().facts[fact].values if value in allowed]


@dataclass(frozen=True)
class Oversight:
    """Something that is allowed but probably not meant."""

    clause: Clause
    what: str


def oversights(pack: Pack) -> list[Oversight]:
    """Clauses that test facts nobody is ever asked about, or that no example names."""
    found = []
    named = {
        name
        for example in pack.examples
        for name in (*example.cites, *example.shows, *example.follows)
    }
    for clause in pack.clauses:
        for fact in sorted(_unasked(clause)):
            found.append(
                Oversight(clause, f"tests “{fact}”, which nobody is asked about such an act")
            )
        shown = clause.decides or clause.follows or clause.live.get("by") == "policy.group"
        if shown and clause.id not in named:
            found.append(Oversight(clause, "is named by no example"))
    return found


def _unasked(clause: Clause) -> set[str]:
    facts = vocabulary().facts
    unasked: set[str] = set()
    for table in clause.when:
        for act in table["act"]:
            known = {*vocabulary().acts[act].facts, *vocabulary().acts[act].implies}
            tested = {*table, *clause.requires} - {"act"}
            unasked |= {fact for fact in tested - known if not facts[fact].derived}
    return unasked
