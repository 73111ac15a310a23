"""How somebody stands with a course: never done, valid until a day, due, overdue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gatepost.core.clock import Span, later
from gatepost.people.models import Person, School
from gatepost.training.asked import AskedCourse, courses, law_on, policy_of
from gatepost.training.models import Attendance, Course, SelfStudy

SOON = timedelta(days=60)  # before it lapses
STATUS_WORDS = {
    "overdue": "Overdue",
    "due": "To be done",
    "lapsing": "Valid, due again soon",
    "valid": "Valid",
}


@dataclass(frozen=True)
class Standing:
    """One person and one course."""

    person: Person
    course: Course
    done_on: date | None
    valid_until: date | None  # none where it was never done, or counts for ever
    due_on: date | None

    def status(self, *, on: date) -> str:
        """overdue, due, lapsing or valid."""
        if self.is_valid(on=on):
            ends_soon = self.valid_until is not None and self.valid_until - on <= SOON
            return "lapsing" if ends_soon else "valid"
        return "overdue" if self.due_on is not None and self.due_on < on else "due"

    def is_valid(self, *, on: date) -> bool:
        """Whether it counts on a day."""
        return self.done_on is not None and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True)
class Wanted:
    """A course with whom the policy, the law and the school want there."""

    course: Course
    by_policy: AskedCourse | None
    by_law: AskedCourse | None

    @property
    def actors(self) -> frozenset[str]:
        """What they are at school who have to do it."""
        asked = [one.actors for one in (self.by_policy, self.by_law) if one]
        return frozenset(self.course.for_actors).union(*asked)

    @property
    def months(self) -> int | None:
        """How long it counts: the shortest of what is said."""
        said = [one.months for one in (self.by_policy, self.by_law) if one]
        return min((m for m in (self.course.valid_for_months, *said) if m), default=None)

    def wants(self, person: Person) -> bool:
        """Whether somebody has to do it."""
        return bool(self.actors & set(person.actors))


def wanted(school: School, *, on: date) -> list[Wanted]:
    """The courses of a school, each with whom they are for on a day."""
    policy = policy_of(school, on=on)
    by_policy = _by_topic(courses(policy.pack)) if policy else {}
    by_law = _by_topic(courses(law_on(on).pack))
    return [
        Wanted(course, by_policy.get(course.topic), by_law.get(course.topic))
        for course in Course.objects.of(school)
    ]


def standings(people: Iterable[Person], one: Wanted, *, on: date) -> list[Standing]:
    """How those of some people stand who have to do a course, by what had happened up to a day."""
    there = [person for person in people if one.wants(person)]
    done = _done(one.course, on=on)
    return [standing(person, one, done.get(person.pk)) for person in there]


def standings_of(person: Person, *, on: date) -> list[Standing]:
    """How somebody stands with each course that they have to do."""
    found = (standings([person], one, on=on) for one in wanted(person.school, on=on))
    return [standing for some in found for standing in some]


def standing(person: Person, one: Wanted, done_on: date | None) -> Standing:
    """How one person stands, who did it last on a day or never."""
    if done_on is not None:
        until = later(done_on, Span(one.months, "month")) if one.months else None
        return Standing(person, one.course, done_on, until, until)
    zone = one.course.school.clock_zone
    began = one.course.set_up_at.astimezone(zone).date()
    start = max(began, person.started_on) if person.started_on else began
    due_on = start + timedelta(days=one.course.days_to_start)
    return Standing(person, one.course, None, None, due_on)


def done_on(person: Person, course: Course, *, on: date) -> date | None:
    """When somebody did a course last, whether or not they have to."""
    return _done(course, on=on).get(person.pk)


def _done(course: Course, *, on: date) -> dict[int, date]:
    """Who did it last on which day, in a session or by accepted study of their own."""
    attended = Attendance.objects.filter(session__course=course, session__on__lte=on)
    studied = SelfStudy.objects.accepted().filter(course=course, done_on__lte=on)
    days = [
        *attended.values_list("person_id", "session__on"),
        *studied.values_list("person_id", "done_on"),
    ]
    last: dict[int, date] = {}
    for person, day in days:
        last[person] = max(day, last.get(person, day))
    return last


def _by_topic(asked: Iterable[AskedCourse]) -> Mapping[str, AskedCourse]:
    return {one.topic: one for one in asked}
