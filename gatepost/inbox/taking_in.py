"""Reading accounts: everything that came in is kept once, and the mark moves in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from gatepost.channels.models import Channel
from gatepost.inbox.alarms import raise_alarm
from gatepost.inbox.clock import Clock, received
from gatepost.inbox.models import Item, Reading, Version
from gatepost.inbox.weighing import Weighed, Weighing
from gatepost.networks.arriving import Arrivals, Arrived, Author, Came
from gatepost.networks.errors import NetworkError, SignedOut, TryLater
from gatepost.people.models import Person
from gatepost.posts.publishing.packing import client_of
from gatepost.records.door import keyed_digest, record

BY_HAND = "by-hand/"  # what a person entered has no id of a network
MOST_ACCOUNTS, MOST_PAGES = 20, 50  # at once, so that one run ends well before its lease
# What was written shortly before the account was first read may still wait for an answer.
LOOKS_BACK = timedelta(days=7)


def read_accounts(*, at: datetime) -> int:
    """Read those that are due, the longest waiting first. Called by a worker; how many there were."""
    for number in range(MOST_ACCOUNTS):
        reading = Reading.objects.claim(at=at)
        if reading is None:
            return number
        read_account(reading, at=at)
    return MOST_ACCOUNTS


def read_account(reading: Reading, *, at: datetime) -> None:
    """Read one account that was claimed, a page at a time, with nothing locked while the network is asked."""
    connection = reading.channel.connection()
    try:
        with client_of(reading.channel) as client:
            for _ in range(MOST_PAGES):
                arrivals = client.arrivals(reading.mark)
                if not take_in(reading, arrivals, at=at) or arrivals.is_all:
                    return
                reading.mark = arrivals.mark
    except NetworkError as problem:
        if isinstance(problem, SignedOut) and connection is not None:
            connection.was_refused(at=at)
        wait = problem.after if isinstance(problem, TryLater) else 0
        reading.could_not(problem.says, after=timedelta(seconds=wait), at=at)
        return
    reading.rest(at=at)


def take_in(reading: Reading, arrivals: Arrivals, *, at: datetime) -> bool:
    """Keep a page of what came in and go on from there. False where another worker has the account by now."""
    with transaction.atomic(durable=True):
        row = reading.claimed()
        if row is None:
            return False
        taking = Taking(row.channel, began_at=row.began_at, read_at=row.read_at, at=at)
        taking.take(arrivals.items)
        taking.note_gone(arrivals.gone)
        row.go_on(arrivals.mark, is_all=arrivals.is_all, at=at)
    return True


class Taking:
    """What came in on one account at one moment."""

    def __init__(
        self, channel: Channel, *, began_at: datetime, read_at: datetime | None, at: datetime
    ) -> None:
        """`began_at`: since when it is read; `read_at`: when it was last read to its end."""
        self.channel, self.began_at, self.at = channel, began_at, at
        self.since = read_at or began_at - LOOKS_BACK
        self.clock = Clock(channel.school)
        self.weighing = Weighing(channel.school, on=channel.school.day_of(at))

    def take(self, arrived: Iterable[Arrived]) -> None:
        """Keep what is new, and another version of what is known and says something else now."""
        by_key = {one.id: one for one in arrived}
        known = self._known(by_key)
        new = [one for key, one in by_key.items() if key not in known]
        weighed = [self.weighing.weigh(one.text) for one in new]
        made = [self._item(one, how) for one, how in zip(new, weighed, strict=True)]
        items = Item.objects.bulk_create(made)
        Version.objects.bulk_create(
            Version(item=item, number=1, content=content_of(one), seen_at=self.at)
            for item, one in zip(items, new, strict=True)
        )
        if new:
            record("item.came-in", subject=self.channel, by=None, at=self.at, count=len(new))
        for item, how in zip(items, weighed, strict=True):
            if item.settled_as != Item.Settled.EARLIER:
                raise_alarm(item, how, at=self.at)
        for key, item in known.items():
            self._again(item, by_key[key])

    def note_gone(self, keys: Iterable[str]) -> None:
        """What its author deleted is kept as it was. It needs an answer no longer, unless it was urgent."""
        for item in self._known(keys).values():
            last = item.versions.last()
            if last is None or last.is_gone:
                continue
            self._version(item, last.content, number=last.number + 1, is_gone=True)
            if item.settled_at is None and not item.is_urgent:
                item.settle(Item.Settled.GONE, at=self.at)

    def _known(self, keys: Iterable[str]) -> dict[str, Item]:
        """Those that are there, held: nobody answers one or makes it a case while it is brought up to date."""
        rows = Item.objects.select_for_update(of=("self",)).filter(channel=self.channel)
        rows = rows.filter(key__in=list(keys)).select_related("school", "channel", "case")
        return {one.key: one for one in rows.order_by("pk")}

    def _item(self, one: Arrived, weighed: Weighed) -> Item:
        item = Item(
            school=self.channel.school,
            channel=self.channel,
            key=one.id,
            came=one.came,
            under=one.under,
            author=_digest_of(self.channel, one.author),
            written_at=one.written_at,
            received_at=received(one.written_at, since=self.since, at=self.at),
            is_hidden=one.is_hidden,
        )
        self._weigh(item, weighed)
        if one.written_at < self.began_at - LOOKS_BACK:
            item.received_at = min(one.written_at, self.at)
            item.settled_at, item.settled_as = self.at, Item.Settled.EARLIER
        return item

    def _weigh(self, item: Item, weighed: Weighed) -> None:
        item.score, item.is_urgent = weighed.score, weighed.is_urgent
        item.reasons, item.rules = weighed.reasons, weighed.rules
        reply = self.clock.due(item.received_at)
        item.due_at, item.enough = reply.due, reply.enough

    def _again(self, item: Item, one: Arrived) -> None:
        """It is there already: it may say something else, be hidden or shown, or stand there again."""
        if item.is_hidden != one.is_hidden:
            item.is_hidden = one.is_hidden
            item.save(update_fields=["is_hidden"])
        last = item.versions.last()
        content = content_of(one)
        if last is not None and not last.is_gone and _is_same(last.content, content):
            return
        self._version(item, content, number=last.number + 1 if last else 1)
        if item.case_id is not None:
            return
        item.received_at, item.acknowledged_at = self.at, None
        item.settled_at, item.settled_as = None, ""  # whoever answered it answered something else
        weighed = self.weighing.weigh(one.text)
        self._weigh(item, weighed)
        item.save()
        raise_alarm(item, weighed, at=self.at)

    def _version(
        self, item: Item, content: dict[str, Any], *, number: int, is_gone: bool = False
    ) -> None:
        Version.objects.create(
            item=item, number=number, content=content, seen_at=self.at, is_gone=is_gone
        )
        chain = item.case.ledger_chain if item.case else None
        record("item.changed", subject=item, by=None, at=self.at, chain=chain, version=number)


def _digest_of(channel: Channel, author: Author) -> str:
    """The same for the same author; nothing for somebody whom the network does not name."""
    if not author.id:
        return ""
    return keyed_digest(f"{channel.network}/{author.id}").value.rpartition(":")[2]


def content_of(one: Arrived) -> dict[str, Any]:
    """What a version holds. Pictures are addresses: nothing is fetched."""
    return {
        "text": one.text,
        "handle": one.author.handle,
        "name": one.author.name,
        "author_id": one.author.id,
        "author_url": one.author.url,
        "url": one.url,
        "media": [[picture.url, picture.alt] for picture in one.media],
    }


@dataclass(frozen=True)
class Found:
    """Something that a person found on an account that Gatepost does not read."""

    channel: Channel
    came: str
    text: str
    written_at: datetime
    who: str = ""
    url: str = ""

    def arrived(self, *, at: datetime) -> Arrived:
        """The same as what networks tell. What is entered twice is one item."""
        said = keyed_digest("\n".join((self.url, self.who, self.text))).value
        return Arrived(
            id=f"{BY_HAND}{said}",
            came=Came(self.came),
            text=self.text,
            author=Author(id=self.who, handle=self.who),
            written_at=min(self.written_at, at),
            url=self.url,
        )


def keep_found(found: Found, *, by: Person, at: datetime) -> Item | None:
    """Keep what a person found on an account; once, however often it is entered. None where it became a case at once."""
    arrived = found.arrived(at=at)
    with transaction.atomic(durable=True):
        channel = found.channel.locked()
        Taking(channel, began_at=arrived.written_at, read_at=None, at=at).take([arrived])
        item = Item.objects.select_related("school").get(channel=channel, key=arrived.id)
        record("item.found", subject=item, by=by, at=at)
    return item if item.case_id is None else None


def _is_same(before: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether it says the same. Some networks sign the addresses of pictures anew at each look."""
    return _says(before) == _says(now)


def _says(content: dict[str, Any]) -> Sequence[object]:
    return content["text"], content["name"], [alt for _, alt in content["media"]]
