"""Official accounts, applications for new ones, the connections to their networks, and the people who run them."""

from __future__ import annotations

from gatepost.channels.models.accounts import Channel
from gatepost.channels.models.applications import Application, ApplicationNote, Wish
from gatepost.channels.models.changes import AccountChange
from gatepost.channels.models.checks import AccountLook
from gatepost.channels.models.connections import Connection
from gatepost.channels.models.handovers import Handover, HandoverStep
from gatepost.channels.models.listings import FakeReport, Listed
from gatepost.channels.models.runners import Runner
from gatepost.channels.models.secrets import Secret, SecretLook, SecretMark

__all__ = [
    "AccountChange",
    "AccountLook",
    "Application",
    "ApplicationNote",
    "Channel",
    "Connection",
    "FakeReport",
    "Handover",
    "HandoverStep",
    "Listed",
    "Runner",
    "Secret",
    "SecretLook",
    "SecretMark",
    "Wish",
]
