"""Staff, governors and pupils: listed, entered, changed, leaving."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import BaseModel, Field

from gatepost.api.areas.sent import Sent, as_typed, good
from gatepost.api.calls import does, reads
from gatepost.api.paging import After, Limit, Listed, Number, some
from gatepost.api.tokens.letting_in import Call
from gatepost.api.unchanged import check_unchanged, tag
from gatepost.people.forms import PersonForm
from gatepost.people.models import Person, Pupil

router = Router()
State = Literal["current", "joining", "left"]
Words = Annotated[str, Field(max_length=200)]


class PersonOut(BaseModel):
    """Somebody of the school."""

    id: int
    given_name: str
    family_name: str
    email: str
    actors: list[str] = Field(description="What they are at school, in the vocabulary’s words")
    job_title: str
    started_on: date | None
    left_on: date | None


class PersonIn(Sent):
    """What is known of somebody."""

    given_name: str
    family_name: str
    email: str = ""
    actors: list[str]
    job_title: str = ""
    started_on: date | None = None


class PersonChange(Sent):
    """What is to be different; what is left out stays."""

    given_name: str | None = None
    family_name: str | None = None
    email: str | None = None
    actors: list[str] | None = None
    job_title: str | None = None
    started_on: date | None = None


class Leaving(Sent):
    """Somebody's last day."""

    left_on: date


class PupilOut(BaseModel):
    """A child."""

    id: int
    name: str
    year_group: str
    form: str


@reads(router, "/people", page="people:people", scope="people:read", gives=Listed[PersonOut])
def list_people(
    request: Call, state: State = "current", q: Words = "", after: After = "", limit: Limit = 50
) -> Listed[PersonOut]:
    """Staff, governors and others, by when they are at the school."""
    on = request.school.day_of(request.at)
    everybody = Person.objects.visible_to(request.person)
    states = {"joining": everybody.joining(on), "left": everybody.gone(on)}
    found, follows = some(
        states.get(state, everybody.current(on)).named_like(q),
        after=after, limit=limit, newest=False,
    )  # fmt: skip
    return Listed(items=[shown(one) for one in found], next=follows)


@does(
    router, "/people", page="people:welcome", scope="people:write", gives=PersonOut, how=("POST", 201)
)  # fmt: skip
def add_person(request: Call, body: PersonIn) -> PersonOut:
    """Enter somebody who joins."""
    form = _form(request, body.model_dump())
    return shown(request.school.welcome(form.details, by=request.person, at=request.at))


@reads(router, "/people/{person}", page="people:person", scope="people:read", gives=PersonOut)
def read_person(request: Call, response: HttpResponse, person: Number) -> PersonOut:
    """Somebody's entry."""
    said = shown(_person(request, person))
    tag(response, said)
    return said


@does(
    router, "/people/{person}", page="people:details", scope="people:write", gives=PersonOut, how=("PATCH", 200)
)  # fmt: skip
def change_person(
    request: Call, response: HttpResponse, person: Number, body: PersonChange
) -> PersonOut:
    """Put right what is known about somebody."""
    found = _person(request, person)
    before = shown(found)
    check_unchanged(request, before)
    known = before.model_dump(exclude={"id", "left_on"})
    form = _form(request, known | body.model_dump(exclude_unset=True))
    found.change(form.details, by=request.person, at=request.at)
    said = shown(found)
    tag(response, said)
    return said


@does(router, "/people/{person}/leaving", page="people:leaving", scope="people:write", gives=PersonOut)  # fmt: skip
def enter_leaving(request: Call, person: Number, body: Leaving) -> PersonOut:
    """Set somebody's last day; their roles end with it."""
    found = _person(request, person)
    found.leave(on=body.left_on, by=request.person, at=request.at)
    return shown(found)


@does(router, "/people/{person}/staying", page="people:staying", scope="people:write", gives=PersonOut)  # fmt: skip
def enter_staying(request: Call, person: Number) -> PersonOut:
    """Take back somebody's last day; roles that ended have to be given anew."""
    found = _person(request, person)
    found.stay(by=request.person, at=request.at)
    return shown(found)


@reads(router, "/pupils", page="people:pupils", scope="pupils:read", gives=Listed[PupilOut])
def list_pupils(
    request: Call, q: Words = "", after: After = "", limit: Limit = 50
) -> Listed[PupilOut]:
    """The pupils who are at the school: name, year and class, and nothing else."""
    if not request.person.is_employed:
        raise Http404
    on = request.school.day_of(request.at)
    here = Pupil.objects.visible_to(request.person).current(on).named_like(q)
    found, follows = some(here, after=after, limit=limit, newest=False)
    items = [
        PupilOut(id=one.pk, name=str(one), year_group=one.year_group, form=one.form)
        for one in found
    ]
    return Listed(items=items, next=follows)


def shown(person: Person) -> PersonOut:
    """Somebody as calls show them."""
    return PersonOut(
        id=person.pk,
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email,
        actors=person.actors,
        job_title=person.job_title,
        started_on=person.started_on,
        left_on=person.left_on,
    )


def _person(request: Call, pk: int) -> Person:
    found = Person.objects.visible_to(request.person).select_related("school", "account")
    return get_object_or_404(found, pk=pk)


def _form(request: Call, sent: dict[str, object]) -> PersonForm:
    day = sent["started_on"]
    typed = sent | {"started_on": as_typed(day if isinstance(day, date) else None)}
    return good(PersonForm(typed, on=request.school.day_of(request.at)))
