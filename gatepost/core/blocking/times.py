"""The weekly times of a school: its official breaks, and the sessions in which pupils are taught."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, order=True)
class Hours:
    """From when to when, on some weekdays (Monday is 0). The end is not counted."""

    start: time
    end: time
    weekdays: tuple[int, ...]

    def __post_init__(self) -> None:
        """It ends on the day on which it begins, and is on some day."""
        if self.start >= self.end:
            raise ValueError("It has to end later than it begins, on the same day.")
        if not self.weekdays or not set(self.weekdays) <= set(range(7)):
            raise ValueError("Say on which days of the week.")

    def holds(self, at: datetime) -> bool:
        """Whether a local moment lies in it."""
        return at.weekday() in self.weekdays and self.start <= at.time() < self.end


@dataclass(frozen=True)
class Times:
    """The hours of a week, and the days on which they do not hold because the school is shut."""

    hours: tuple[Hours, ...]
    shut: frozenset[str] = frozenset()  # as 2026-12-25

    def hold(self, at: datetime) -> bool:
        """Whether a local moment lies in one of them."""
        return not self.is_shut(at) and any(one.holds(at) for one in self.hours)

    def is_shut(self, at: datetime) -> bool:
        """Whether the school is shut on the day of a local moment."""
        return at.date().isoformat() in self.shut


def next_change(times: Iterable[Times], *, after: datetime) -> datetime | None:
    """The next local moment within a week at which one of some times begins or ends; None where there is none."""
    found = []
    for one in times:
        for ahead in range(8):
            day = after + timedelta(days=ahead)
            if one.is_shut(day):
                continue
            for hours in (hours for hours in one.hours if day.weekday() in hours.weekdays):
                edges = (day.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
                         for at in (hours.start, hours.end))  # fmt: skip
                found += [edge for edge in edges if edge > after]
    return min(found, default=None)
