"""Which accounts have to be handed over, seen from rows alone: who leaves, and who has stopped with too few left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from gatepost.channels.models.accounts import Channel
from gatepost.channels.models.runners import Runner
from gatepost.channels.running import Standing, asked_by, standings
from gatepost.people.models import School
from gatepost.policies.door import policy_at

LEAVES, STOPPED = "leaves", "stopped"
A_DAY = timedelta(days=1)
RECENT = timedelta(days=90)  # whoever stopped longer ago without a hand-over will need none


@dataclass(frozen=True)
class Need:
    """An account has to be handed over: from whom, why, and by which day."""

    runner: Runner
    why: str
    due_on: date


def due_of(runner: Runner) -> date | None:
    """The last day on which somebody runs an account; None where none is in sight."""
    return runner.until_on or runner.person.left_on


def need_of(runner: Runner, *, on: date) -> Need | None:
    """Why somebody's account has to be handed over as things stand; None where it has not, or that has begun or ended."""
    if runner.channel.closed_at is not None:
        return None
    if runner.until_on is None:
        left_on, begun = runner.person.left_on, runner.handovers.exclude(ended_in="not-needed")
        return Need(runner, LEAVES, left_on) if left_on and not begun.exists() else None
    # Short when they stopped and short now: what was put right meanwhile, or became short later, is not theirs.
    moments = (runner.until_on + A_DAY, on)
    if runner.handovers.exists() or not all(_short_without(runner, on=day) for day in moments):
        return None
    return Need(runner, STOPPED, runner.until_on)


def needs_of(school: School, *, on: date) -> Iterator[Need]:
    """Everything at a school that has to be handed over and has not begun."""
    open_ones = Channel.objects.open().filter(school=school)
    leaving = models.Q(until_on=None, person__left_on__isnull=False)
    stopped = models.Q(until_on__gte=on - RECENT, handovers=None)
    ending = Runner.objects.filter(leaving | stopped, channel__in=open_ones)
    for runner in ending.select_related("channel__school", "person__school").order_by("pk"):
        if need := need_of(runner, on=on):
            yield need


def others(channel: Channel, *, without: Runner, on: date) -> list[Standing]:
    """Those who run an account on a day beside somebody, with what they still have to do."""
    return [one for one in standings(channel, on=on) if one.runner.pk != without.pk]


def wanted(channel: Channel, *, on: date) -> int:
    """How many people the policy wants; one where it says nothing, since an account needs somebody."""
    return max(asked_by(policy_at(channel.school, on=on)).at_least, 1)


def is_short(channel: Channel, *, without: Runner, on: date) -> bool:
    """Whether too few are ready to run it without somebody."""
    ready = sum(one.counts for one in others(channel, without=without, on=on))
    return ready < wanted(channel, on=on)


def _short_without(runner: Runner, *, on: date) -> bool:
    return is_short(runner.channel, without=runner, on=on)
