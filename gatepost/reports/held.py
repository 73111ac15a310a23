"""What reports hold about those who prepared, confirmed and gave them out. Their figures name nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gatepost.people.subjects import Held, Rows, Subject, fields, rows_about
from gatepost.reports.models import Confirmation, Issue, TermReport

REPORTS = "policy-records"
TABLES = (
    Rows(TermReport, REPORTS, "prepared_at", {"prepared_by": "A report that you prepared"}, text=fields("name")),
    Rows(Issue, REPORTS, "at", {"by": "A report that you gave out"}),
    Rows(Confirmation, REPORTS, "at", {"by": "A report that you confirmed"}),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {}
FORGETTINGS = ()


def held_about(subject: Subject) -> Iterator[Held]:
    """Reports."""
    yield from rows_about(subject, TABLES)
