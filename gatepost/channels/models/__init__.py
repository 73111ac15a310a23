"""Official accounts, the connections to their networks, and the people who run them."""

from __future__ import annotations

from gatepost.channels.models.accounts import Channel
from gatepost.channels.models.connections import Connection
from gatepost.channels.models.runners import Runner

__all__ = ["Channel", "Connection", "Runner"]
