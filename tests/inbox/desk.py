"""What came in, for the tests of the inbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count
from types import SimpleNamespace

from gatepost.channels.models import Channel
from gatepost.inbox.models import Item, Reading
from gatepost.inbox.taking_in import take_in
from gatepost.networks.arriving import Arrivals, Arrived, Author, Came
from tests.channels.crew import staffed

NUMBERS = count(1)


def account(
    cast: SimpleNamespace, *, at: datetime, network: str = "bluesky", name: str = ""
) -> Channel:
    """An account of the school, connected, with as many who run it as the policy wants, and the writer."""
    by = cast.administrator
    channel = Channel.enter(
        network=network,
        name=name or network.capitalize(),
        handle=f"{network}.school.example",
        url="",
        by=by,
        at=at,
    )
    channel.connect(
        server="", identifier="school", secret={"token": "x"}, expires_at=None, by=by, at=at
    )
    channel.appoint(cast.writer, by=by, at=at)
    return staffed(channel, by=by, at=at)


def reading_of(channel: Channel, *, at: datetime) -> Reading:
    """The reading of an account, claimed."""
    reading, _ = Reading.objects.get_or_create(
        channel=channel, defaults={"began_at": at, "next_at": at}
    )
    Reading.objects.filter(pk=reading.pk).update(claimed_until=at + timedelta(minutes=5))
    return Reading.objects.select_related("channel__school").get(pk=reading.pk)


def said(
    text: str,
    *,
    at: datetime,
    id: str = "",
    who: str = "",
    came: Came = Came.COMMENT,
    **more: object,
) -> Arrived:
    """What somebody wrote."""
    author = Author(id=who or "parent-1", handle=f"@{who or 'parent-1'}", name="")
    key = id or f"id-{next(NUMBERS)}"
    return Arrived(id=key, came=came, text=text, author=author, written_at=at, **more)  # type: ignore[arg-type]


def comes_in(
    channel: Channel, arrived: Iterable[Arrived], *, at: datetime, gone: Iterable[str] = ()
) -> None:
    """A page of the network is taken in."""
    page = Arrivals(tuple(arrived), "on", is_all=True, gone=tuple(gone))
    assert take_in(reading_of(channel, at=at), page, at=at)


def arrived(channel: Channel, text: str, *, at: datetime, **more: object) -> Item:
    """An item that came in a moment ago."""
    one = said(text, at=at, **more)  # type: ignore[arg-type]
    comes_in(channel, [one], at=at)
    return Item.objects.select_related("school", "channel").get(channel=channel, key=one.id)
