"""The queue of comments: taking in 100,000 where a million are stored, and how long its page takes then."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gatepost.channels.models import Channel
    from gatepost.networks.arriving import Arrived

STORED, ARRIVING, A_PAGE = 2**20, 100_000, 500
REQUESTS = 60
AT = datetime(2026, 11, 25, 10, tzinfo=UTC)
SAID = (
    "When does the winter fair begin, and where do we park?",
    "Lovely pictures of the trip, thank you",
    "The gate was shut again this morning and nobody said why",
    "Is the school open on Friday?",
)


def measure() -> None:
    """Print the figures. It needs some two gigabytes in the folder for temporary files."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"GATEPOST_DATA": folder, "DJANGO_SETTINGS_MODULE": "gatepost.web.settings"}
        from gatepost.web.keys import make_missing

        make_missing(Path(folder) / "keys")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        channel = _school()
        begun = time.perf_counter()
        _store(channel)
        print(f"Inbox: {STORED:,} items stored in {time.perf_counter() - begun:,.0f} s (settled)")
        _report("queue page before", _times(channel))
        begun = time.perf_counter()
        _take_in(channel)
        spent = time.perf_counter() - begun
        print(
            f"  {ARRIVING:,} taken in, weighed and put under the clock: {ARRIVING / spent:,.0f} a second"
        )
        _report("queue page after", _times(channel))


def _school() -> Channel:
    from gatepost.channels.models import Channel
    from tests.conftest import make_cast, make_school

    cast = make_cast(make_school("ashlands"))
    return Channel.enter(
        network="bluesky", name="Bluesky", handle="a.example", url="", by=cast.administrator, at=AT
    )


def _store(channel: Channel) -> None:
    """One settled item with its words, doubled until there are enough: what is measured reads fifty of them."""
    from django.db import connection

    from gatepost.inbox.models import Item, Version
    from gatepost.inbox.taking_in import content_of

    first = Item.objects.create(
        school=channel.school, channel=channel, key="old", came="comment", written_at=AT,
        received_at=AT - timedelta(days=1), due_at=AT, settled_at=AT, settled_as=Item.Settled.ANSWERED,
    )  # fmt: skip
    Version.objects.create(item=first, number=1, content=content_of(_said(0)), seen_at=AT)
    fields = [one.column for one in Item._meta.local_fields if one.column not in ("id", "key")]
    same = ", ".join(fields)
    with connection.cursor() as cursor:
        for doubling in range(20):
            copied = f"INSERT INTO inbox_item (key, {same}) SELECT key || '-{doubling}', {same} FROM inbox_item"
            cursor.execute(copied)
        cursor.execute(
            "INSERT INTO inbox_version (item_id, number, content, seen_at, is_gone) "
            "SELECT one.id, 1, kept.content, kept.seen_at, 0 FROM inbox_item AS one, inbox_version AS kept "
            "WHERE one.id != kept.item_id"
        )
        cursor.execute("ANALYZE")


def _take_in(channel: Channel) -> None:
    from gatepost.inbox.models import Reading
    from gatepost.inbox.taking_in import take_in
    from gatepost.networks.arriving import Arrivals

    reading = Reading.objects.create(
        channel=channel, began_at=AT, next_at=AT, claimed_until=AT + timedelta(days=1)
    )
    for page in _pages():
        assert take_in(reading, Arrivals(tuple(page), "m", is_all=False), at=AT)


def _pages() -> Iterator[list[Arrived]]:
    for first in range(0, ARRIVING, A_PAGE):
        yield [_said(number) for number in range(first, first + A_PAGE)]


def _said(number: int) -> Arrived:
    from gatepost.networks.arriving import Arrived, Author, Came

    return Arrived(
        id=f"new-{number}",
        came=Came.COMMENT,
        text=f"{SAID[number % len(SAID)]} {number}",
        author=Author(id=f"p{number % 900}", handle="@p"),
        written_at=AT,
    )


def _times(channel: Channel) -> list[float]:
    from django.test import Client

    from gatepost.people.models import Person

    head = Person.objects.get(school=channel.school, roles__role="headteacher")
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(head.account)
    times = []
    for _ in range(REQUESTS):
        begun = time.perf_counter()
        answer = browser.get(f"/schools/{channel.school.slug}/inbox/")
        times.append(time.perf_counter() - begun)
        assert answer.status_code == 200, answer.status_code
    return times[5:]


def _report(what: str, times: list[float]) -> None:
    slow = statistics.quantiles(times, n=20)[-1]
    print(
        f"  {what}: median {statistics.median(times) * 1000:.0f} ms, 95th percentile {slow * 1000:.0f} ms"
    )


if __name__ == "__main__":
    measure()
