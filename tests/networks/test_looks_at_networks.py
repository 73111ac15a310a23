"""The daily look on real servers of Bluesky and WordPress, and on those that stand in for Mastodon and Facebook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace

import httpx
import pytest
from benches import Bench
from django.utils import timezone
from facebook_fake import Graph

from gatepost.channels.connecting import connect_account
from gatepost.channels.models import AccountChange, AccountLook, Channel
from gatepost.channels.verifying.alarms import alarm_of
from gatepost.channels.verifying.daily import look_at_accounts

pytestmark = [pytest.mark.xdist_group("networks"), pytest.mark.django_db]
NOW = timezone.now()
SLUGS = ("bluesky", "mastodon", "wordpress", "facebook")


@pytest.fixture(autouse=True)
def on_this_machine(settings: SimpleNamespace) -> None:
    """The servers of the tests are here."""
    settings.NETWORKS_ON_LOOPBACK = True


def connected(cast: SimpleNamespace, bench: Bench) -> Channel:
    """The school's account, connected as a keeper does it."""
    channel = Channel.enter(
        network=bench.slug, name=bench.slug, handle="school", url="", by=cast.administrator, at=NOW
    )
    connect_account(channel, bench.credentials, by=cast.administrator, at=NOW)
    return channel


def looked(channel: Channel, *, at: datetime) -> AccountLook:
    look_at_accounts(at=at)
    return AccountLook.objects.get(channel=channel)


@pytest.mark.parametrize("slug", SLUGS)
def test_what_does_not_change_is_found_unchanged_every_day(
    cast: SimpleNamespace, bench_of: Callable[[str], Bench], slug: str
) -> None:
    channel = connected(cast, bench_of(slug))

    for days in range(3):
        look = looked(channel, at=NOW + timedelta(days=days))

    assert (look.problem, look.is_ours) == ("", True)
    assert look.known["id"]
    assert not AccountChange.objects.exists()


def test_a_page_that_says_something_else_is_noticed(
    cast: SimpleNamespace,
    bench_of: Callable[[str], Bench],
    graph: tuple[str, Graph],
    restored: None,
) -> None:
    channel = connected(cast, bench_of("facebook"))
    looked(channel, at=NOW)

    graph[1].about = "Buy coins!"
    looked(channel, at=NOW + timedelta(days=1))

    assert AccountChange.objects.get().changed == {"bio"}
    assert alarm_of(channel) is None


def test_who_is_shut_out_of_a_page_is_told_so_and_not_alarmed(
    cast: SimpleNamespace,
    bench_of: Callable[[str], Bench],
    graph: tuple[str, Graph],
    restored: None,
) -> None:
    channel = connected(cast, bench_of("facebook"))
    looked(channel, at=NOW)

    graph[1].is_valid = False
    look = looked(channel, at=NOW + timedelta(days=1))

    assert "Connect the account again" in look.problem
    assert channel.connections.get().refused_at
    assert alarm_of(channel) is None


@pytest.fixture
def restored(graph: tuple[str, Graph]) -> Iterator[None]:
    """The Page as it was, afterwards."""
    about = graph[1].about
    yield
    graph[1].about, graph[1].is_valid = about, True


def test_who_takes_a_bluesky_account_over_is_noticed_though_we_are_shut_out(
    cast: SimpleNamespace, bench_of: Callable[[str], Bench], pds: str
) -> None:
    own = {"email": "second@ashlands.example", "handle": "second.test", "password": "own"}
    made = httpx.post(f"{pds}/xrpc/com.atproto.server.createAccount", json=own).json()
    bearer = {"Authorization": f"Bearer {made['accessJwt']}"}
    app = httpx.post(
        f"{pds}/xrpc/com.atproto.server.createAppPassword", json={"name": "G"}, headers=bearer
    ).json()
    channel = Channel.enter(
        network="bluesky", name="Second", handle="second.test", url="",
        by=cast.administrator, at=NOW,
    )  # fmt: skip
    entered = {"server": pds, "handle": "second.test", "password": app["password"]}
    connect_account(channel, entered, by=cast.administrator, at=NOW)
    assert looked(channel, at=NOW).known["handle"] == "second.test"

    record = {"$type": "app.bsky.actor.profile", "displayName": "Buy coins!"}
    put = {"repo": made["did"], "collection": "app.bsky.actor.profile", "rkey": "self"}
    for method, told in (
        ("com.atproto.repo.putRecord", {**put, "record": record}),
        ("com.atproto.server.revokeAppPassword", {"name": "G"}),
    ):
        httpx.post(f"{pds}/xrpc/{method}", json=told, headers=bearer).raise_for_status()
    # A session that is open stays so for an hour or two; the next day it is over.
    channel.connections.get().renew({**entered, "did": made["did"]})
    looked(channel, at=NOW + timedelta(days=1))

    assert AccountChange.objects.get().changed == {"name"}
    assert "lets Gatepost in no longer" in str(alarm_of(channel))
