"""What waits for somebody about training: their own courses, and what they arrange."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from gatepost.people.models import Person
from gatepost.people.waiting import Waiting
from gatepost.training.asked import AskedCourse, courses, policy_of, programme
from gatepost.training.models import Course, ProgrammeItem, Resource, SelfStudy
from gatepost.training.models.courses import LOOKS_AFTER
from gatepost.training.models.programme import PLANS
from gatepost.training.setting_up import missing
from gatepost.training.standing import standings_of

YEAR_BEGINS = 9  # September


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """Everything about training that waits for somebody on a day."""
    if not person.is_current(on):
        return []
    return [
        *_own(person, on=on),
        *_arranging(person, on=on),
        *_evidence(person, on=on),
        *_programme(person, on=on),
        *_links(person, on=on),
    ]


def _own(person: Person, *, on: date) -> list[Waiting]:
    return [
        Waiting(
            says=f"Do the training “{standing.course.topic}”{' again' if standing.done_on else ''}",
            url=reverse("training:mine", args=[person.school.slug]),
            due_on=standing.due_on,
        )
        for standing in standings_of(person, on=on)
        if standing.status(on=on) != "valid"
    ]


def _arranging(person: Person, *, on: date) -> list[Waiting]:
    """Whoever the policy names arranges a course; whoever looks after training sets it up."""
    found = []
    held = person.held_roles(on=on)
    url = reverse("training:courses", args=[person.school.slug])
    if held & set(LOOKS_AFTER) and missing(person.school, on=on):
        found.append(
            Waiting(says="Set up the training that the policy and the law ask for", url=url)
        )
    policy = policy_of(person.school, on=on)
    for asked in courses(policy.pack) if policy else ():
        if held & set(asked.arrangers) and not _is_held(person, asked):
            numbers = ", ".join(clause.number for clause in asked.clauses)
            says = f"Arrange the training “{asked.topic}”"
            found.append(Waiting(says=says, url=url, because=numbers))
    return found


def _is_held(person: Person, asked: AskedCourse) -> bool:
    """Whether it was ever held, or somebody has shown that they did it."""
    course = Course.objects.visible_to(person).filter(topic=asked.topic).first()
    return course is not None and (course.sessions.exists() or course.studies.exists())


def _evidence(person: Person, *, on: date) -> list[Waiting]:
    open_ = SelfStudy.objects.open().for_looking_at(person, on=on)
    return [
        Waiting(
            says=f"Look at what {study.person.name} shows of “{study.course.topic}”",
            url=reverse("training:evidence", args=[person.school.slug]),
        )
        for study in open_.select_related("person", "course")
    ]


def _programme(person: Person, *, on: date) -> list[Waiting]:
    if not person.holds(*PLANS, on=on):
        return []
    url = reverse("training:programme", args=[person.school.slug])
    items = ProgrammeItem.objects.visible_to(person)
    late = [
        Waiting(says=f"Say whether “{item.topic}” has taken place", url=url, due_on=item.planned_on)
        for item in items.overdue(on=on)
    ]
    return [*late, *_unplanned(person, url, on=on)]


def _unplanned(person: Person, url: str, *, on: date) -> list[Waiting]:
    """Topics of the policy for which this school year has nothing."""
    policy = policy_of(person.school, on=on)
    began = date(on.year if on.month >= YEAR_BEGINS else on.year - 1, YEAR_BEGINS, 1)
    items = ProgrammeItem.objects.visible_to(person).filter(planned_on__gte=began)
    there = set(items.values_list("audience", "topic"))
    return [
        Waiting(
            says=f"Plan “{asked.topic}” for {asked.audience} this school year",
            url=url,
            because=", ".join(clause.number for clause in asked.clauses),
        )
        for asked in (programme(policy.pack) if policy else ())
        if (asked.audience, asked.topic) not in there
    ]


def _links(person: Person, *, on: date) -> list[Waiting]:
    if not person.holds(*PLANS, on=on):
        return []
    url = reverse("training:resources", args=[person.school.slug])
    resources = list(Resource.objects.visible_to(person))
    dead = [
        Waiting(says=f"A link leads nowhere: {one.title}. {one.finding}", url=url)
        for one in resources
        if one.was_dead_on(on)
    ]
    blank = [
        Waiting(says=f"Enter the address of “{one.title}”, which the policy names", url=url)
        for one in resources
        if not one.url
    ]
    return [*dead, *blank]
