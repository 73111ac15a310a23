"""What policy and law say of doing something with what others wrote: by which clauses, and what has to follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from gatepost.core.clock import Calendar, ClockError, Span, due
from gatepost.core.policy import Clause, Duty, Pack
from gatepost.core.policy.binding import key_of
from gatepost.incidents.asked import people_among
from gatepost.networks.arriving import Act
from gatepost.policies.models import Version
from gatepost.policies.models.plans import law_reference
from gatepost.policies.ruling import Ruling

MODERATION = "inbox.moderation"
AUDIENCE, WRITER = "audience", "writer"
# What `acts` of a clause may name beside the four acts: who is told why.
TELLS = {"tell the audience why": AUDIENCE, "reason": WRITER}
_IN_WORDS = {
    Act.HIDE: ("hid",),
    Act.DELETE: ("delet", "remov"),
    Act.BLOCK: ("block",),
    Act.REPORT: ("report",),
}


@dataclass(frozen=True)
class Ground:
    """A clause by which something may be done, and how the ledger names it."""

    key: str
    clause: Clause
    reference: str
    is_law: bool


@dataclass(frozen=True)
class Look:
    """Somebody else has to look at it, by when, and the clause that wants it."""

    role: str
    due_at: datetime | None
    reference: str


@dataclass(frozen=True)
class Grounds:
    """What a ruling on a situation means for each act."""

    ruling: Ruling
    pack: Pack | None
    version: Version | None

    @cached_property
    def speaking(self) -> list[Ground]:
        """Every clause that speaks of the situation, the policy's first."""
        return [*self._of_policy(), *self._of_law()]

    def by(self, what: Act) -> list[Ground]:
        """Clauses by which an act may be done: those that name it, then those that permit whatever is fitting."""
        named = [one for one in self.speaking if what in _acts(one.clause)]
        others = (one for one in self.speaking if one.clause.live.get("by") != MODERATION)
        return [*named, *(one for one in others if _permits(one.clause))]

    @cached_property
    def proposed(self) -> list[Act]:
        """All acts, those first that the policy's own clauses name for this."""
        named = [act for one in self.speaking for act in _acts(one.clause) if act in set(Act)]
        return [Act(act) for act in dict.fromkeys([*named, *Act])]

    def departs(self, what: Act) -> bool:
        """Whether the policy says when something is done with what others wrote, and this is not among it."""
        clauses = self.pack.clauses if self.pack else ()
        is_asked = any(set(_acts(one)) & set(Act) for one in clauses)
        return self.ruling.verdict == "should-not" or (is_asked and not self.by(what))

    @cached_property
    def told(self) -> list[str]:
        """Who is told why: the audience, or whoever wrote it."""
        acts = (act for one in self.speaking for act in _acts(one.clause))
        return list(dict.fromkeys(TELLS[act] for act in acts if act in TELLS))

    def looks(self, what: Act, *, clock: Calendar, at: datetime) -> Iterator[Look]:
        """Second looks that clauses want of somebody who does not run the account."""
        for one in self.speaking:
            duties = one.clause.duties if one.clause.live.get("by") == MODERATION else ()
            for duty in duties:
                if (roles := people_among([duty.by])) and _speaks_of(duty, what):
                    yield Look(roles[0], _due(duty, clock, at=at), one.reference)

    def _of_policy(self) -> Iterator[Ground]:
        if self.ruling.policy and self.pack:
            of = self.version.reference if self.version else self.pack.slug
            for clause in self.ruling.policy.clauses:
                key = key_of(self.pack, clause)
                yield Ground(key, clause, f"{of}/{clause.id}", is_law=False)

    def _of_law(self) -> Iterator[Ground]:
        for clause in self.ruling.law.clauses:
            key = key_of(self.ruling.law.pack, clause)
            yield Ground(key, clause, f"{law_reference()}/{clause.id}", is_law=True)


def _acts(clause: Clause) -> tuple[str, ...]:
    is_ours = clause.live.get("by") == MODERATION
    return tuple(str(act) for act in clause.live.get("acts", ())) if is_ours else ()


def _permits(clause: Clause) -> bool:
    return clause.allows or clause.strength == "may"


def _speaks_of(duty: Duty, what: Act) -> bool:
    """A duty that names acts is about those alone."""
    named = [act for act, words in _IN_WORDS.items() if any(word in duty.do for word in words)]
    return what in named or not named


def _due(duty: Duty, clock: Calendar, *, at: datetime) -> datetime | None:
    span = Span.parse(duty.within)
    try:
        return due(at, span, clock) if span else None
    except ClockError:  # school days, and no term dates
        return None
