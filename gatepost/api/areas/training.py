"""Courses, who has done them, and entering that one was held."""

from __future__ import annotations

from datetime import date

from django.http import Http404
from ninja import Router
from pydantic import BaseModel, Field

from gatepost.api.areas.sent import Sent, good
from gatepost.api.calls import does, reads
from gatepost.api.paging import Number
from gatepost.api.tokens.letting_in import Call
from gatepost.people.models import Person
from gatepost.training.forms import SessionForm
from gatepost.training.register import CourseRegister, registers

router = Router()


class CourseOut(BaseModel):
    """A course."""

    id: int
    topic: str
    valid_for_months: int | None
    people: int = Field(description="How many have to do it")
    valid: int = Field(description="For how many it counts today")
    clauses: list[str]


class CoursesOut(BaseModel):
    """All courses."""

    items: list[CourseOut]


class TrainedOut(BaseModel):
    """Somebody's standing in a course."""

    person: int
    status: str
    done_on: date | None
    valid_until: date | None
    due_on: date | None


class TrainingOut(BaseModel):
    """Everybody who has to do a course."""

    items: list[TrainedOut]


class Held(Sent):
    """A course was held."""

    on: date
    held_by: str = Field(max_length=200)
    people: list[Number] = Field(max_length=1000)


class SessionOut(BaseModel):
    """It is entered."""

    id: int
    course: int
    on: date


@reads(router, "/courses", page="training:courses", scope="training:read", gives=CoursesOut)
def list_courses(request: Call) -> CoursesOut:
    """The school's courses with how many have done each."""
    found = registers(request.school, on=request.school.day_of(request.at))
    return CoursesOut(items=[_course(one) for one in found])


@reads(router, "/courses/{course}/people", page="training:course", scope="training:read", gives=TrainingOut)  # fmt: skip
def list_course_people(request: Call, course: Number) -> TrainingOut:
    """Who has done a course and who is due."""
    on = request.school.day_of(request.at)
    found = _register(request, course).standings
    return TrainingOut(
        items=[
            TrainedOut(
                person=one.person.pk, status=one.status(on=on), done_on=one.done_on,
                valid_until=one.valid_until, due_on=one.due_on,
            )
            for one in found
        ]
    )  # fmt: skip


@does(
    router, "/courses/{course}/sessions", page="training:session", scope="training:write",
    gives=SessionOut, how=("POST", 201),
)  # fmt: skip
def hold_course(request: Call, course: Number, body: Held) -> SessionOut:
    """Enter that a course was held, and who was there."""
    found = _register(request, course).wanted.course
    here = Person.objects.at(request.school).current(request.school.day_of(request.at))
    sent = body.model_dump() | {"on": body.on.isoformat()}
    form = good(SessionForm(sent, people=list(here)))
    made = found.hold(by=request.person, at=request.at, **form.cleaned_data)
    return SessionOut(id=made.pk, course=found.pk, on=made.on)


def _course(register: CourseRegister) -> CourseOut:
    course = register.wanted.course
    return CourseOut(
        id=course.pk,
        topic=course.topic,
        valid_for_months=register.wanted.months,
        people=register.people,
        valid=register.valid,
        clauses=[str(one) for one in course.clauses],
    )


def _register(request: Call, pk: int) -> CourseRegister:
    found = registers(request.school, on=request.school.day_of(request.at))
    register = next((one for one in found if one.wanted.course.pk == pk), None)
    if register is None:
        raise Http404
    return register
