"""A pack as a document that people read: sections, clauses with everything an honest reader must add, dates and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from gatepost.core.policy import Clause, Pack, vocabulary
from gatepost.core.policy.coverage import state_of, ways
from gatepost.core.policy.lint import Contradiction, contradictions
from gatepost.core.policy.mechanisms import mechanisms
from gatepost.core.policy.words import actors_words, listed, role_words, value_words

STATES = {
    "live": "at work today",
    "published": "can only be read",
    "not-yet": "waiting for a part of Gatepost that is not built yet",
}
_DECIDES = "“Can I…?” answers by it"
_FOLLOWS = "Shown as what may follow a breach"
_NAMED = re.compile(r"“([a-z0-9-]+)”")


@dataclass(frozen=True)
class Mark:
    """What shows that a clause lives, or why nothing does. `state` is live, published or not-yet."""

    state: str
    says: str


@dataclass(frozen=True)
class Piece:
    """A piece of a note, linked where it names a clause."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Against:
    """A clause that this one contradicts, and which of the two holds meanwhile."""

    clause: Clause
    url: str
    holds: bool  # whether this clause is the stricter one


@dataclass(frozen=True)
class Readable:
    """One clause, as a page shows it."""

    clause: Clause
    url: str
    marks: tuple[Mark, ...]
    flags: tuple[tuple[str, str], ...]
    note: tuple[Piece, ...]  # our reading, where it is ours
    against: tuple[Against, ...]

    @property
    def id(self) -> str:
        """Its name, from which its anchor is made."""
        return self.clause.id

    @property
    def number(self) -> str:
        """Section and place in it."""
        return self.clause.number

    @property
    def says(self) -> str:
        """Its words."""
        return self.clause.says

    @property
    def strength(self) -> str:
        """How strongly it speaks."""
        return self.clause.strength

    @property
    def severity(self) -> str:
        """“grave”, or nothing."""
        return "grave" if self.clause.grave else ""


@dataclass(frozen=True)
class Section:
    """A heading with its clauses."""

    number: str
    heading: str
    clauses: tuple[Readable, ...]


@dataclass(frozen=True)
class Meaning:
    """What one of the policy's own words covers."""

    fact: str
    word: str
    covers: str


@dataclass(frozen=True)
class Count:
    """How many clauses are in a state."""

    state: str
    number: int
    says: str


@dataclass(frozen=True)
class Paper:
    """A whole policy as a document."""

    pack: Pack
    url: str
    by_id: Mapping[str, Readable]
    sections: tuple[Section, ...]
    contradictions: int  # clauses that allow something which another forbids

    @property
    def counts(self) -> list[Count]:
        """How many clauses work today, can only be read, or wait."""
        states = [state_of(clause) for clause in self.pack.clauses]
        return [Count(state, states.count(state), says) for state, says in STATES.items()]

    @property
    def meanings(self) -> list[Meaning]:
        """The policy's own words for several people or things at once, as Gatepost reads them."""
        return [
            Meaning(vocabulary().facts[fact].short, _plain(word), _covers(fact, values))
            for fact, groups in self.pack.groups.items()
            for word, values in groups.items()
            if values
        ]

    @property
    def approved_by(self) -> str:
        """Who approved it, in words."""
        return listed(role_words(self.pack, role) for role in self.pack.approved_by)

    @property
    def signed_by(self) -> str:
        """Who has to sign it, in words."""
        return listed(role_words(self.pack, role) for role in self.pack.signed_by)

    @property
    def bodies(self) -> list[str]:
        """The bodies it names."""
        return list(self.pack.bodies.values())

    @property
    def related(self) -> list[str]:
        """The documents to read with it."""
        return list(self.pack.related.values())

    def is_overdue(self, *, on: date) -> bool:
        """Whether the day of its review has passed."""
        return self.pack.review.next_on is not None and self.pack.review.next_on < on

    def read(self, clauses: Iterable[Clause]) -> list[Readable]:
        """Some of its clauses, as a page shows them."""
        return [self.by_id[clause.id] for clause in clauses]


