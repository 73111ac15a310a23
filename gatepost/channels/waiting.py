"""Accounts to which Gatepost has to be connected anew: told to whoever keeps the school's accounts, and to those who run this one."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from gatepost.channels.models import Channel, Connection
from gatepost.channels.running import is_short
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting

KEEPS = ("administrator",)
LEADERS = ("headteacher", "slt")


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """The accounts of somebody's day whose way in has ended or ends within two weeks."""
    return [*_connections(person, on=on), *_short(person, on=on)]


def _short(person: Person, *, on: date) -> list[Waiting]:
    """Accounts that fewer people run than the policy wants, for the leadership team."""
    if not person.holds(*KEEPS, *LEADERS, on=on):
        return []
    accounts = Channel.objects.open().filter(school=person.school_id).select_related("school")
    return [
        Waiting(f"Too few people run {one}", one.get_absolute_url())
        for one in accounts
        if is_short(one, on=on)
    ]


def _connections(person: Person, *, on: date) -> list[Waiting]:
    found = Connection.objects.open().filter(channel__school=person.school_id)
    if not person.holds(*KEEPS, on=on):
        if not person.is_current(on):
            return []
        found = found.filter(channel__runners__in=person.runs.current(on))
    ending = found.filter(Q(refused_at__isnull=False) | Q(expires_at__isnull=False))
    return [
        Waiting(one.says(on=on), one.channel.get_absolute_url(), one.ends_on)
        for one in ending.select_related("channel__school").distinct()
        if one.has_to_be_renewed(on=on)
    ]
