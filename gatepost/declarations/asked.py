"""What a policy wants told: which ties and to whom, which exceptions with whose agreement, which departures."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from gatepost.core.clock import Span
from gatepost.core.policy import Clause, Pack, vocabulary

TIES = "declarations.ties"
EXCEPTIONS = "declarations.exceptions"
DEPARTURES = "declarations.departures"

HEAD, CHAIR, SENIOR_LEADERS = "headteacher", "chair-of-governors", "slt"
OTHER = "other"
AGREED = "slt-approval"


@dataclass(frozen=True)
class Ties:
    """What a policy wants somebody to tell of their ties."""

    clauses: tuple[Clause, ...]

    @property
    def to(self) -> tuple[str, ...]:
        """The roles that are told; the headteacher alone where the policy names nobody."""
        named = (str(one.live["to"]) for one in self.clauses if "to" in one.live)
        return tuple(dict.fromkeys(named)) or (HEAD,)

    @property
    def kinds(self) -> dict[str, str]:
        """The kinds of tie to choose from, key to words: the policy's own where it names any."""
        named = [str(kind) for one in self.clauses for kind in one.live.get("kinds", ())]
        own = {kind: kind[:1].upper() + kind[1:] for kind in named}
        return {**(own or usual_kinds()), OTHER: "Something else"}


@dataclass(frozen=True)
class Exceptional:
    """Something that a policy allows once it is agreed."""

    clause: Clause

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """Whose agreement is needed, as facts: those the clause names, else those it requires, else a senior leader's."""
        facts = vocabulary().facts
        named = [one for one in self._needs if one in facts]
        required = [one for one in self.clause.requires if facts[one].given_by]
        return tuple(named or required) or (AGREED,)

    @property
    def states(self) -> tuple[str, ...]:
        """What whoever asks has to say, in the policy's own words."""
        return tuple(one for one in self._needs if one not in vocabulary().facts)

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts that it is about, in the policy's order; none where the clause names none."""
        found = [act for table in self.clause.when for act in sorted(table.get("act", ()))]
        return tuple(dict.fromkeys(found))

    def concerns_somebody(self, act: str) -> bool:
        """Whether, for an act, it is about one pupil, parent or other person."""
        tables = [one for one in self.clause.when if act in one.get("act", ())]
        return any("other" in one and "nobody" not in one["other"] for one in tables)

    @property
    def _needs(self) -> list[str]:
        return [str(one) for one in self.clause.live.get("needs", ())]


@dataclass(frozen=True)
class Telling:
    """How a policy wants to be told that somebody departs from it."""

    clauses: tuple[Clause, ...]
    to: tuple[str, ...]  # roles
    advisers: tuple[
        tuple[Clause, str], ...
    ]  # whose view the headteacher asks for, by the name of the body

    @property
    def wants_it_before(self) -> bool:
        """Whether the policy speaks of telling beforehand."""
        return any("before" in one for one in self._moments)

    @property
    def takes_it_afterwards(self) -> bool:
        """Whether telling afterwards is foreseen too; it is where the policy says nothing of the moment."""
        after = [one for one in self._moments if "after" in one or "by the end" in one]
        return bool(after) or not self.wants_it_before

    @property
    def within(self) -> Span | None:
        """How soon afterwards; None where no time is set."""
        spans = (
            Span.parse(duty.within)
            for one in self.clauses
            for duty in one.duties
            if duty.by == "actor"
        )
        return next((span for span in spans if span), None)

    @property
    def _moments(self) -> list[str]:
        return [str(one.live.get("when", "")) for one in self.clauses]


def ties_of(pack: Pack | None, actors: Iterable[str]) -> Ties:
    """What a policy wants to know of the ties of somebody who is of some kinds."""
    return Ties(tuple(_meant(pack, TIES, frozenset(actors))))


def exceptions_of(pack: Pack | None, actors: Iterable[str]) -> list[Exceptional]:
    """The exceptions that somebody can ask for, in the policy's order."""
    return [Exceptional(one) for one in _meant(pack, EXCEPTIONS, frozenset(actors))]


def departures_of(pack: Pack | None, actors: Collection[str]) -> Telling:
    """Who is told of somebody's departure: never they themselves, so the chair hears of the headteacher's own."""
    kinds = frozenset(actors)
    clauses = tuple(one for one in _meant(pack, DEPARTURES, kinds) if not _is_lifted(one, kinds))
    named = dict.fromkeys(str(one.live["to"]) for one in clauses)
    is_head = HEAD in kinds
    to = tuple(one for one in named if not (is_head and one == HEAD))
    return Telling(clauses, to or ((CHAIR,) if is_head else (HEAD,)), tuple(_advisers(pack)))


@cache
def usual_kinds() -> dict[str, str]:
    """The kinds of tie that Gatepost knows, key to words."""
    read = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text("utf-8"))
    return {key: one["says"] for key, one in read.items()}


def _meant(pack: Pack | None, mechanism: str, actors: frozenset[str]) -> Iterable[Clause]:
    """Clauses of a mechanism for somebody; a clause that names nobody is for all."""
    for one in pack.clauses if pack else ():
        if one.live.get("by") == mechanism and (not one.who or one.who & actors):
            yield one


def _is_lifted(clause: Clause, actors: frozenset[str]) -> bool:
    """Whether `unless` lifts a clause by what somebody is, and by nothing else."""
    return any(set(table) == {"actor"} and actors <= table["actor"] for table in clause.unless)


def _advisers(pack: Pack | None) -> Iterable[tuple[Clause, str]]:
    """Bodies outside the school that the headteacher asks about a departure."""
    for one in pack.clauses if pack else ():
        if not any("depart-from-policy" in table.get("act", ()) for table in one.when):
            continue
        for duty in one.duties:
            if pack and duty.by == HEAD and duty.to in pack.bodies:
                yield one, pack.bodies[duty.to]
