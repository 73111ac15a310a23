"""Networks that get into trouble, and posts on their way there, for the tests of faults."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from types import SimpleNamespace

from django.test import Client

from gatepost.channels.models import Channel
from gatepost.people.models import Person
from gatepost.posts.models import Outlet, Post
from tests.channels.crew import staffed
from tests.networks.between import Harm
from tests.posts.counting_networks import (
    SENDS,
    credentials_for,
)
from tests.posts.desk import hand_in, post_by

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SOON = AT + timedelta(hours=3)
NAMES = {"bluesky": "Bluesky", "wordpress": "WordPress", "facebook": "Facebook"}
SignIn = Callable[[Person], Client]


def account(desk: SimpleNamespace, network: str) -> Channel:
    """An account of the school there, to which Gatepost is connected."""
    channel = staffed(
        Channel.enter(
            network=network, name="School page", handle="", url="", by=desk.administrator, at=AT
        ),
        by=desk.administrator,
        at=AT,
    )
    connect(desk, channel)
    return channel


def connect(desk: SimpleNamespace, channel: Channel) -> None:
    channel.connect(
        server="",
        identifier="school",
        secret=credentials_for(channel.network, f"{desk.between.address}/{channel.network}"),
        expires_at=None,
        by=desk.administrator,
        at=AT,
    )


def handed_in(
    desk: SimpleNamespace, channel: Channel, *, at: datetime = AT, **more: object
) -> Post:
    """A post that is due."""
    post = post_by(desk.writer, channel, at=at, **more)
    hand_in(post, by=desk.writer, at=at)
    return post


def harm(desk: SimpleNamespace, network: str, harm: Harm) -> None:
    desk.between.does(harm, to=SENDS[network])


def sends(desk: SimpleNamespace, network: str) -> int:
    return int(desk.between.count(SENDS[network]))


def outlet_of(post: Post) -> Outlet:
    return post.outlets.get()


def page_of(post: Post, author: Client) -> str:
    """What its author reads, between the tags."""
    return unescape(author.get(post.get_absolute_url()).text)


def is_silent(passing: object, pass_on: Callable[[], None]) -> None:
    time.sleep(0.6)
