"""Accounts that may be in other hands: what is said of them until somebody has settled it."""

from __future__ import annotations

from gatepost.channels.models.accounts import Channel
from gatepost.channels.models.checks import AccountChange


def alarm_of(channel: Channel) -> str | None:
    """Why nothing may go out through an account until a keeper has settled it, as a sentence; None where all is well."""
    change = AccountChange.objects.open().alarms().filter(channel=channel).first()
    return change.says if change else None
