"""The school's accounts, and whether enough people run each."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from gatepost.channels.models import Channel
from gatepost.channels.models.accounts import ChannelQuerySet
from gatepost.channels.running import asked_by, standings
from gatepost.people.models import Person
from gatepost.reports.figures.shapes import Figure, Term


def figures(term: Term) -> Iterator[Figure]:
    """How many are in use, and how many of them too few people run."""
    open_then = list(_open(term).select_related("school"))
    at_least = asked_by(term.pack).at_least
    running = [
        sum(one.counts for one in standings(channel, on=term.last_on)) for channel in open_then
    ]
    yield Figure("open", len(open_then))
    yield Figure("short", sum(number < at_least for number in running))


def rows(term: Term, person: Person) -> ChannelQuerySet:
    """The accounts that were in use."""
    seen = Channel.objects.visible_to(person)
    return _open(term).filter(pk__in=seen.values("pk")).select_related("school").order_by("name")


def _open(term: Term) -> ChannelQuerySet:
    _, after = term.moments
    still = Q(closed_at=None) | Q(closed_at__gte=after)
    return Channel.objects.filter(still, school=term.school, opened_at__lt=after)
