"""What waits for somebody in cases: lines for all of them together, which say nothing of any."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

import gatepost.incidents.keeping_time.noting as keeping_time
import gatepost.incidents.transferring.sending as transferring
from gatepost.incidents.models import Case, CaseDuty
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What cases that they may see want of somebody."""
    if not person.is_current(on):
        return []
    return [
        *_of_open(person, on=on),
        *keeping_time.waiting_for(person, on=on),
        *transferring.waiting_for(person, on=on),
    ]


def _of_open(person: Person, *, on: date) -> list[Waiting]:
    """One line where an open case still wants something, due when the first of it is."""
    seen = Case.objects.visible_to(person, on=on).open()
    if not seen.exists():
        return []
    duties = CaseDuty.objects.open().filter(case__in=seen, due_at__isnull=False)
    first = duties.order_by("due_at").values_list("due_at", flat=True).first()
    due_on = person.school.day_of(first) if first else None
    return [
        Waiting("A case needs you", reverse("incidents:cases", args=[person.school.slug]), due_on)
    ]
