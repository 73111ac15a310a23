"""Whom a request may be about: those on the school's lists whom its names and addresses fit."""

from __future__ import annotations

from gatepost.consents.held import contacts_of
from gatepost.people.models import Person, Pupil
from gatepost.rights.gathering import subject_of
from gatepost.rights.models import Request

MOST = 20


def people_like(request: Request, *, besides: Person) -> list[Person]:
    """Staff and governors, those who left too; never whoever looks."""
    there = Person.objects.at(request.school).exclude(pk=besides.pk)
    found = there.named_like(request.wanted.name)
    addresses = [one for one in subject_of(request).words if "@" in one]
    by_address = there.filter(email__in=addresses)
    return list({one.pk: one for one in [*found[:MOST], *by_address[:MOST]]}.values())


def pupils_like(request: Request) -> list[Pupil]:
    """Pupils by name, and the children of contacts by theirs."""
    found = Pupil.objects.filter(school=request.school).named_like(request.wanted.name)
    children = [one.pupil for one in contacts_of(subject_of(request))]
    return list({one.pk: one for one in [*found[:MOST], *children[:MOST]]}.values())
