"""The days of a school: weekends, bank holidays, terms and closures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

# The three sets of bank holidays in the United Kingdom, as gov.uk/bank-holidays lists them,
# and the names under which the `holidays` package holds them.
NATIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
_SATURDAY = 5


class ClockError(ValueError):
    """A moment that cannot be reckoned, with the reason."""


@cache
def bank_holidays(nation: str, year: int) -> frozenset[date]:
    """The bank holidays of a year in one of NATIONS, substitute days included. Source: the `holidays` package."""
    import holidays

    if nation not in NATIONS:
        raise ClockError(
            f"There is no list of bank holidays for “{nation}”. Use one of: {', '.join(NATIONS)}."
        )
    return frozenset(holidays.country_holidays("GB", subdiv=NATIONS[nation], years=year))


@dataclass(frozen=True)
class Calendar:
    """What counts as a day at one school. `terms` are first and last days, both counted; `closes_at` is local time."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/London"))
    nation: str = "england-and-wales"
    closes_at: time = time(17)
    terms: tuple[tuple[date, date], ...] = ()
    closures: frozenset[date] = frozenset()

    def is_weekend(self, day: date) -> bool:
        """Whether a day is a Saturday or Sunday."""
        return day.weekday() >= _SATURDAY

    def is_working_day(self, day: date) -> bool:
        """Whether a day is neither weekend nor bank holiday. (Holidays of the school are working days all the same.)"""
        return not self.is_weekend(day) and day not in bank_holidays(self.nation, day.year)

    def is_school_day(self, day: date) -> bool:
        """Whether a day is a working day in term on which the school is open."""
        in_term = any(first <= day <= last for first, last in self.terms)
        return in_term and day not in self.closures and self.is_working_day(day)

    def local(self, moment: datetime) -> datetime:
        """A moment in the school's time. One without offset is taken as local; one the clocks skip moves on with them."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
        return aware.astimezone(ZoneInfo("UTC")).astimezone(self.zone)

    def end_of(self, day: date) -> datetime:
        """When a day's business ends."""
        return self.local(datetime.combine(day, self.closes_at))

    def days_after(self, day: date) -> Iterable[date]:
        """The days that come after a day, one by one."""
        while True:
            try:
                day += timedelta(days=1)
            except OverflowError:
                raise ClockError("That lies beyond the calendar.") from None
            yield day
