"""The daily look at every account, one after another, with nothing locked while another server is asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from gatepost.channels.models.checks import AccountChange, AccountLook
from gatepost.channels.verifying.seeing import see
from gatepost.networks.errors import NetworkError, SignedOut, TryLater
from gatepost.networks.talking import Missing

MOST_AT_ONCE = 20  # so that one run ends well before what it has taken is free for others


def look_at_accounts(*, at: datetime) -> int:
    """Look at those that are due, the longest waiting first. Called by a worker; how many there were."""
    AccountChange.objects.raise_unclaimed(at=at)
    for number in range(MOST_AT_ONCE):
        look = AccountLook.objects.claim(at=at)
        if look is None:
            return number
        look_at(look, at=at)
    return MOST_AT_ONCE


def look_at(look: AccountLook, *, at: datetime) -> None:
    """Look at one account that was claimed."""
    channel = look.channel
    connection = channel.connection()
    wait = timedelta(0)
    try:
        seen = see(channel, connection, look.known)
    except Missing:
        look.missed(at=at)
        return
    except NetworkError as problem:
        if isinstance(problem, TryLater):
            wait = timedelta(seconds=problem.after)
        if isinstance(problem, SignedOut) and connection is not None:
            connection.was_refused(at=at)
        look.could_not(problem.says, after=wait, at=at)
        return
    if channel.connection() != connection:
        look.drop(at=at)
        return
    if seen.is_let_in is False and connection is not None:
        connection.was_refused(at=at)
    look.saw(seen, at=at)
