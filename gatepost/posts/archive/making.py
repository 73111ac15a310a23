"""The file with what was published on an account."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction
from django.template.loader import render_to_string

from gatepost.channels.models import Channel, Handover
from gatepost.networks.known import NETWORKS
from gatepost.people.models import Person
from gatepost.posts.models import Outlet
from gatepost.records.door import record

STILL_UP = (Outlet.State.PUBLISHED, Outlet.State.UNKNOWN)


@dataclass(frozen=True)
class Kept:
    """One post as it went out. Pictures are named by their descriptions alone; they stay in the library."""

    published_at: str  # in the school's own time, ISO 8601
    text: str
    pictures: tuple[str, ...]
    url: str
    is_up: bool  # as far as Gatepost knows


def archive_of(channel: Channel, *, by: Person, at: datetime) -> bytes:
    """A ZIP file with posts.json and posts.html. That it was made is on record, also as a step of each open hand-over."""
    with transaction.atomic(durable=True):
        kept = list(published_on(channel))
        begun = Handover.objects.open().filter(runner__channel=channel).whole().order_by("pk")
        for handover in begun.select_for_update(of=("self",)):
            handover.note_archive(by=by, at=at)
        record("channel.archived", subject=channel, by=by, at=at, posts=len(kept))
    return _file(channel, kept, at=at)


def published_on(channel: Channel) -> Iterator[Kept]:
    """Everything that went out, the oldest first, also what was taken down since."""
    found = channel.outlets.exclude(published_at=None).select_related("post", "channel__school")
    zone = channel.school.clock_zone
    for one in found.prefetch_related("post__placed").order_by("published_at", "pk"):
        assert one.published_at is not None
        placed = sorted(one.post.placed.all(), key=lambda picture: picture.position)
        yield Kept(
            published_at=one.published_at.astimezone(zone).isoformat(timespec="minutes"),
            text=one.with_link,
            pictures=tuple(picture.alt for picture in placed),
            url=one.url,
            is_up=one.state in STILL_UP,
        )


def name_of(channel: Channel, *, at: datetime) -> str:
    """What the file is called."""
    return f"account-{channel.pk}-{channel.school.day_of(at)}.zip"


def _file(channel: Channel, kept: list[Kept], *, at: datetime) -> bytes:
    about = {
        "school": channel.school.name,
        "account": channel.name,
        "network": NETWORKS[channel.network].name,
        "handle": channel.handle,
        "address": channel.url,
        "made_on": str(channel.school.day_of(at)),
    }
    told = json.dumps(
        about | {"posts": [asdict(one) for one in kept]}, ensure_ascii=False, indent=2
    )
    days = [(datetime.fromisoformat(one.published_at), one) for one in kept]
    page = render_to_string("posts/archive/posts.html", {"about": about, "posts": days})
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        file.writestr("posts.json", told)
        file.writestr("posts.html", page)
    return made.getvalue()
