"""Closed cases for the tests."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

from gatepost.incidents.keeping_time.entering import Entered, enter
from gatepost.incidents.models import Access, Case
from gatepost.people.models import Person
from tests.incidents.desk import report

THEN = datetime(2019, 3, 4, 10, tzinfo=UTC)
CLOSED = datetime(2019, 4, 5, 10, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def old_case(
    cast: SimpleNamespace, kind: str = "something-else", *, seen_by: tuple[Person, ...] = (), **more: object
) -> Case:  # fmt: skip
    """A case of long ago that is closed, and that the headteacher and the senior leader see the whole of."""
    case = report(cast, kind, by=None, at=THEN, **more)  # type: ignore[arg-type]
    case.accesses.all().delete()
    for person in seen_by or (cast.head, cast.approver):
        Access.objects.create(case=case, person=person, given_at=THEN)
    Case.objects.filter(pk=case.pk).update(closed_at=CLOSED)
    case.refresh_from_db()
    return case


def entered(case: Case, record: str, *, by: Person, at: datetime = NOW, **days: object) -> None:
    """Somebody says what a case counts as."""
    enter(case, Entered(record, "From the file.", **days), by=by, at=at)  # type: ignore[arg-type]
