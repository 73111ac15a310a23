"""Takes in what the stream brought, together with how far it was read: both are kept, or neither."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from django.db import DatabaseError, OperationalError, transaction

from gatepost.core.matching.jetstream import Post
from gatepost.core.matching.stream import Hit
from gatepost.mentions.looking import keep_found
from gatepost.mentions.models import Search, Stream, Watched
from gatepost.mentions.models.streams import JETSTREAM, moment
from gatepost.mentions.naming import Names
from gatepost.mentions.sources.protocol import LONGEST, Item
from gatepost.networks.profiles import words
from gatepost.people.named import Named

log = logging.getLogger(__name__)
Missed = tuple[datetime, datetime]


def take_in(hits: Sequence[Hit], *, cursor: int, missed: Missed | None, at: datetime) -> None:
    """Keep what the schools' own names stand in, and that the stream was read up to there."""
    schools = {int(one) for hit in hits for one in hit.schools}
    with transaction.atomic(durable=True):
        rows = Search.objects.open().select_for_update(of=("self",)).select_related("school")
        for search in rows.filter(kind=JETSTREAM, school__in=schools).order_by("pk"):
            key = str(search.school_id)
            _keep(search, [hit.post for hit in hits if key in hit.schools], at=at)
        Stream.reach(cursor, missed=missed, at=at)


def _keep(search: Search, posts: Sequence[Post], *, at: datetime) -> None:
    """Keep those of one school. What cannot be kept must not hold up all others for ever."""
    names = Names(list(Watched.objects.open().filter(school=search.school_id)))
    items = [item for post in posts if (item := _item(post, names))]
    if not items:
        return
    named = Named(search.school, on=search.school.day_of(at))
    try:
        with transaction.atomic():
            keep_found(search, items, names, named, at=at)
            search.looked_at = at
            search.save(update_fields=["looked_at"])
    except OperationalError:
        raise
    except (DatabaseError, ValueError) as problem:
        log.error("A post of the stream cannot be kept (%s).", type(problem).__name__)


def _item(post: Post, names: Names) -> Item | None:
    """A post with what people read of it, where one of the names really stands in that."""
    others = [one for one in dict.fromkeys(post.texts) if one not in post.text]
    others.sort(key=lambda text: names.first(text) is None)  # what is long is cut off at its end
    text = words("\n".join([post.text, *others])[:LONGEST])
    if names.first(text) is None:
        return None
    return Item(
        id=post.uri,
        text=text,
        url=f"https://bsky.app/profile/{quote(post.did[:200], safe=':')}/post/{quote(post.rkey[:200], safe='')}",
        handle=words(post.did)[:200],
        written_at=_written_at(post),
    )


def _written_at(post: Post) -> datetime | None:
    """The moment at which the stream had it; a post's own date may be anything."""
    try:
        return moment(post.time_us)
    except OverflowError:
        return None
