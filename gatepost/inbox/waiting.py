"""What waits for somebody about comments and messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.urls import reverse

from gatepost.channels.models.accounts import KEEPS
from gatepost.inbox.models import Reading
from gatepost.inbox.models.items import channels_run_by
from gatepost.inbox.moderating import waiting as moderating
from gatepost.inbox.press import waiting as press
from gatepost.inbox.watching.today import to_watch
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What somebody has to do on a day."""
    return [
        *press.waiting_for(person, on=on),
        *moderating.waiting_for(person, on=on),
        *to_watch(person, on=on),
        *_not_read(person, on=on),
    ]


def _not_read(person: Person, *, on: date) -> Iterator[Waiting]:
    """Accounts that could not be read for half a day, for those who run or keep them."""
    at = datetime.combine(on, time(23, 59), tzinfo=person.school.clock_zone)
    failing = Reading.objects.failing(at=at).filter(channel__school=person.school_id)
    if not person.holds(*KEEPS, on=on):
        failing = failing.filter(channel__in=channels_run_by(person, on=on))
    for one in failing.select_related("channel"):
        link = reverse("inbox:queue", args=[person.school.slug])
        yield Waiting(f"What comes in on {one.channel} could not be read: {one.problem}", link)
