"""What waits for somebody about ties, exceptions and departures: lines that name nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from gatepost.core.policy import Clause
from gatepost.declarations.exceptions.following import AHEAD
from gatepost.declarations.models import Departure, PolicyException, Tie
from gatepost.declarations.standing import standing_of
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What somebody has to do on a day."""
    if not person.is_current(on):
        return []
    return [
        *_own_ties(person, on=on),
        *_told(person, on=on),
        *_exceptions(person, on=on),
    ]


def _own_ties(person: Person, *, on: date) -> Iterator[Waiting]:
    standing = standing_of(person, on=on)
    if standing.is_due(on=on):
        says = "Say which ties to pupils and families you have, or that there are none"
        url = reverse("declarations:mine", args=[person.school.slug])
        yield Waiting(says, url, standing.due_on, _numbers(standing.asked.clauses))


def _told(person: Person, *, on: date) -> Iterator[Waiting]:
    url = reverse("declarations:told", args=[person.school.slug])
    unread = Tie.objects.told_to(person, on=on).standing().exclude(readings__by=person)
    if count := unread.count():
        yield Waiting(f"Read what colleagues told of {_ties(count)}", url)
    for one in Departure.objects.told_to(person, on=on).filter(reply=None).select_related("school"):
        yield Waiting(
            "Somebody departed from the policy, or plans to: answer", one.get_absolute_url()
        )


def _exceptions(person: Person, *, on: date) -> Iterator[Waiting]:
    seen = PolicyException.objects.visible_to(person, on=on).open()
    for one in seen.filter(until_on__gte=on).select_related("school", "author", "owner"):
        state = one.state(on=on)
        if state == "waiting" and any(one.may_answer(f, by=person, on=on) for f in one.waits_for):
            yield Waiting(
                "An exception from the policy waits for your answer", one.get_absolute_url()
            )
        is_theirs = person.pk in (one.author_id, one.owner_id)
        if state == "in force" and is_theirs and one.until_on <= on + AHEAD:
            yield Waiting("An exception from the policy ends", one.get_absolute_url(), one.until_on)


def _ties(count: int) -> str:
    return "a tie" if count == 1 else f"{count} ties"


def _numbers(clauses: tuple[Clause, ...]) -> str:
    return ", ".join(one.number for one in clauses)
