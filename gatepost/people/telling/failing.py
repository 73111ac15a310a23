"""Whom nothing reaches any more: whose e-mail is refused, and who has no device or room that takes messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from gatepost.notices.models import Notice
from gatepost.people.models import Device, Person, Room, School

LOOKED_BACK = timedelta(days=30)


@dataclass(frozen=True)
class Unreached:
    """Somebody whom nothing reaches, since when."""

    person: Person
    since: datetime


def unreached(school: School, *, at: datetime) -> list[Unreached]:
    """The people of a school whom no message reaches by any way."""
    people = Person.objects.at(school).current(school.day_of(at)).exclude(email="")
    since = _refused(_given_up(people, at=at))
    found = list(people.filter(email__in=since))
    reached = _reached_otherwise(found)
    return [Unreached(one, since[one.email]) for one in found if one.pk not in reached]


def _given_up(people: QuerySet[Person], *, at: datetime) -> list[str]:
    failed = Notice.objects.failed().by_mail().filter(failed_at__gte=at - LOOKED_BACK)
    return list(
        failed.filter(to__in=people.values("email")).values_list("to", flat=True).distinct()
    )


def _refused(addresses: list[str]) -> dict[str, datetime]:
    """The addresses to which the newest message that came to an end did not go out."""
    ends = (
        Notice.objects.by_mail()
        .filter(to__in=addresses)
        .values("to")
        .annotate(failed=Max("failed_at"), sent=Max("sent_at"))
    )
    return {
        one["to"]: one["failed"] for one in ends if not one["sent"] or one["sent"] < one["failed"]
    }


def _reached_otherwise(people: list[Person]) -> set[int]:
    """Those with a device or a room of their own whose newest message was not given up."""
    ways: dict[str, int] = {}
    for model in (Device, Room):
        for one in model.objects.filter(person__in=people).only("pk", "person"):
            ways[one.reference] = one.person_id or 0
    newest = (
        Notice.objects.filter(to__in=ways)
        .values("to")
        .annotate(failed=Max("failed_at"), sent=Max("sent_at"))
    )
    failing = {
        one["to"]
        for one in newest
        if one["failed"] and (not one["sent"] or one["sent"] < one["failed"])
    }
    return {person for reference, person in ways.items() if reference not in failing}
