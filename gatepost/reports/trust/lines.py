"""A trust's table: a line for each school, from what its issued reports tell and from nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from gatepost.people.models import School, Trust
from gatepost.reports.figures.kept import Gist, gist
from gatepost.reports.figures.protected import Range, total
from gatepost.reports.models import TermReport


@dataclass(frozen=True)
class SchoolLine:
    """One school."""

    school: School
    gist: Gist | None = None  # none before its first report of the year
    newest: TermReport | None = None
    reports: int = 0
    is_confirmed: bool = False


@dataclass(frozen=True)
class TrustTable:
    """All schools of a trust in a school year."""

    year: int
    years: tuple[int, ...]
    lines: tuple[SchoolLine, ...]

    @property
    def unread(self) -> Range:
        """How many people have not read their policy: what the schools' reports tell, added up."""
        return total(one.gist.unread for one in self.lines if one.gist and one.gist.unread)

    @property
    def asked(self) -> Range:
        """Of how many."""
        return total(one.gist.asked for one in self.lines if one.gist and one.gist.asked)

    @property
    def reported(self) -> int:
        """How many schools have issued a report."""
        return sum(one.newest is not None for one in self.lines)


# How lines are sorted, by the name in the address; those with nothing to say come last.
SORTS: Mapping[str, Callable[[SchoolLine], tuple[object, ...]]] = {
    "name": lambda one: (one.school.name,),
    "read": lambda one: _last(_low(one.gist.read_percent) if one.gist else None),
    "trained": lambda one: _last(_low(one.gist.trained_percent) if one.gist else None),
    "in-time": lambda one: _last(one.gist.in_time_percent if one.gist else None),
    "hours": lambda one: _last(_most(one.gist.hours) if one.gist else None),
    "missed": lambda one: _last(_most(one.gist.missed) if one.gist else None),
    "review": lambda one: _last(one.gist.review_on if one.gist else None),
    "issued": lambda one: (one.newest is not None, one.newest and one.newest.last_on),
}
HEADINGS = (
    ("name", "School"),
    ("read", "Have read the policy"),
    ("trained", "Training in date"),
    ("in-time", "Answered in time"),
    ("hours", "Hours to an answer"),
    ("missed", "Looks missed"),
    ("review", "Policy to be reviewed"),
    ("issued", "Newest report"),
)


def table_of(trust: Trust, *, year: int | None, sort: str) -> TrustTable:
    """The table of a school year, the newest of which there is a report where none is asked for."""
    of_trust = TermReport.objects.of_trust(trust)
    years = tuple(of_trust.order_by("-year").values_list("year", flat=True).distinct())
    chosen = year if year in years else (years[0] if years else 0)
    by_school: dict[int, list[TermReport]] = defaultdict(list)
    found = of_trust.of_year(chosen).select_related("issue").defer("figures")
    for one in found.annotate(times_read=Count("confirmations")).order_by("-first_on"):
        by_school[one.school_id].append(one)
    lines = [_line(one, by_school[one.pk]) for one in trust.schools.order_by("name", "pk")]
    return TrustTable(chosen, years, tuple(sorted(lines, key=SORTS[sort])))


def _line(school: School, reports: Sequence[TermReport]) -> SchoolLine:
    if not reports:
        return SchoolLine(school)
    newest, *others = reports
    told = gist(newest.gist, [one.gist for one in others])
    return SchoolLine(school, told, newest, len(reports), bool(vars(newest)["times_read"]))


def csv_lines(table: TrustTable) -> Iterator[list[str]]:
    """The table for a file, with the same ranges."""
    yield [
        "School", "Not read, at least", "Not read, at most", "Asked",
        "Overdue with training, at least", "Overdue with training, at most", "People and courses",
        "In time", "Late", "Hours to an answer", "Looks wanted", "Looks missed",
        "Review by", "Reports", "Newest ends on", "Confirmed",
    ]  # fmt: skip
    for one in table.lines:
        found = one.gist or Gist()
        yield [
            one.school.name,
            *_ends(found.unread), _number(found.asked),
            *_ends(found.overdue), _number(found.trained),
            *(str(number) for number in (found.in_time, found.late)),
            "" if found.hours is None else str(found.hours),
            *(str(number) for number in (found.wanted, found.missed)),
            found.review_on.isoformat() if found.review_on else "",
            str(one.reports),
            one.newest.last_on.isoformat() if one.newest else "",
            "yes" if one.is_confirmed else "no",
        ]  # fmt: skip


def _ends(one: Range | None) -> tuple[str, str]:
    return (str(one.low), str(one.high)) if one else ("", "")


def _number(one: Range | None) -> str:
    return one.words if one else ""


def _low(one: Range | None) -> int | None:
    return one.low if one else None


def _most(number: int | None) -> int | None:
    """The largest first."""
    return None if number is None else -number


def _last(value: object) -> tuple[object, ...]:
    return (value is None, value or 0) if not isinstance(value, date) else (False, value)
