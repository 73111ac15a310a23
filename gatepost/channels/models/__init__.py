"""Official accounts, applications for new ones, the connections to their networks, and the people who run them."""

from __future__ import annotations

from gatepost.channels.models.accounts import Channel
from gatepost.channels.models.applications import Application, ApplicationNote, Wish
from gatepost.channels.models.connections import Connection
from gatepost.channels.models.listings import FakeReport, Listed
from gatepost.channels.models.runners import Runner

__all__ = [
    "Application",
    "ApplicationNote",
    "Channel",
    "Connection",
    "FakeReport",
    "Listed",
    "Runner",
    "Wish",
]
