"""The steps of a hand-over: what each is called, what is to be done, and how networks are left."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import tomli
from django.db import models

from gatepost.channels.models.accounts import NEWS_PAGE


class Kind(models.TextChoices):
    """What somebody says they have done. That an account is run by enough people is seen from rows."""

    NAMED = "named", "Somebody else is named to run it"
    SECRETS = "secrets-changed", "What the leaver knows is changed"
    ACCESS = "access-removed", "The leaver has no way in any more"
    READERS = "readers-told", "Its readers were told"
    ARCHIVE = "archived", "A copy of what was published is kept"


# Those that come before an account is passed on.
TO_TRANSFER = (Kind.SECRETS, Kind.ACCESS)
# Those that may come before an account is closed; the policy says which have to.
TO_CLOSE = (Kind.READERS, Kind.ARCHIVE)
BY_WORD = {*TO_TRANSFER, Kind.READERS}  # Gatepost sees the others for itself


def to_transfer(network: str) -> tuple[Kind, ...]:
    """The words that are needed before an account on a network is passed on: nobody signs in to the news page."""
    return () if network == NEWS_PAGE else TO_TRANSFER


def ways_out(network: str) -> list[str]:
    """How somebody is taken off an account on a network, sentence by sentence."""
    return list(_access().get(network, {}).get("says", ()))


@cache
def _access() -> Mapping[str, Mapping[str, list[str]]]:
    return tomli.loads((files(__package__) / "access.toml").read_text("utf-8"))
