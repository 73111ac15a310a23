"""Reports for the tests of cases."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

from gatepost.incidents.models import Case, Report
from gatepost.incidents.reporting import file_report
from gatepost.people.models import Person

WORDS = "Somebody wrote ugly things in the parents’ group."


def report(
    cast: SimpleNamespace,
    kind: str,
    *,
    by: Person | None,
    at: datetime,
    words: str = WORDS,
    **more: object,
) -> Case:
    """Something is reported."""
    told = Report(kind, words, **more)  # type: ignore[arg-type]
    return file_report(cast.school, told, reporter=by, at=at)[0]


def seen_by(cast: SimpleNamespace, case: Case, *, on: date) -> set[str]:
    """Who of the cast sees a case."""
    return {
        key
        for key, person in cast.everybody.items()
        if Case.objects.visible_to(person, on=on).filter(pk=case.pk).exists()
    }
