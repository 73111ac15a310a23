"""When a message on an official account has to be answered, by the policy's clauses and the school's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from gatepost.core.clock import Calendar, Span, due
from gatepost.core.policy import Clause, Decision, Pack, decide, situation, vocabulary


@dataclass(frozen=True)
class ReplyDue:
    """The deadline for an answer: None where the policy sets none."""

    received: datetime
    due: datetime | None
    clauses: tuple[Clause, ...] = ()
    enough: str = ""


def reply_due(pack: Pack, received: datetime, calendar: Calendar | None = None) -> ReplyDue:
    """The earliest deadline that the policy's duties set for a message received at a moment (local where it has no offset)."""
    calendar = calendar or Calendar()
    local = calendar.local(received)
    day = "weekend" if calendar.is_weekend(local.date()) else "weekday"
    deadlines = [
        (due(local, span, calendar), duty, clause)
        for duty, clause in _answer(pack, day).duties
        if (span := Span.parse(duty.within))
    ]
    if not deadlines:
        return ReplyDue(local, None)
    first = min(moment for moment, _, _ in deadlines)
    setting = [(duty, clause) for moment, duty, clause in deadlines if moment == first]
    return ReplyDue(local, first, tuple(clause for _, clause in setting), setting[0][0].enough)


@lru_cache(maxsize=128)
def _answer(pack: Pack, day: str) -> Decision:
    """What the policy says of a message; it asks nothing but the kind of day, and thousands may come in at once."""
    implied = vocabulary().acts["receive-comment"].implies
    return decide(pack, situation({"act": "receive-comment", "day-received": day, **implied}))
