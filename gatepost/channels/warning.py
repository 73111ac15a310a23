"""A message, once, to those who can connect an account anew, before its way in ends and when the network has shut it."""

from __future__ import annotations

from datetime import datetime

from gatepost.channels.models import Connection
from gatepost.channels.waiting import CONNECTS
from gatepost.people.models import Person
from gatepost.people.telling import ROLE, tell


def warn_of_endings(*, at: datetime) -> int:
    """Tell whoever keeps or runs an account. Called by a worker; how many ways in have ended or are about to."""
    found = Connection.objects.ending_soon(at=at) | Connection.objects.open().refused()
    connections = list(found.select_related("channel__school"))
    for one in connections:
        what = "ending" if one.refused_at is None else "refused"
        for person in _who_can(one, at=at):
            link, key = one.channel.get_absolute_url(), f"connection-{what}-{one.pk}-{person.pk}"
            tell(person, "something-to-do", link=link, at=at, key=key, how=ROLE)
    return len(connections)


def _who_can(connection: Connection, *, at: datetime) -> set[Person]:
    school = connection.channel.school
    on = school.day_of(at)
    keepers = Person.objects.at(school).current(on).holding(CONNECTS, on=on)
    runners = connection.channel.current_runners(on=on)
    return {*keepers, *runners}
