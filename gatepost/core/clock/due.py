"""Due moments: how long after something is received it has to be done."""

from __future__ import annotations

import calendar as months
import itertools
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from gatepost.core.clock.calendar import Calendar, ClockError

_WRITTEN = re.compile(r"([1-9]\d{0,3}) (hour|day|working day|school day|week|month|year)s?")
_MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True)
class Span:
    """A number of hours, days, working days, school days, weeks, months or years."""

    number: int
    unit: str

    @classmethod
    def parse(cls, written: str) -> Span | None:
        """The span that a text such as “24 hours” or “1 working day” stands for; None if it is none."""
        match = _WRITTEN.fullmatch(written)
        return cls(int(match[1]), match[2]) if match else None

    @property
    def is_in_dates(self) -> bool:
        """Whether it can be reckoned from one date to another without a calendar of working days."""
        return self.unit in ("day", "week", "month", "year")


def due(received: datetime, span: Span, calendar: Calendar) -> datetime:
    """When something received at a moment is due, in the school's time.

    Hours are hours on a running watch, also when the clocks change. Days, weeks, months and years end at the same
    local time on the later date (a month from 31 January ends on the last day of February). Working days and
    school days end at the close of business of the last of them; the day of receipt is not counted.
    Raises ClockError where the date cannot be reckoned, for instance because no term dates are known.
    """
    start = calendar.local(received)
    try:
        if span.unit == "hour":
            return (start.astimezone(ZoneInfo("UTC")) + timedelta(hours=span.number)).astimezone(
                calendar.zone
            )
        if span.unit == "working day":
            days = filter(calendar.is_working_day, calendar.days_after(start.date()))
            return calendar.end_of(next(itertools.islice(days, span.number - 1, None)))
        if span.unit == "school day":
            return calendar.end_of(_school_day(start.date(), span.number, calendar))
        return calendar.local(datetime.combine(later(start.date(), span), start.time()))
    except (OverflowError, ValueError) as error:
        raise ClockError(
            str(error) if isinstance(error, ClockError) else "That lies beyond the calendar."
        ) from None


def _school_day(day: date, number: int, calendar: Calendar) -> date:
    last = max((end for _, end in calendar.terms), default=None)
    if last is None:
        raise ClockError("No term dates are known, so school days cannot be counted.")
    while number:
        day += timedelta(days=1)
        if day > last:
            raise ClockError(
                f"The term dates end on {last:%-d %B %Y}; add the next ones to count school days."
            )
        number -= calendar.is_school_day(day)
    return day


def later(day: date, span: Span) -> date:
    """The day that lies a span of days, weeks, months or years after another, or before it where the number is negative.

    A month from 31 January ends on the last day of February. Raises ValueError for other units and beyond the calendar.
    """
    if not span.is_in_dates:
        raise ValueError(f"No whole days: {span.unit}.")
    if span.unit in ("day", "week"):
        return day + timedelta(days=span.number * (7 if span.unit == "week" else 1))
    count = span.number * (_MONTHS_IN_A_YEAR if span.unit == "year" else 1)
    year, month = divmod(day.year * _MONTHS_IN_A_YEAR + day.month - 1 + count, _MONTHS_IN_A_YEAR)
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
