"""What waits for somebody about consent to pictures."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from gatepost.consents.asked import terms_at
from gatepost.consents.models import Contact, ListReview, Round
from gatepost.consents.models.contacts import KEEPS, SEES_ANSWERS
from gatepost.consents.models.listings import SAFEGUARDS
from gatepost.people.models import Person, Pupil
from gatepost.people.waiting import Waiting

YEAR_BEGINS = 9  # September
KEPT_AFTER_LEAVING = timedelta(days=366)


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What the office, the safeguarding leads and the data protection officer have to see to."""
    held = person.held_roles(on=on)
    found: list[Waiting] = []
    if held & set(KEEPS):
        found += _office(person, on=on)
    if held & set(SAFEGUARDS):
        found += _list(person, on=on)
    if held & set(SEES_ANSWERS):
        found += _erasures(person, on=on)
    return found


def _office(person: Person, *, on: date) -> list[Waiting]:
    contacts = Contact.objects.at(person.school).of_pupils_here(on)
    to_confirm = contacts.to_confirm().count()
    found = []
    if to_confirm:
        who = "1 contact" if to_confirm == 1 else f"{to_confirm:,} contacts"
        url = reverse("consents:confirmations", args=[person.school.slug])
        found.append(Waiting(f"Confirm {who} of families, so that they can be asked", url))
    for one in Round.objects.running().filter(school=person.school_id, due_on__lt=on):
        url = reverse("consents:round", args=[person.school.slug, one.pk])
        found.append(Waiting("See who has not answered about pictures, and close the round", url, due_on=one.due_on + timedelta(days=14)))  # fmt: skip
    return found


def _list(person: Person, *, on: date) -> list[Waiting]:
    """Once a school year, where the policy speaks of a list."""
    lists = terms_at(person.school, on=on).lists
    begun = date(on.year - (on.month < YEAR_BEGINS), YEAR_BEGINS, 1)
    if not lists:
        return []
    newest = ListReview.objects.filter(school=person.school_id).first()
    if newest and person.school.day_of(newest.at) >= begun:
        return []
    return [
        Waiting(
            says="Go through the list of children who are never shown",
            url=reverse("consents:never", args=[person.school.slug]),
            because=", ".join(clause.number for clause in lists),
        )
    ]


def _erasures(person: Person, *, on: date) -> list[Waiting]:
    long_gone = Pupil.objects.filter(school=person.school_id, left_on__lt=on - KEPT_AFTER_LEAVING)
    number = long_gone.filter(contacts__isnull=False).distinct().count()
    if not number:
        return []
    who = "1 child who" if number == 1 else f"{number:,} children who"
    url = reverse("consents:history", args=[person.school.slug])
    return [Waiting(f"Look whether to erase the consents of {who} left more than a year ago", url)]
