"""Reminds of exceptions that end soon, and puts down that the time of others is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from gatepost.declarations.models import PolicyException
from gatepost.declarations.readers import tell

AHEAD = timedelta(days=14)


def follow(*, at: datetime) -> int:
    """Called by a worker; how many were reminded of or have expired."""
    near = at.date() + AHEAD + timedelta(days=1)  # the zone of a school may be a day ahead
    found = PolicyException.objects.open().filter(until_on__lte=near)
    return sum(_followed(one, at=at) for one in found.select_related("school", "author", "owner"))


def _followed(one: PolicyException, *, at: datetime) -> bool:
    on = one.school.day_of(at)
    if one.until_on < on:
        return one.expire(at=at)
    if not (one.state(on=on) == "in force" and one.until_on <= on + AHEAD):
        return False
    people = {person.pk: person for person in (one.author, one.owner)}.values()
    current = [person for person in people if person.is_current(on)]
    tell(current, link=one.get_absolute_url(), at=at, key=f"exception-ends-{one.pk}")
    return True
