"""What somebody still has to go through about themselves."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from gatepost.joining.standing import standings_of
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """One line, however many points are open."""
    if not person.is_current(on):
        return []
    still = sum(one.is_open(on=on) for one in standings_of(person, on=on))
    if not still:
        return []
    says = (
        f"Look after yourself online: {still} {'thing' if still == 1 else 'things'} to go through"
    )
    return [Waiting(says, reverse("joining:mine", args=[person.school.slug]))]
