"""Hours in which nobody is told of what can wait, and when they may be told instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from gatepost.core.clock.calendar import Calendar

A_DAY = timedelta(days=1)
# What has to be known before a night is told this long before it begins.
BEFOREHAND = timedelta(minutes=30)
_FARTHEST = 60  # days; the longest holidays are shorter, so that dates are missing there


class Days(StrEnum):
    """Which days are quiet from morning to evening."""

    NONE = "none"
    NOT_WORKING = "not-working"
    NO_SCHOOL = "no-school"


@dataclass(frozen=True)
class Quiet:
    """From an hour in the evening to one in the morning, and whole days. The same hour twice is no night at all."""

    calendar: Calendar
    begins: time = time(19)
    ends: time = time(7)
    days: Days = Days.NO_SCHOOL

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in it."""
        local = self.calendar.local(at)
        return self._by_night(local.time()) or self._is_free(local.date(), self.days)

    def over_from(self, at: datetime) -> datetime:
        """The first moment from `at` on that does not lie in it."""
        return self._over(at, self.days)

    def told_from(
        self, at: datetime, *, before: datetime | None = None, now: datetime | None = None
    ) -> datetime:
        """The moment from which somebody is told of something that would be told `at`.

        With a deadline (`before`) that waiting would miss: by the next day, be it a Sunday, if that is before it; else
        before the night begins, if that is still to come (`now`); else at once. What is late already waits for the day,
        since nothing more is lost by night.
        """
        free = self.over_from(at)
        if before is None or free < before:
            return free
        by_day = self._over(at, Days.NONE)
        if by_day < before or before <= at:
            return by_day
        if now is None or by_day == at:
            return at
        return min(at, max(now, self._night_of(at) - BEFOREHAND))

    def _over(self, at: datetime, days: Days) -> datetime:
        local = self.calendar.local(at)
        if not self._by_night(local.time()) and not self._is_free(local.date(), days):
            return at
        day = local.date()
        for _ in range(_FARTHEST):
            morning = self.calendar.local(datetime.combine(day, self._morning))
            if morning > local and not self._is_free(day, days):
                return morning
            day += A_DAY
        return self._over(at, Days.NOT_WORKING)

    @property
    def _morning(self) -> time:
        """When a day begins that was quiet before; one without nights begins at midnight."""
        return time(0) if self.begins == self.ends else self.ends

    def _night_of(self, at: datetime) -> datetime:
        """When the night began in which a moment lies."""
        local = self.calendar.local(at)
        began = local.date() if local.time() >= self.begins else local.date() - A_DAY
        return self.calendar.local(datetime.combine(began, self.begins))

    def _by_night(self, hour: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= hour < self.ends
        return hour >= self.begins or hour < self.ends

    def _is_free(self, day: date, days: Days) -> bool:
        if days == Days.NONE:
            return False
        if days == Days.NO_SCHOOL and any(last >= day for _, last in self.calendar.terms):
            return not self.calendar.is_school_day(day)
        # Where no term is known that is still to end, nobody knows when school begins again.
        return not self.calendar.is_working_day(day) or (
            days == Days.NO_SCHOOL and day in self.calendar.closures
        )
