"""Departures from the policy on somebody's own judgement, and exceptions that were asked for."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from gatepost.declarations.models import Departure, PolicyException
from gatepost.declarations.models.departures import DepartureQuerySet
from gatepost.people.models import Person
from gatepost.reports.figures.shapes import Figure, Term


def figures(term: Term) -> Iterator[Figure]:
    """How many, and whether they were told in time."""
    told = Departure.objects.filter(school=term.school, **term.during("told_at"))
    late = told.filter(told_at__gt=F("due_at"))
    asked = PolicyException.objects.filter(school=term.school, **term.during("asked_at"))
    yield Figure("in-time", told.exclude(pk__in=late.values("pk")).count())
    yield Figure("late", late.count())
    yield Figure("exceptions", asked.count())


def rows(term: Term, person: Person) -> DepartureQuerySet:
    """The departures that somebody told or was told."""
    seen = Departure.objects.visible_to(person, on=term.school.day_of(term.at))
    return seen.filter(**term.during("told_at")).select_related("school").order_by("told_at")
