"""A post as its network gets it, and the network's client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from gatepost.channels.models import Channel
from gatepost.networks import errors as networks
from gatepost.networks.by_hand.adapter import ByHandNetwork
from gatepost.networks.known import NETWORKS, connect
from gatepost.networks.outgoing import Live, Outgoing, Picture
from gatepost.networks.outward import Outward
from gatepost.networks.protocol import Network
from gatepost.networks.talking import Missing
from gatepost.posts.models import Outlet


class NewsPage:
    """The shelf of a school's own news page: what lies on it are the outlets that are published there."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.name = channel.school.name
        self.address = reverse("posts:news", args=[channel.school.slug])

    def put(self, id: str, outgoing: Outgoing) -> None:
        """Nothing to do: an outlet that is published stands on the page."""

    def get(self, id: str) -> Live | None:
        """An entry that stands on the page."""
        found = self.channel.outlets.filter(remote_id=id, state=Outlet.State.PUBLISHED).first()
        if found is None:
            return None
        alts = found.post.placed.values_list("alt", flat=True)
        return Live(id=id, url=found.url, text=found.words, alts=tuple(alts), at=found.published_at)

    def take_away(self, id: str) -> None:
        """Nothing to do: an outlet that is taken down stands on the page no longer."""


@contextmanager
def client_of(channel: Channel) -> Iterator[Network]:
    """The client of an account. What signs it in may change while it is used, and is kept then.

    Raises a NetworkError, also where the network knows no such account.
    """
    connection = channel.connection()
    before = dict(connection.secret or {}) if connection else {}
    client = connect(
        channel.network,
        credentials=before,
        outward=Outward(loopback=settings.NETWORKS_ON_LOOPBACK),
        shelf=NewsPage(channel),
    )
    try:
        yield client
    except Missing:
        raise networks.Refused(
            f"{client.about.name} knows no such account. Check how it is connected."
        ) from None
    finally:
        if connection is not None and dict(client.credentials) != before:
            connection.renew(dict(client.credentials))


def not_let_in(channel: Channel, *, at: datetime) -> str:
    """Why the network need not even be asked, as a sentence that says what to do; empty where there is a way in."""
    connection = channel.connection()
    who = "Somebody who keeps the school's accounts has to connect it"
    if connection is None:
        is_asked = bool(NETWORKS[channel.network].asks)
        return f"Gatepost is not connected to {channel}. {who}." if is_asked else ""
    if connection.refused_at is not None:
        return f"The network does not let Gatepost in to {channel} any more. {who} again."
    if connection.expires_at is not None and connection.expires_at <= at:
        return f"Gatepost's access to {channel} has run out. {who} again."
    return ""


def by_hand_of(channel: Channel) -> ByHandNetwork:
    """For networks that let nobody in."""
    return ByHandNetwork(channel.network)


def outgoing_of(outlet: Outlet) -> Outgoing:
    """Everything that goes out by one account, byte for byte."""
    post = outlet.post
    pictures = [
        Picture(
            content=one.picture.read(),
            kind=one.picture.file.content_type,
            alt=one.alt,
            width=one.picture.width,
            height=one.picture.height,
        )
        for one in post.placed.select_related("picture__file").order_by("position")
    ]
    at = post.due_at or post.handed_in_at or post.made_at
    return Outgoing(
        key=outlet.key,
        text=outlet.with_link,
        at=at,
        pictures=tuple(pictures),
        answers=outlet.answers,
    )


def is_idempotent(channel: Channel) -> bool:
    """Whether sending the same post twice leaves one there."""
    return "idempotent" in NETWORKS[channel.network].can
