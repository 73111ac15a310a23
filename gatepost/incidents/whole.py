"""Who sees the whole of a case: some things are for them alone. And the row of a case that may be closed."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from gatepost.incidents.cases.page import sees_since
from gatepost.incidents.models import Case
from gatepost.incidents.reporting import who_sees
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible


def case_for(person: Person, key: str, *, at: datetime) -> Case:
    """The case of an address, for somebody who may see it; Http404 for everybody else."""
    seen = Case.objects.visible_to(person, on=person.school.day_of(at))
    found: Case = get_object_or_404(seen.select_related("school", "reporter"), key=key)
    return found


def whole_case_for(person: Person, key: str, *, at: datetime) -> Case:
    """The same for somebody who sees all of it: whoever was given it later decides nothing about it."""
    found = case_for(person, key, at=at)
    if not sees_whole(found, person, at=at):
        raise Http404
    return found


def sees_whole(case: Case, person: Person, *, at: datetime) -> bool:
    """Whether somebody sees everything that is in a case."""
    seen = Case.objects.visible_to(person, on=case.school.day_of(at))
    return seen.filter(pk=case.pk).exists() and sees_since(case, person, at=at) is None


def who_sees_whole(case: Case, *, at: datetime) -> list[Person]:
    """Everybody who sees everything that is in a case."""
    there = who_sees(case, on=case.school.day_of(at))
    return [one for one in there if sees_since(case, one, at=at) is None]


def row_for(case: Case, person: Person, *, at: datetime) -> Case:
    """The row for somebody who sees all of it, open or closed, held until the change is kept."""
    row = seen_row(case, person, at=at)
    if not sees_whole(row, person, at=at):
        raise NotPossible("This is for somebody who sees the whole case.")
    return row


def seen_row(case: Case, person: Person, *, at: datetime) -> Case:
    """The same for whoever sees the case at all."""
    on = case.school.day_of(at)
    rows = Case.objects.select_for_update(of=("self",)).select_related("school")
    row = rows.visible_to(person, on=on).filter(pk=case.pk).first()
    if row is None:
        raise NotPossible("There is no such case any more.")
    return row
