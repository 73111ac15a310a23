"""Of what kind each day is at a school: working day, weekend, bank holiday, school holiday."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gatepost.core.clock import Calendar
from gatepost.inbox.watching.asked import Kind
from gatepost.people.models import School, SchoolDates

# An INSET day is a working day: the children are away, the staff are not.
_NO_SCHOOL = (SchoolDates.Kind.HALF_TERM, SchoolDates.Kind.CLOSED)


@dataclass(frozen=True)
class SchoolYear:
    """Terms and closed days as far as they are known. Where no term dates are known, a weekday is a working day."""

    calendar: Calendar
    terms: tuple[tuple[date, date], ...]
    closed: frozenset[date]

    @classmethod
    def of(cls, school: School) -> SchoolYear:
        """What is entered at a school."""
        rows = list(SchoolDates.objects.filter(school=school))
        terms = [(one.first_on, one.last_on) for one in rows if one.kind == SchoolDates.Kind.TERM]
        closed = (day for one in rows if one.kind in _NO_SCHOOL for day in one.days)
        zone = Calendar(zone=school.clock_zone)
        return cls(zone, tuple(sorted(terms)), frozenset(closed))

    def kind_of(self, day: date) -> Kind:
        """Of what kind a day is."""
        if self.calendar.is_weekend(day):
            return Kind.WEEKEND
        if not self.calendar.is_working_day(day):
            return Kind.BANK_HOLIDAY
        return Kind.HOLIDAY if self._is_holiday(day) else Kind.WORKING

    def is_known(self, day: date) -> bool:
        """Whether the term dates reach as far as a day."""
        return bool(self.terms) and self.terms[0][0] <= day <= max(last for _, last in self.terms)

    def _is_holiday(self, day: date) -> bool:
        between = self.is_known(day) and not any(first <= day <= last for first, last in self.terms)
        return between or day in self.closed


def days(first: date, last: date) -> Iterable[date]:
    """Each day from one to another, both counted."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
