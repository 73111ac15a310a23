"""Whom a policy binds, and whom it asks to say that they have read it: worked out from its clauses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gatepost.core.policy import Clause, Pack, vocabulary
from gatepost.people.models.staff import NOT_EMPLOYED

MECHANISM = "policies.acknowledgement"
BINDING = ("must", "must-not")
NEVER_ASKED = frozenset({"pupil", "former-staff"})  # they are taught, or have gone


@dataclass(frozen=True)
class Terms:
    """What a policy says of reading it."""

    clauses: tuple[Clause, ...]
    asked: Mapping[str, tuple[Clause, ...]]  # what somebody is at school -> the clauses that ask it
    every_version: bool
    every_year: bool

    @property
    def is_voluntary(self) -> bool:
        """Whether the policy does not speak of it at all."""
        return not self.clauses

    def clauses_for(self, actors: Iterable[str]) -> list[Clause]:
        """The clauses that ask it of somebody."""
        found = {c.id: c for actor in actors for c in self.asked.get(actor, ())}
        return [clause for clause in self.clauses if clause.id in found]


@dataclass(frozen=True)
class Group:
    """Some of a school's people, and why they are to be asked."""

    actor: str
    asked: tuple[Clause, ...]
    bound: tuple[Clause, ...]

    @property
    def label(self) -> str:
        """What they are, in words."""
        return vocabulary().facts["actor"].values[self.actor]

    @property
    def is_given(self) -> bool:
        """Whether the policy itself brings them in, so that nobody can leave them out."""
        return bool(self.asked or self.bound)


def actors_of(pack: Pack, words: Iterable[str]) -> frozenset[str]:
    """What the people are at school whom some words of a policy mean.

    A word is a group of the pack, a value of “actor” or its plural. Any other is read as everybody employed, since a
    policy that says “staff” and nowhere explains it means at least them.
    """
    known, groups = vocabulary().facts["actor"].values, pack.groups.get("actor", {})
    found: set[str] = set()
    for word in words:
        if word in groups:
            found |= groups[word]
        elif word in known or word.removesuffix("s") in known:
            found.add(word if word in known else word.removesuffix("s"))
        else:
            found |= set(known) - NOT_EMPLOYED
    return frozenset(found)


def terms(pack: Pack) -> Terms:
    """What a pack says of reading it: whom it asks, and how often."""
    clauses = tuple(clause for clause in pack.clauses if clause.live.get("by") == MECHANISM)
    asked: dict[str, tuple[Clause, ...]] = {}
    for clause in clauses:
        for actor in _asked_by(pack, clause) - NEVER_ASKED:
            asked[actor] = (*asked.get(actor, ()), clause)
    when = " ".join(str(clause.live.get("when", "")) for clause in clauses)
    return Terms(clauses, asked, "version" in when, "year" in when)


def groups(pack: Pack) -> list[Group]:
    """Every group of people at a school, with the clauses that bring it in."""
    asked = terms(pack).asked
    return [
        Group(actor, asked.get(actor, ()), _binding(pack, actor))
        for actor in vocabulary().facts["actor"].values
        if actor not in NEVER_ASKED
    ]


def given(pack: Pack) -> frozenset[str]:
    """The groups that the policy itself brings in."""
    return frozenset(group.actor for group in groups(pack) if group.is_given)


def _asked_by(pack: Pack, clause: Clause) -> frozenset[str]:
    return actors_of(pack, clause.live.get("by-whom", ())) or clause.who or _employed()


def _binding(pack: Pack, actor: str) -> tuple[Clause, ...]:
    return tuple(c for c in pack.clauses if actor in c.who and c.strength in BINDING)


def _employed() -> frozenset[str]:
    return frozenset(vocabulary().facts["actor"].values) - NOT_EMPLOYED
