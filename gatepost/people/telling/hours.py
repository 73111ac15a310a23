"""The quiet hours of a school and of a person, and the hour of a message of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from gatepost.core.clock import Days, Quiet
from gatepost.people.models import QuietHours, School, SchoolDates
from gatepost.people.models.telling import Wish


def school_hours(school: School) -> Quiet:
    """When nobody at a school is told of what can wait."""
    said = QuietHours.of(school)
    calendar = SchoolDates.objects.calendar(school)
    return Quiet(calendar, begins=said.begins, ends=said.ends, days=Days(said.days))


def own_hours(wish: Wish, hours: Quiet) -> Quiet:
    """The same for somebody who chose hours of their own; whole days stay the school's."""
    if wish.begins is None or wish.ends is None:
        return hours
    return replace(hours, begins=wish.begins, ends=wish.ends)


def next_daily(hour: time, hours: Quiet, *, at: datetime) -> datetime:
    """The next time that a message of the day goes out, not within quiet hours."""
    local = hours.calendar.local(at)
    today = hours.calendar.local(datetime.combine(local.date(), hour))
    next_one = today if today > at else _tomorrow(hour, hours, at=local)
    return hours.over_from(next_one)


def _tomorrow(hour: time, hours: Quiet, *, at: datetime) -> datetime:
    return hours.calendar.local(datetime.combine(at.date() + timedelta(days=1), hour))
