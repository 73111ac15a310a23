"""When somebody may be told of something: not at night and not at the weekend, unless the deadline would be missed by waiting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from gatepost.core.clock import Calendar

MORNING, EVENING = time(7), time(19)


def told_from(at: datetime, due_at: datetime, calendar: Calendar) -> datetime:
    """The moment from which on somebody is told of something that is not urgent.

    By day on a working day at once. Otherwise on the next one, if that is before the deadline; else by the next day, be it
    a Sunday; else now. What is late already waits for the day, since nothing more is lost by night.
    """
    working = _next(at, calendar, is_free=lambda day: not calendar.is_working_day(day))
    if working < due_at:
        return working
    by_day = _next(at, calendar, is_free=lambda _: False)
    return by_day if by_day < due_at or due_at <= at else at


def _next(at: datetime, calendar: Calendar, *, is_free: Callable[[date], bool]) -> datetime:
    local = calendar.local(at)
    day = local.date()
    if local.time() >= EVENING:
        day += timedelta(days=1)
    moved = day != local.date()
    while is_free(day):
        day, moved = day + timedelta(days=1), True
    if not moved and local.time() >= MORNING:
        return at
    return calendar.local(datetime.combine(day, MORNING))
