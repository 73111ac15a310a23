"""Writes a plan into the school's list, within the transaction of whoever calls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from gatepost.people.importing.contents import PUPILS
from gatepost.people.importing.kinds import WITHOUT_WORD, from_title
from gatepost.people.importing.planning import CHANGED, LEFT, NEW, Fate, Plan
from gatepost.people.models.pupils import Pupil
from gatepost.people.models.roles import Role
from gatepost.people.models.schools import School
from gatepost.people.models.staff import Person
from gatepost.people.rules import NotPossible

AT_ONCE = 500
DATES = ("started_on", "left_on", "born_on")
OF_A_PERSON = (
    "given_name",
    "family_name",
    "email",
    "actors",
    "job_title",
    "started_on",
    "left_on",
    "source",
    "source_id",
)
OF_A_PUPIL = (
    "given_name",
    "family_name",
    "preferred_name",
    "born_on",
    "year_group",
    "form",
    "left_on",
    "source_id",
)


def write(plan: Plan, *, school: School, kind: str, system: str) -> None:
    """Enter those who are new and change those who are known."""
    if kind == PUPILS:
        _write_pupils(plan, school)
        return
    new = [Person(school=school, **_person(fate.values, system)) for fate in plan.of(NEW)]
    Person.objects.bulk_create(new, batch_size=AT_ONCE)
    people = {one.pk: one for one in Person.objects.at(school)}
    changed = [_changed_person(people[_pk(fate)], fate, system) for fate in plan.of(CHANGED)]
    Person.objects.bulk_update(changed, OF_A_PERSON, batch_size=AT_ONCE)


def let_go(plan: Plan, *, kind: str, by: Person | None, at: datetime) -> None:
    """Mark those who have left; of staff it ends the roles, and is on record for each."""
    for fate in plan.of(LEFT, CHANGED):
        last = next((change.after for change in fate.changes if change.column == "left_on"), "")
        if not last:
            continue
        on = date.fromisoformat(last)
        if kind == PUPILS:
            Pupil.objects.filter(pk=_pk(fate)).update(left_on=on)
        else:
            Person.objects.get(pk=_pk(fate)).note_leaving(on=on, by=by, at=at)


def check_an_administrator_is_left(school: School, *, on: date) -> None:
    """Undo everything where a school that had an administrator would have none."""
    held = Role.objects.filter(role="administrator", person__school=school)
    if held.exists() and not Person.objects.holding(["administrator"], on=on).at(school).exists():
        raise NotPossible(
            "This would leave the school without an administrator. Nothing was changed."
        )


def _write_pupils(plan: Plan, school: School) -> None:
    new = [Pupil(school=school, **_columns(fate.values, OF_A_PUPIL)) for fate in plan.of(NEW)]
    Pupil.objects.bulk_create(new, batch_size=AT_ONCE)
    pupils = {pupil.pk: pupil for pupil in Pupil.objects.filter(school=school)}
    changed = []
    for fate in plan.of(CHANGED):
        pupil = pupils[_pk(fate)]
        for column, value in _columns(_after(fate), OF_A_PUPIL).items():
            setattr(pupil, column, value)
        changed.append(pupil)
    Pupil.objects.bulk_update(changed, OF_A_PUPIL, batch_size=AT_ONCE)


def _person(values: Mapping[str, str], system: str) -> dict[str, Any]:
    said = values.get("kind") or values.get("kind_if_new")
    kind = said or from_title(values.get("job_title", "")) or WITHOUT_WORD
    source = {"source": system} if values.get("source_id") else {}
    return {**_columns(values, OF_A_PERSON), "actors": kind.split(","), **source}


def _changed_person(person: Person, fate: Fate, system: str) -> Person:
    after = _after(fate)
    for column, value in _columns(after, OF_A_PERSON).items():
        setattr(person, column, value)
    if "kind" in after:
        person.actors = after["kind"].split(",")
    if "source_id" in after:
        person.source = system
    return person


def _after(fate: Fate) -> dict[str, str]:
    return {change.column: change.after for change in fate.changes}


def _columns(values: Mapping[str, str], columns: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in columns:
        if column in values:
            value = values[column]
            found[column] = (
                (date.fromisoformat(value) if value else None) if column in DATES else value
            )
    return found


def _pk(fate: Fate) -> int:
    assert fate.pk is not None  # whoever is changed is known
    return fate.pk
