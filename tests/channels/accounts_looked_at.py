"""Accounts on a server of the tests' own, and looking at them as a worker does."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

from django.utils import timezone

from gatepost.channels.models import AccountChange, AccountLook, Channel
from gatepost.channels.verifying.daily import look_at_accounts
from tests.channels.small_mastodon import TOKEN, Small

NOW = timezone.now()
TODAY = timezone.localdate()
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


def connected(cast: SimpleNamespace, small: Small, *, at: datetime = NOW) -> Channel:
    """The school's account on the small server, with a token."""
    channel = Channel.enter(
        network="mastodon", name="Mastodon", handle="school", url="", by=cast.administrator, at=at
    )
    channel.connect(
        server=small.address,
        identifier="school",
        secret={"server": small.address, "token": TOKEN},
        expires_at=None,
        by=cast.administrator,
        at=at,
    )
    return channel


def by_address(cast: SimpleNamespace, small: Small, *, network: str = "x") -> Channel:
    """An account of which nothing but its public address is known."""
    return Channel.enter(
        network=network, name="By address", handle="school", url=f"{small.address}/school",
        by=cast.administrator, at=NOW,
    )  # fmt: skip


def day(number: float) -> datetime:
    """A moment some days from now, a little late as workers are."""
    return NOW + number * A_DAY + timedelta(minutes=number)


def looked(channel: Channel, *, at: datetime = NOW) -> AccountLook:
    """Where things stand with an account after a worker has looked."""
    look_at_accounts(at=at)
    return AccountLook.objects.get(channel=channel)


def open_change(channel: Channel) -> AccountChange:
    """The change that nobody has settled."""
    return AccountChange.objects.open().get(channel=channel)