@lru_cache(maxsize=64)
def paper(pack: Pack, url: str) -> Paper:
    """A pack as a document that stands at an address."""
    against = _against(pack, url)
    by_id = {
        clause.id: Readable(
            clause=clause,
            url=f"{url}#clause-{clause.id}",
            marks=tuple(marks_of(pack, clause)),
            flags=tuple(_flags(pack, clause)),
            note=tuple(_pieces(pack, url, clause.read_as)),
            against=tuple(against.get(clause.id, ())),
        )
        for clause in pack.clauses
    }
    sections: dict[str, list[Readable]] = {}
    for readable in by_id.values():
        sections.setdefault(readable.number.partition(".")[0], []).append(readable)
    return Paper(
        pack,
        url,
        by_id,
        tuple(
            Section(number, clauses[0].clause.heading, tuple(clauses))
            for number, clauses in sections.items()
        ),
        len({one.allows.id for one in unsettled(pack)}),
    )


@lru_cache(maxsize=128)
def unsettled(pack: Pack) -> tuple[Contradiction, ...]:
    """The contradictions of a pack about which its school has not decided."""
    return tuple(
        one
        for one in contradictions(pack)
        if one.forbids.id not in one.allows.adds.get("settled", "").split()
    )


def marks_of(pack: Pack, clause: Clause) -> list[Mark]:
    """What shows that a clause lives: answers, a mechanism, or that it can only be read."""
    state, marks = state_of(clause), []
    for way in ways(clause):
        if way == "decision":
            marks.append(Mark("live", _DECIDES))
        elif way == "what-may-follow":
            marks.append(Mark("live", _FOLLOWS))
        elif way == "published-text":
            if state == "published":
                marks.append(
                    Mark("published", f"Can only be read: {in_sentence(_because(clause))}")
                )
        else:
            says = mechanisms()[way].says.rstrip(".")
            if mechanisms()[way].built:
                marks.append(Mark("live", _documents(pack, clause) or says))
            else:
                marks.append(Mark("not-yet", f"Not built yet: {in_sentence(says)}"))
    return marks


def _documents(pack: Pack, clause: Clause) -> str:
    """The documents that a clause says have to be read with this one."""
    names = [pack.related.get(name, name) for name in clause.live.get("documents", ())]
    return f"Read with it: {listed(names)}" if names else ""


def _because(clause: Clause) -> str:
    return str(clause.live.get("because", "")).rstrip(".")


def _flags(pack: Pack, clause: Clause) -> Iterable[tuple[str, str]]:
    for flag, why in clause.flags.items():
        if flag == "caution":
            yield "human-decides", "no software may."
        else:
            yield flag, "".join(piece.text for piece in _pieces(pack, "", why))
    if "worded" in clause.adds:
        yield "worded", f"since {clause.adds['worded']}."
    if "standing" in clause.adds:
        yield "standing", clause.adds["standing"]
    if "filled" in clause.adds:
        yield "filled", " ".join(filter(None, (clause.adds["filled"], clause.adds["filled-at"])))
    for other in clause.adds.get("settled", "").split():
        yield (
            "settled",
            f"Clause {pack.by_id[other].number} says otherwise; {_which(clause, other)}.",
        )


def _which(clause: Clause, other: str) -> str:
    """Which of two clauses holds, by the school's decision."""
    yields = other in clause.adds.get("yields", "").split()
    return "where both apply, that one holds" if yields else "where both apply, this one holds"


def _pieces(pack: Pack, url: str, text: str) -> Iterable[Piece]:
    """A text with the names of clauses (“no-following-pupils”) turned into their numbers."""
    end = 0
    for named in _NAMED.finditer(text):
        clause = pack.by_id.get(named[1])
        if clause is None:
            continue
        yield Piece(text[end : named.start()])
        yield Piece(f"clause {clause.number}", f"{url}#clause-{clause.id}")
        end = named.end()
    if text[end:]:
        yield Piece(text[end:])


def _against(pack: Pack, url: str) -> dict[str, list[Against]]:
    found: dict[str, list[Against]] = {}
    for one in unsettled(pack):
        for here, there, holds in (
            (one.allows, one.forbids, False),
            (one.forbids, one.allows, True),
        ):
            found.setdefault(here.id, []).append(Against(there, f"{url}#clause-{there.id}", holds))
    return found


def _plain(word: str) -> str:
    return word.replace("-", " ").capitalize()


def _covers(fact: str, values: Iterable[str]) -> str:
    known = [value for value in vocabulary().facts[fact].values if value in set(values)]
    if fact == "actor":
        return actors_words((), tuple(known))
    words = listed(in_sentence(value_words(fact, value)) for value in known)
    return words[:1].upper() + words[1:]


def in_sentence(words: str) -> str:
    """For the middle of a sentence; “I” and names in capitals stay."""
    first = words.partition(" ")[0]
    is_name = first == "I" or (len(first) > 1 and first.isupper())
    return words if is_name else words[:1].lower() + words[1:]
