"""What people write to the school on its own page, without an account: an item like any other, answered by a code."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from gatepost.channels.models import Channel
from gatepost.channels.models.accounts import NEWS_PAGE
from gatepost.inbox.models import Item, Letter
from gatepost.inbox.taking_in import Taking
from gatepost.incidents.reporting import digest_of, new_code
from gatepost.networks.arriving import Arrived, Author, Came
from gatepost.people.models import School
from gatepost.people.rules import NotPossible

# Whoever floods the page is stopped before the database is full; the school can always be rung.
MOST_A_DAY = 200


def page_of(school: School) -> Channel | None:
    """The school's own page, where it has one."""
    return school.channels.open().filter(network=NEWS_PAGE).first()


def write(page: Channel, text: str, *, name: str, email: str, at: datetime) -> str:
    """Take in what somebody wrote. The code opens the answer, and is shown once."""
    code = new_code()
    with transaction.atomic(durable=True):
        School.objects.select_for_update().get(pk=page.school_id)
        since = at - timedelta(days=1)
        today = Item.objects.filter(channel=page, received_at__gt=since)
        if today.count() >= MOST_A_DAY:
            raise NotPossible(
                "So many messages came in today that no more can be taken. Please ring the school."
            )
        arrived = Arrived(
            id=f"letter/{secrets.token_hex(16)}",
            came=Came.MESSAGE,
            text=text,
            author=Author(id=email or secrets.token_hex(8), handle="", name=name),
            written_at=at,
        )
        Taking(page, began_at=at, read_at=None, at=at).take([arrived])
        item = Item.objects.get(channel=page, key=arrived.id)
        Letter.objects.create(item=item, email=email, receipt=digest_of(code))
    return code


def letter_of(school: School, code: str) -> Letter | None:
    """What was written under a code."""
    found = Letter.objects.filter(item__school=school, receipt=digest_of(code))
    return found.select_related("item__channel").first()
