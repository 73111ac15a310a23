"""Opens hand-overs, keeps them up to date with last days, and tells of accounts that nobody runs any more."""

from __future__ import annotations

from datetime import date, datetime

from gatepost.channels.handing_over.asked import LEADERS
from gatepost.channels.handing_over.needed import A_DAY, needs_of
from gatepost.channels.models import Channel, Handover
from gatepost.channels.models.accounts import KEEPS
from gatepost.channels.running import standings
from gatepost.channels.stopping import why_stopped
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.people.telling import ROLE, tell


def follow(*, at: datetime) -> int:
    """Begin what has to be handed over, and follow what has begun. Called by a worker; how many have changed."""
    count = sum(one.follow(at=at) for one in Handover.objects.open().whole())
    for school in School.objects.filter(
        channels__closed_at=None, channels__isnull=False
    ).distinct():
        for need in list(needs_of(school, on=school.day_of(at))):
            try:
                Handover.begin(need.runner, by=None, at=at)
            except NotPossible:  # somebody was faster
                continue
            count += 1
    return count


def tell_of_suspended(*, at: datetime) -> int:
    """Tell the leadership, once, that nobody runs an account any more and nothing goes out. Called by a worker; how many."""
    count = 0
    for channel in Channel.objects.open().select_related("school"):
        on = channel.school.day_of(at)
        since = alone_since(channel, on=on)
        if since is None or why_stopped(channel, on=on) is None:
            continue
        people = Person.objects.at(channel.school).current(on)
        for person in people.holding({*KEEPS, *LEADERS}, on=on):
            link, key = channel.get_absolute_url(), f"suspended-{channel.pk}-{since}-{person.pk}"
            tell(person, "something-to-do", link=link, at=at, key=key, how=ROLE)
        count += 1
    return count


def alone_since(channel: Channel, *, on: date) -> date | None:
    """Since when nobody is named to run an account that somebody has run; None where somebody is, or nobody ever was."""
    if standings(channel, on=on):
        return None
    rows = channel.runners.filter(from_on__lte=on).select_related("person")
    ends = [end for one in rows for end in [_last_day(one.until_on, one.person.left_on)] if end]
    return max(ends) + A_DAY if ends else None


def _last_day(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)
