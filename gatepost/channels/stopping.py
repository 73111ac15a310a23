"""Accounts through which nothing may go out for now, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gatepost.channels.handing_over import asked as hand_overs
from gatepost.channels.models import Channel
from gatepost.channels.running import asked_by, standings
from gatepost.channels.verifying.alarms import alarm_of
from gatepost.core.policy import Clause, Pack
from gatepost.core.policy.words import listed
from gatepost.people.once import reading_once
from gatepost.policies.door import policy_at

_FEW = ("Nobody is", "Only one person is")


@dataclass(frozen=True)
class Stop:
    """Why nothing goes out, in one sentence, and the clauses that want it so; none where nobody's policy has to say it."""

    says: str
    clauses: tuple[Clause, ...] = ()


@reading_once()
def why_stopped(channel: Channel, *, on: date) -> Stop | None:
    """What stops an account on a day; None where posts may go out."""
    if channel.closed_at is not None:
        return Stop(f"{channel} is closed.")
    if alarm := alarm_of(channel):
        return Stop(alarm)
    return _too_few(channel, policy_at(channel.school, on=on), on=on)


def _too_few(channel: Channel, pack: Pack | None, *, on: date) -> Stop | None:
    asked = asked_by(pack)
    # Where a policy names no number but says what becomes of an account whose people leave, it does not go on alone.
    clauses = asked.number_by or hand_overs.asked_by(pack).clauses
    if not clauses:
        return None
    count = sum(one.counts for one in standings(channel, on=on))
    wanted = max(asked.at_least, 1)
    if count >= wanted:
        return None
    who = _FEW[count] if count < len(_FEW) else f"Only {count} people are"
    numbers = listed(one.number for one in clauses)
    named = f"clause{'s' if len(clauses) > 1 else ''} {numbers}"
    return Stop(
        f"{who} ready to run {channel}, and the policy wants {wanted} at least ({named}).",
        clauses,
    )
