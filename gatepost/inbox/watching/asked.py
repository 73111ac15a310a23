"""What a policy wants looked at, on which days, how often and by whom, read from its clauses."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from gatepost.core.clock import Span
from gatepost.core.policy import Clause, Pack, decide, situation, vocabulary
from gatepost.people.roles import ROLES, in_words

WATCH = "inbox.watch"
MUST = "must"
_HOURS_IN_A_DAY = 24
_IN_DAYS = {"week": 7, "month": 30, "year": 365}
_ROUND_EVERY = 7  # days; what a policy calls a round without a number
_ROUND = re.compile(r"the (.+)['’]s round")
# How bad behaviour may look to a policy; which of these a clause means is for the clause to say.
_BADLY = ("accusing", "derogatory", "defamatory", "discriminatory", "offensive", "disrespectful", "harassing", "obscene")  # fmt: skip


class Kind(StrEnum):
    """What kind of day it is for whoever looks at accounts; each day is of exactly one kind."""

    WORKING = "working day"
    WEEKEND = "weekend"
    BANK_HOLIDAY = "bank holiday"
    HOLIDAY = "school holiday"


# The words that packs have for days. A clause that names none speaks of ordinary days.
_MEANT = {
    "working days": frozenset({Kind.WORKING}),
    "school days": frozenset({Kind.WORKING}),
    "weekends": frozenset({Kind.WEEKEND}),
    "bank holidays": frozenset({Kind.BANK_HOLIDAY}),
    "holidays": frozenset({Kind.HOLIDAY, Kind.BANK_HOLIDAY}),
    "school holidays": frozenset({Kind.HOLIDAY}),
    "every day": frozenset(Kind),
}
_OR_NOTICE = ": rota or notice"


@dataclass(frozen=True)
class Want:
    """A clause that wants looks on days of some kinds: so many on every so-many-th of them."""

    clause: Clause
    kinds: frozenset[Kind]
    every: int = 1  # days of these kinds
    times: int = 1  # looks on such a day
    or_notice: bool = False  # a notice on the account does as well

    @property
    def is_must(self) -> bool:
        """Whether leaving it out goes against the policy; otherwise it is wished for where it can be done."""
        return self.clause.strength == MUST


@dataclass(frozen=True)
class Round:
    """A clause that counts the holders of a role among those who look, once in so many days."""

    clause: Clause
    role: str
    every: int

    @property
    def words(self) -> str:
        """What the role is called within a sentence."""
        return in_words(self.role)


@dataclass(frozen=True)
class Asked:
    """Everything that a policy says about looking at accounts."""

    wants: tuple[Want, ...] = ()
    rounds: tuple[Round, ...] = ()
    stepping_in: tuple[Clause, ...] = ()

    def on(self, kind: Kind) -> tuple[Want, ...]:
        """What is wanted on a day of a kind, the strictest first."""
        return tuple(
            sorted(
                (one for one in self.wants if kind in one.kinds), key=lambda one: not one.is_must
            )
        )

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses about looking, each once."""
        found = [*(one.clause for one in self.wants), *(one.clause for one in self.rounds)]
        return tuple({one.id: one for one in found}.values())


@lru_cache(maxsize=64)
def asked_by(pack: Pack | None) -> Asked:
    """What a policy asks; nothing where there is none or it is silent."""
    if pack is None:
        return Asked()
    clauses = [one for one in pack.clauses if one.live.get("by") == WATCH]
    stepping_in = {one.id for one in steps_in(pack, _BADLY)}
    looking = [one for one in clauses if one.id not in stepping_in]
    return Asked(
        tuple(want for one in looking for want in _wants(one)),
        tuple(found for one in looking for found in _rounds(one)),
        tuple(one for one in clauses if one.id in stepping_in),
    )


def steps_in(pack: Pack, manners: Iterable[str]) -> list[Clause]:
    """The clauses that want somebody to step in where what came in is of some manner."""
    known = [one for one in manners if one in vocabulary().facts["manner"].values]
    implied = vocabulary().acts["receive-comment"].implies
    found: dict[str, Clause] = {}
    for manner in known:
        asked = situation({"act": "receive-comment", **implied, "manner": manner})
        plain = situation({"act": "receive-comment", **implied, "manner": "respectful"})
        always = {one.id for one in decide(pack, plain).clauses}
        for one in decide(pack, asked).clauses:
            if one.live.get("by") == WATCH and one.id not in always:
                found[one.id] = one
    return list(found.values())


def _wants(clause: Clause) -> Iterable[Want]:
    every, times = _often(str(clause.live.get("every", "")))
    said = [str(one) for one in clause.live.get("on", ())]
    if not said:
        yield Want(clause, _MEANT["working days"], every, times)
    for words in said:
        plain = words.removesuffix(_OR_NOTICE)
        if plain in _MEANT:
            yield Want(clause, _MEANT[plain], every, times, or_notice=plain != words)


def _rounds(clause: Clause) -> Iterable[Round]:
    for words in clause.live.get("on", ()):
        match = _ROUND.fullmatch(str(words))
        if match and match[1] in ROLES:
            written = str(clause.live.get("every", ""))
            yield Round(clause, match[1], _often(written)[0] if written else _ROUND_EVERY)


def _often(written: str) -> tuple[int, int]:
    """After how many days, and how often on such a day. What is no span, or less than it, is once on each day."""
    span = Span.parse(written)
    if span is None:
        return 1, 1
    if span.unit == "hour":
        if span.number < _HOURS_IN_A_DAY:
            return 1, math.ceil(_HOURS_IN_A_DAY / span.number)
        return span.number // _HOURS_IN_A_DAY, 1
    return span.number * _IN_DAYS.get(span.unit, 1), 1
