"""Trying what was entered before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from gatepost.channels.models import Channel, Connection
from gatepost.networks.known import connect
from gatepost.networks.outward import Outward
from gatepost.people.models import Person


def connect_account(
    channel: Channel, entered: Mapping[str, str], *, by: Person, at: datetime
) -> Connection:
    """Sign in to the network and, where that works, keep how. Raises networks' NetworkError with what to do."""
    client = connect(
        channel.network,
        credentials=entered,
        outward=Outward(loopback=settings.NETWORKS_ON_LOOPBACK),
    )
    account = client.account()
    return channel.connect(
        server=entered.get("server", ""),
        identifier=account.name,
        secret=dict(client.credentials),
        expires_at=account.expires_at,
        by=by,
        at=at,
    )
