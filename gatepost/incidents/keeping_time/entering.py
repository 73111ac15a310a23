"""Somebody says which kind of record a case is, and from which day its years count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gatepost.incidents.keeping_time.asked import table
from gatepost.incidents.models import Case, KeptAs
from gatepost.incidents.whole import row_for
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import record


@dataclass(frozen=True)
class Entered:
    """What somebody says of how a case is kept."""

    record: str
    reason: str
    starts_on: date | None = None
    until_on: date | None = None


def enter(case: Case, entered: Entered, *, by: Person, at: datetime) -> KeptAs:
    """Keep it beside what was said before; the last one counts."""
    if entered.record not in table().records:
        raise NotPossible("Choose one of the kinds of record.")
    if not entered.reason.strip():
        raise NotPossible("Write why, or where the day is known from.")
    with transaction.atomic(durable=True):
        row = row_for(case, by, at=at)
        said = {
            "record": entered.record,
            "starts_on": _written(entered.starts_on),
            "until_on": _written(entered.until_on),
            "reason": entered.reason.strip(),
        }
        made = KeptAs.objects.create(case=row, said=said, by=by, at=at)
        record("case.keeping-entered", subject=row, by=by, at=at, entered=made.pk)
    return made


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""
