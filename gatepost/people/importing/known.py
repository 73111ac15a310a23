"""Who is on a school's list, by the columns of a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gatepost.people.importing.contents import PUPILS
from gatepost.people.importing.matching import Known
from gatepost.people.models.pupils import Pupil
from gatepost.people.models.schools import School
from gatepost.people.models.staff import Person

BY_HAND = "is an administrator: a file does not end that. Enter their last day on their page."
YOURSELF = "is you: nobody enters their own leaving."


def everybody(school: School, *, kind: str, by: Person | None, on: date) -> Iterator[Known]:
    """All staff, or all pupils, those who left included."""
    if kind == PUPILS:
        yield from map(_pupil, Pupil.objects.filter(school=school))
        return
    lasting = Person.objects.holding(["administrator"], on=on).at(school)
    administrators = set(lasting.values_list("pk", flat=True))
    for person in Person.objects.at(school):
        yield _person(person, _stays_because(person, administrators, by))


def _stays_because(person: Person, administrators: set[int], by: Person | None) -> str:
    if by is not None and person.pk == by.pk:
        return f"{person} {YOURSELF}"
    return f"{person} {BY_HAND}" if person.pk in administrators else ""


def _person(person: Person, stays_because: str) -> Known:
    values = {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        "kind": ",".join(person.actors),
        "job_title": person.job_title,
        "started_on": _iso(person.started_on),
        "left_on": _iso(person.left_on),
    }
    return Known(
        person.pk,
        person.name,
        values,
        person.source,
        person.source_id,
        is_on_such_lists=person.is_employed,
        stays_because=stays_because,
    )


def _pupil(pupil: Pupil) -> Known:
    values = {
        "given_name": pupil.given_name,
        "family_name": pupil.family_name,
        "preferred_name": pupil.preferred_name,
        "born_on": _iso(pupil.born_on),
        "year_group": pupil.year_group,
        "form": pupil.form,
        "left_on": _iso(pupil.left_on),
    }
    return Known(pupil.pk, str(pupil), values, "upn" if pupil.source_id else "", pupil.source_id)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
