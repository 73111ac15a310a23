"""Notes which closed cases have been kept for long enough, and tells those who see them. It deletes nothing."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from gatepost.incidents.keeping_time.asked import standing_of
from gatepost.incidents.keeping_time.holding import hold_on
from gatepost.incidents.models import Case, Deletion, DueNoted
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting
from gatepost.records.door import record


def note_due(*, at: datetime) -> int:
    """Put down each closed case whose day has come, once: how many it was."""
    closed = Case.objects.exclude(closed_at=None).filter(due_noted=None).select_related("school")
    found = [one for one in closed if _is_due(one, at=at)]
    return sum(_noted(one, at=at) for one in found)


def due_for(person: Person, *, on: date) -> list[Case]:
    """The cases somebody sees that were noted, and whose day has still come."""
    noted = Case.objects.visible_to(person, on=on).exclude(due_noted=None)
    open_ = [
        one
        for one in noted.select_related("school")
        if not one.legal_holds.filter(lifted_at=None).exists()
    ]
    return [one for one in open_ if standing_of(one).is_due(on)]


def asked_for(person: Person, *, on: date) -> list[Deletion]:
    """What others want deleted, of the cases that somebody sees."""
    seen = Case.objects.visible_to(person, on=on)
    wishes = Deletion.objects.filter(case__in=seen, called_off_at=None).exclude(by=person)
    return list(wishes.select_related("case__school", "by"))


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """A line for what has been kept for long enough, and one for what waits for a second person."""
    url = reverse("incidents:keeping-cases", args=[person.school.slug])
    says = {
        "A closed case has been kept for long enough": due_for(person, on=on),
        "Somebody asks you to confirm that a case is deleted": asked_for(person, on=on),
    }
    return [Waiting(words, url) for words, found in says.items() if found]


def _is_due(case: Case, *, at: datetime) -> bool:
    return standing_of(case).is_due(case.school.day_of(at)) and hold_on(case, at=at) is None


def _noted(case: Case, *, at: datetime) -> bool:
    with transaction.atomic(durable=True):
        row = Case.objects.select_for_update(of=("self",)).filter(pk=case.pk).first()
        if row is None or DueNoted.objects.filter(case=row).exists():
            return False
        DueNoted.objects.create(case=row, at=at)
        record("case.due-noted", subject=row, by=None, at=at)
    return True
