"""Whether an account or a site links back to the school's list of its accounts, and how to have it do so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from gatepost.channels.models.accounts import WEBSITES, Channel
from gatepost.networks.profiles import moment

_HOW = {
    "mastodon": "On Mastodon, open Preferences, Profile, and put the address into one of the extra fields. The list links to the account in the way that Mastodon looks for, so the field turns green there.",
    "bluesky": "On Bluesky, put the address into the profile: into the field for a website, or into the description.",
    "facebook": "On Facebook, open the Page’s About and put the address in as its website.",
    "website": 'Put a link to the list on the website, in its footer for example, with rel="me" in it as below.',
}
_ANYWHERE = "Put the address into the profile of the account, where it has a field for a website."


@dataclass(frozen=True)
class LinkBack:
    """A link by which an account or a site says that it belongs to the school."""

    url: str
    verified_at: datetime | None  # since when the network itself vouches for it


def link_back(links: Iterable[dict[str, Any]], *, to: str, sites: Iterable[str]) -> LinkBack | None:
    """The link to the school's list, or else to one of its websites; the ones that the network vouches for first."""
    hosts = {_host(site) for site in sites} - {""}
    found = [LinkBack(str(one["url"]), moment(one.get("verified"))) for one in links]
    found.sort(key=lambda one: (one.verified_at is None, not _same(one.url, to)))
    return next((one for one in found if _same(one.url, to) or _host(one.url) in hosts), None)


def how_to(channel: Channel) -> str:
    """What to do so that an account links to the list."""
    return _HOW.get("website" if channel.network in WEBSITES else channel.network, _ANYWHERE)


def _same(url: str, other: str) -> bool:
    return _bare(url) == _bare(other)


def _bare(url: str) -> str:
    return url.partition("://")[2].partition("#")[0].rstrip("/")


def _host(url: str) -> str:
    try:
        return httpx.URL(url).host.removeprefix("www.")
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return ""
