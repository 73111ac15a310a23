"""What the pages of a report show."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date

from gatepost.people.models import Person, School, SchoolDates
from gatepost.policies.acts.cited import cited
from gatepost.policies.reading import Readable
from gatepost.reports.figures.counted_rows import leads
from gatepost.reports.figures.kept import Part, parts_of, year_of_terms
from gatepost.reports.figures.protected import Range
from gatepost.reports.figures.shapes import Told
from gatepost.reports.models import TermReport
from gatepost.reports.models.terms import year_of
from gatepost.reports.readers import CONFIRMS, ISSUES

_HUNDRED = 100


@dataclass(frozen=True)
class Bar:
    """A figure with its picture: how far the bar reaches for certain, and how far it may reach, of a hundred."""

    told: Told
    certain: int
    perhaps: int


@dataclass(frozen=True)
class Section:
    """A topic on the page."""

    part: Part
    bars: tuple[Bar, ...]
    clauses: tuple[Readable, ...]
    has_rows: bool


@dataclass(frozen=True)
class TermLine:
    """A term in the list, with its report if there is one."""

    dates: SchoolDates
    may_prepare: bool


def sections(
    report: TermReport, *, person: Person | None = None, held: Set[str] = frozenset()
) -> list[Section]:
    """Everything of a report, with the ways to its rows that somebody has."""
    parts = parts_of(report.figures)
    by_id = {one.id: one for one in cited(_references(parts), report.school)}
    return [
        Section(
            part,
            bars(part),
            tuple(
                by_id[name]
                for name in (one.partition("/")[2] for one in part.clauses)
                if name in by_id
            ),
            person is not None and leads(part.key, report.term, person, held=held),
        )
        for part in parts
    ]


def year_sections(reports: Sequence[TermReport]) -> list[Section]:
    """The sums of a year's reports, the newest first."""
    parts = year_of_terms([one.figures for one in reports])
    return [Section(part, bars(part), (), has_rows=False) for part in parts]


def bars(part: Part) -> tuple[Bar, ...]:
    """The figures of a topic, drawn to one measure: the largest, or for some of a number that number."""
    drawn = [one for one in part.told if _is_drawn(one)]
    largest = max((one.value.high for one in drawn if one.of is None), default=0)
    return tuple(
        Bar(one, *_reach(one.value, one.of.high if one.of else largest))
        if _is_drawn(one)
        else Bar(one, 0, 0)
        for one in part.told
    )


def prepared_and_to_come(
    school: School, person: Person, *, on: date, there: Sequence[TermReport]
) -> list[TermLine]:
    """The terms that are over and have no report yet, the newest first, and those that still go on."""
    terms = SchoolDates.objects.filter(school=school, kind=SchoolDates.Kind.TERM, first_on__lte=on)
    may = person.holds(ISSUES, on=on)
    return [
        TermLine(one, may and one.last_on < on)
        for one in terms.order_by("-first_on")
        if not any(each.first_on <= one.last_on and each.last_on >= one.first_on for each in there)
    ]


def years_of(reports: Sequence[TermReport]) -> list[int]:
    """The school years of which more than nothing was issued, the newest first."""
    return sorted({year_of(one.first_on) for one in reports if one.issued}, reverse=True)


def may_issue(report: TermReport, held: Set[str]) -> bool:
    """Whether the button is there for whoever holds some roles."""
    return report.issued is None and ISSUES in held


def may_confirm(report: TermReport, held: Set[str], person: Person) -> bool:
    """Whether a chair of governors is still to say that they have read it."""
    waits = report.issued is not None and CONFIRMS in held
    return waits and not report.confirmations.filter(by=person).exists()


def _is_drawn(one: Told) -> bool:
    return one.is_number and one.key != "hours"


def _reach(value: Range, largest: int) -> tuple[int, int]:
    if not largest:
        return 0, 0
    certain = _HUNDRED * value.low // largest
    return certain, min(_HUNDRED * value.high // largest, _HUNDRED) - certain


def _references(parts: Sequence[Part]) -> list[str]:
    return list(dict.fromkeys(one for part in parts for one in part.clauses))
