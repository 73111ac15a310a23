"""What waits for somebody in cases: one line for all of them, which says nothing of any."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from gatepost.incidents.models import Case, CaseDuty
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """One line where a case that they may see still wants something, due when the first of it is."""
    if not person.is_current(on):
        return []
    seen = Case.objects.visible_to(person, on=on).open()
    if not seen.exists():
        return []
    duties = CaseDuty.objects.open().filter(case__in=seen, due_at__isnull=False)
    first = duties.order_by("due_at").values_list("due_at", flat=True).first()
    due_on = person.school.day_of(first) if first else None
    return [
        Waiting("A case needs you", reverse("incidents:cases", args=[person.school.slug]), due_on)
    ]
