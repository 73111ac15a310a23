"""School holidays ahead: somebody is on the rota, or a notice stands on the account; its words are proposed here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gatepost.channels.models import Channel
from gatepost.inbox.watching.asked import Kind
from gatepost.inbox.watching.calendar import SchoolYear

_LONGEST = 70  # days that are looked ahead for the end of a holiday


@dataclass(frozen=True)
class Holiday:
    """Days without school in a row, weekends and bank holidays at both ends included."""

    first_on: date
    last_on: date
    back_on: date


def holiday_at(day: date, year: SchoolYear) -> Holiday:
    """The holiday that a day belongs to."""
    first = last = day
    while year.kind_of(first - timedelta(days=1)) != Kind.WORKING and (day - first).days < _LONGEST:
        first -= timedelta(days=1)
    while year.kind_of(last + timedelta(days=1)) != Kind.WORKING and (last - day).days < _LONGEST:
        last += timedelta(days=1)
    return Holiday(first, last, last + timedelta(days=1))


def proposed(channel: Channel, holiday: Holiday) -> str:
    """What a notice may say: when the school answers again, and where to turn until then. A person edits it."""
    return (
        f"{channel.school.name} is on holiday from {holiday.first_on:%-d %B} to {holiday.last_on:%-d %B}. "
        f"We read messages again from {holiday.back_on:%A} {holiday.back_on:%-d %B}. "
        "If a child is in danger, ring 999. If you are worried about a child, ring your council’s children’s services, "
        "who answer at any hour."
    )
