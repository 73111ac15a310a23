"""Keeps the list of staff as a directory says, by the verbs that the pages use."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from gatepost.api.models import DirectoryEntry
from gatepost.api.scim.read import NotUnderstood
from gatepost.api.scim.shown import is_active
from gatepost.people.details import Details
from gatepost.people.forms import PersonForm
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible

# What somebody is at school is not for a directory to know; a person puts it right in Gatepost.
USUAL_ACTOR = "support-staff"
LONGEST_ID = 200
NO_ACTIVE = "Somebody who is not active is not entered. Assign them once they have started."


def begin(said: dict[str, Any], *, by: Person, at: datetime) -> Person:
    """Enter somebody whom the directory sends."""
    on = by.school.day_of(at)
    if said.get("active") is False:
        raise NotPossible(NO_ACTIVE)
    details = _details(said, None, on=on)
    _check_id(said.get("external_id", ""), None, by=by)
    made = by.school.welcome(details, by=by, at=at)
    _note_id(made, said.get("external_id"))
    return made


def change(person: Person, said: dict[str, Any], *, by: Person, at: datetime) -> None:
    """Put somebody's entry right, and their leaving or staying."""
    on = by.school.day_of(at)
    details = _details(said, person, on=on)
    _check_id(said.get("external_id", ""), person, by=by)
    if details != _known(person):
        person.change(details, by=by, at=at)
    _note_id(person, said.get("external_id"))
    active = said.get("active")
    if active is False and is_active(person, on=on):
        person.leave(on=on, by=by, at=at)
    elif active is True and not is_active(person, on=on):
        person.stay(by=by, at=at)


def end(person: Person, *, by: Person, at: datetime) -> None:
    """They leave today. Their entry stays, with what they did."""
    on = by.school.day_of(at)
    if is_active(person, on=on):
        person.leave(on=on, by=by, at=at)


def _known(person: Person) -> Details:
    return Details(
        given_name=person.given_name, family_name=person.family_name, email=person.email,
        actors=person.actors, job_title=person.job_title, started_on=person.started_on,
    )  # fmt: skip


def _details(said: dict[str, Any], person: Person | None, *, on: date) -> Details:
    known = _known(person) if person else Details("", "", actors=[USUAL_ACTOR], started_on=on)
    # The name by which somebody signs in is their address here, unless it is none and another is given.
    name = said.get("user_name", "")
    email = name if "@" in name else said.get("email") or name or known.email
    form = PersonForm(
        {
            "given_name": said.get("given_name", known.given_name),
            "family_name": said.get("family_name", known.family_name),
            "email": email,
            "actors": known.actors,
            "job_title": said.get("title", known.job_title),
            "started_on": known.started_on.strftime("%d/%m/%Y") if known.started_on else "",
        },
        on=on,
    )
    if not form.is_valid() or not email:
        first = next((str(some[0]) for some in form.errors.values()), "userName is missing.")
        raise NotUnderstood(first)
    return form.details


def _check_id(external_id: str, person: Person | None, *, by: Person) -> None:
    if len(external_id) > LONGEST_ID:
        raise NotUnderstood("externalId is longer than 200 characters.")
    others = DirectoryEntry.objects.filter(school=by.school_id, external_id=external_id)
    if external_id and others.exclude(person=person).exists():
        raise NotPossible("Somebody else has this externalId.")


def _note_id(person: Person, external_id: str | None) -> None:
    if external_id is None:
        return
    with transaction.atomic():
        DirectoryEntry.objects.filter(person=person).exclude(external_id=external_id).delete()
        if external_id:
            DirectoryEntry.objects.get_or_create(
                person=person, defaults={"school": person.school, "external_id": external_id}
            )
    person.refresh_from_db()
