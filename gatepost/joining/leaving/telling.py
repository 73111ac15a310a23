"""A message, once, to each leaver for whom something goes on, as soon as their last day is known."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from gatepost.joining.leaving.standing import leavers_of
from gatepost.people.models import School
from gatepost.people.telling import tell


def tell_leavers(*, at: datetime) -> int:
    """Ask those who are still there to confirm. Called by a worker; how many have not yet."""
    count = 0
    for school in School.objects.filter(people__left_on__isnull=False).distinct():
        on = school.day_of(at)
        link = reverse("joining:leaving", args=[school.slug])
        for leaver in leavers_of(school, on=on):
            person = leaver.person
            if not (leaver.is_open and person.is_current(on)):
                continue
            key = f"leaving-{person.pk}-{person.left_on}"
            tell(person, "something-to-do", link=link, at=at, key=key)
            count += 1
    return count
