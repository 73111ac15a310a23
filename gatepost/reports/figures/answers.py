"""What came in, measured against the policy's clock."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from gatepost.inbox.clock import Clock
from gatepost.inbox.models import Item
from gatepost.inbox.models.items import ItemQuerySet
from gatepost.people.models import Person
from gatepost.reports.figures.shapes import Figure, Term

_ENOUGH = "acknowledgement"
_AN_HOUR = 3600
_LEFT_OUT = (Item.Settled.EARLIER, Item.Settled.GONE)


def figures(term: Term) -> Iterator[Figure]:
    """How many came in, how many were dealt with in time, and how long it took."""
    clock, hours = Clock(term.school), []
    standing: Counter[str] = Counter()
    asked = ("received_at", "due_at", "enough", "acknowledged_at", "settled_at")
    for received, due_at, enough, acknowledged, settled in _items(term).values_list(*asked):
        was_enough = acknowledged if enough == _ENOUGH else None
        done = min((one for one in (was_enough, settled) if one), default=None)
        # An acknowledgement that is enough ends the clock and takes the deadline from the row.
        due = clock.due(received).due if was_enough and due_at is None else due_at
        standing[_standing(done, due, at=term.at)] += 1
        if done is not None:
            hours.append((done - received).total_seconds() / _AN_HOUR)
    yield Figure("received", standing.total())
    for key in ("in-time", "late", "waiting", "no-clock"):
        yield Figure(key, standing[key])
    if hours:
        yield Figure("hours", round(statistics.median(hours)))


def rows(term: Term, person: Person) -> ItemQuerySet:
    """What is counted, as far as somebody may see it."""
    seen = Item.objects.visible_to(person, on=term.school.day_of(term.at))
    found = _items(term).filter(pk__in=seen.values("pk"))
    return found.select_related("channel", "school").order_by("received_at", "pk")


def _items(term: Term) -> ItemQuerySet:
    found = Item.objects.filter(school=term.school, case=None, **term.during("received_at"))
    return found.exclude(settled_as__in=_LEFT_OUT).order_by()


def _standing(done: datetime | None, due: datetime | None, *, at: datetime) -> str:
    if due is None:
        return "no-clock"
    if done is None:
        return "late" if due < at else "waiting"
    return "in-time" if done <= due else "late"
