"""What preparing a school year holds about those who did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gatepost.people.subjects import Held, Rows, Subject, rows_about
from gatepost.school_year.models import MovedUp, StepConfirmed

ENTRIES = "staff-entries"
TABLES = (
    Rows(
        StepConfirmed, ENTRIES, "at",
        {"by": "A step of a school year that you confirmed", "reopened_by": "A step of a school year that you opened again"},
    ),
    Rows(
        MovedUp, ENTRIES, "at",
        {"by": "You moved the year groups up", "taken_back_by": "You took it back that the year groups moved up"},
    ),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {}
FORGETTINGS = ()


def held_about(subject: Subject) -> Iterator[Held]:
    """Steps and moves."""
    yield from rows_about(subject, TABLES)
