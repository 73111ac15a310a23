"""Deletes what was found and led to nothing, and puts on record how much it was."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from gatepost.mentions.models import DayOfLooks, Mention
from gatepost.people.models import School
from gatepost.records.door import record

LOOKS_KEPT = timedelta(days=400)


def forget(*, at: datetime) -> int:
    """Delete what led to nothing after its span. Called by a worker; how many."""
    due = Mention.objects.all().to_forget(at=at)
    schools = School.objects.filter(pk__in=due.values("school"))
    DayOfLooks.objects.filter(on__lt=(at - LOOKS_KEPT).date()).delete()
    return sum(_forget_of(school, at=at) for school in schools)


def _forget_of(school: School, *, at: datetime) -> int:
    with transaction.atomic(durable=True):
        due = Mention.objects.filter(school=school).to_forget(at=at)
        rows = list(due.select_for_update(of=("self",)).values_list("pk", flat=True))
        Mention.objects.filter(pk__in=rows).delete()
        if rows:
            record("mentions.forgotten", subject=school, by=None, at=at, count=len(rows))
    return len(rows)
