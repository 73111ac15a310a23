"""Who is overdue with which course."""

from __future__ import annotations

from collections.abc import Iterator

from gatepost.people.models import Person
from gatepost.reports.figures.shapes import Figure, Term
from gatepost.training.models import Course
from gatepost.training.models.courses import CourseQuerySet
from gatepost.training.register import registers


def figures(term: Term) -> Iterator[Figure]:
    """For each course, how many have to do it and how many of them are overdue."""
    _, after = term.moments
    for one in registers(term.school, on=term.last_on):
        if one.wanted.course.set_up_at < after:
            overdue = [each for each in one.standings if each.status(on=one.on) == "overdue"]
            yield Figure("overdue", len(overdue), about=one.wanted.course.topic, of=one.people)


def rows(term: Term, person: Person) -> CourseQuerySet:
    """The courses, whose registers name everybody."""
    _, after = term.moments
    seen = Course.objects.visible_to(person)
    return seen.filter(set_up_at__lt=after).select_related("school")
