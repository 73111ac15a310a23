"""One message a day to whoever wants no more: how many things wait for them, as Today knows it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from gatepost.people.models import Held, Person
from gatepost.people.telling import How, tell
from gatepost.web.today import today_of

NEWS = "something-new"
KEPT = timedelta(days=30)
AT_ONCE = 300  # people; the rest are served a minute later


def send_daily(*, at: datetime) -> int:
    """Send the messages of the day that are due; how many. Nothing is told that is done by now. Called by a worker."""
    due = Held.objects.filter(settled_at=None, due_at__lte=at)
    people = Person.objects.filter(pk__in=due.values("person")).select_related("school")
    return sum(_send(person, at=at) for person in people[:AT_ONCE])


def forget_links(*, at: datetime) -> int:
    """Blank what is no longer needed; the row stays, so that nothing is told again."""
    return Held.objects.filter(settled_at__lte=at - KEPT).exclude(link="").update(link="")


def _send(person: Person, *, at: datetime) -> bool:
    with transaction.atomic(durable=True):
        held = list(Held.objects.select_for_update().filter(person=person, settled_at=None))
        if not held:  # another worker was faster
            return False
        on = person.school.day_of(at)
        Held.objects.filter(pk__in=[one.pk for one in held]).update(settled_at=at)
        news = sum(one.kind == NEWS for one in held)
        count = news + _waits(person, at=at)
        if not count or not person.is_current(on):
            return False
        where = "told:daily" if news else "today"
        link, key = reverse(where, args=[person.school.slug]), f"daily/{held[-1].pk}"
        tell(person, "digest", link=link, at=at, key=key, how=How(count=count))
    return True


def _waits(person: Person, *, at: datetime) -> int:
    today = today_of(person, on=person.school.day_of(at))
    return len(today.needs) + len(today.late)
