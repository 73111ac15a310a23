"""Looks at every place that is due, one after another, with nothing locked while another server is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from gatepost.channels.models import Connection
from gatepost.mentions.models import DayOfLooks, Mention, Search, Watched
from gatepost.mentions.models.mentions import digest
from gatepost.mentions.naming import Names
from gatepost.mentions.sources.known import SOURCES
from gatepost.mentions.sources.protocol import Found, Item
from gatepost.mentions.sources.protocol import Search as Asked
from gatepost.networks.errors import NetworkError, TryLater
from gatepost.networks.outward import Bounds, Outward
from gatepost.networks.talking import Missing
from gatepost.people.named import Named
from gatepost.records.door import record

BOUNDS = Bounds(connect=5, silence=10, total=30, answer=5_000_000)
MOST_AT_ONCE = 20  # so that one run ends well before what it has taken is free for others
GO_ON = timedelta(minutes=1)  # until the next look where one was not enough: others go first
LIES_AHEAD = timedelta(days=1)  # more than that nobody's clock is wrong by
LONG_AGO = timedelta(days=365 * 20)
_EARLIER = 10  # versions of a text that was changed
_GONE = "There is nothing at this address any more. Correct it, or end this search."


def look_at_sources(*, at: datetime) -> int:
    """Look at those that are due, the longest waiting first. Called by a worker; how many there were."""
    for number in range(MOST_AT_ONCE):
        search = Search.objects.claim(at=at)
        if search is None:
            return number
        look_at(search, at=at)
    return MOST_AT_ONCE


def look_at(search: Search, *, at: datetime) -> None:
    """Look at one place that was claimed."""
    watched = list(Watched.objects.open().filter(school=search.school_id))
    connection = _connection(search)
    asked = Asked(
        search.address,
        tuple(one.words for one in watched),
        Outward(bounds=BOUNDS, loopback=settings.NETWORKS_ON_LOOPBACK, plain=True),
        dict(connection.secret or {}) if connection else None,
    )
    wait = timedelta(0)
    try:
        found = SOURCES[search.kind].look(asked, search.mark)
    except Missing:
        says = _GONE
    except NetworkError as problem:
        says = problem.says
        if isinstance(problem, TryLater):
            wait = timedelta(seconds=problem.after)
    else:
        if connection is not None and found.credentials not in (None, connection.secret):
            connection.renew(dict(found.credentials or {}))
        take_in(search, found, watched, at=at)
        return
    search.could_not(says, after=wait, at=at)


def take_in(search: Search, found: Found, watched: Sequence[Watched], *, at: datetime) -> None:
    """Keep what is new and from where to go on, in one: a worker that dies in between has done neither or both."""
    named = Named(search.school, on=search.school.day_of(at))
    names = Names(watched)
    with transaction.atomic(durable=True):
        row = search.claimed()
        if row is None:
            return
        keep_found(row, found.items, names, named, at=at)
        row.mark, row.looked_at = dict(found.mark), at
        row.failing_since, row.problem, row.tries = None, "", 0
        row.next_at = at + (row.about.every if found.is_all else GO_ON)
        row.release()


def keep_found(
    row: Search, items: Sequence[Item], names: Names, named: Named, *, at: datetime
) -> None:
    """Keep what is new and count it, within the caller's transaction, which holds the place."""
    kept = sum(_keep(row, item, names, named, at=at) for item in items)
    DayOfLooks.count(row, found=len(items), kept=kept, at=at)
    if kept:
        record("search.found", subject=row, by=None, at=at, count=kept)


def _keep(search: Search, item: Item, names: Names, named: Named, *, at: datetime) -> bool:
    """Take one item in, where it is new and is about the school; whether it was."""
    written = f"{item.title}\n{item.text}\n{item.handle}\n{item.url}"
    watched = names.first(written)
    if watched is None and search.about.filters and not search.keeps_all:
        return False
    key, same = digest(item.id), digest(item.url, item.title, item.text)
    there = Mention.objects.filter(search=search)
    if known := there.filter(key=key).first():
        return _changed(known, item, same)
    if item.url and there.filter(same=same).exists():
        return False  # the same under another id
    days = watched.keep_days if watched else Watched._meta.get_field("keep_days").default
    mention = Mention.objects.create(
        school=search.school, search=search, watched=watched, key=key, same=same,
        told=_told(item), written_at=believable(item.written_at, at=at), found_at=at,
        forget_at=at + timedelta(days=days), kind="changed" if search.kind == "site" else "",
        who="unknown" if search.kind == "site" else "",
    )  # fmt: skip
    mention.set_concerned(named.staff_in(written), at=at)
    mention.sound(at=at)
    return True


def believable(said: datetime | None, *, at: datetime) -> datetime | None:
    """The moment that something says it was written at; none where that cannot be."""
    return said if said and at - LONG_AGO < said <= at + LIES_AHEAD else None


def _changed(known: Mention, item: Item, same: str) -> bool:
    """What was worded anew at its place: the new words are shown, the earlier ones kept. A case is left as it is."""
    if known.same != same and known.case_id is None:
        before = known.told
        earlier = [before["text"], *before["earlier"]][:_EARLIER]
        known.told, known.same = {**_told(item), "earlier": earlier}, same
        known.save(update_fields=["told", "same"])
    return False


def _told(item: Item) -> dict[str, object]:
    return {
        "text": item.text, "title": item.title, "handle": item.handle, "url": item.url, "earlier": [],
    }  # fmt: skip


def _connection(search: Search) -> Connection | None:
    """What lets the school in on a network where that is of use: on Bluesky."""
    theirs = Connection.objects.open().filter(
        channel__school=search.school_id, channel__network=search.kind, refused_at=None
    )
    return theirs.first() if search.kind == "bluesky" else None
