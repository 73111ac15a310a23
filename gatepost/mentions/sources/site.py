"""A page of the school's own website, watched for changes that nobody at the school made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import httpx

from gatepost.mentions.sources.plain import plain
from gatepost.mentions.sources.protocol import LONGEST, Found, Item, Search, about
from gatepost.networks.errors import Refused
from gatepost.networks.profiles import anchors, is_web_address
from gatepost.networks.public_page import visit

_READ = 500_000  # characters of a page
_MOST_SITES = 200
_NOT_READ = "The page cannot be read: it is empty, or larger than Gatepost takes."


class Site:
    """Compares the words of a page and the websites it leads to with what they were."""

    about = about("site")

    def look(self, search: Search, mark: Mapping[str, Any]) -> Found:
        """A change, where there is one. The first look only learns the page."""
        place, answer = visit(search.address, search.outward)
        if not answer.body:
            raise Refused(_NOT_READ)
        html = answer.body.decode("utf-8", "replace")[:_READ]
        now = {"text": _digest(plain(html)), "sites": _sites(place, html), "host": place.host}
        if not mark or mark == now:
            return Found((), now)
        return Found((_changed(mark, now, search.address),), now)


def _changed(before: Mapping[str, Any], now: Mapping[str, Any], url: str) -> Item:
    said = []
    if before["host"] != now["host"]:
        said.append(f"Visitors now end up at {now['host']} instead of {before['host']}.")
    if new := sorted(set(now["sites"]) - set(before["sites"])):
        said.append(f"It leads to websites that it did not lead to before: {', '.join(new)}.")
    if before["text"] != now["text"]:
        said.append("Its words are not the same as before.")
    says = " ".join(said) or "It leads to fewer websites than before."
    id = _digest("\n".join([before["text"], now["text"], *before["sites"], "", *now["sites"]]))
    return Item(id=id, text=says[:LONGEST], url=url, title="This page of our own has changed")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _sites(place: httpx.URL, html: str) -> list[str]:
    """The hosts of other websites that a page leads to."""
    found = set()
    for href in anchors(html).all:
        try:
            there = place.join(href)
        except (httpx.InvalidURL, UnicodeError, ValueError):
            continue
        if is_web_address(str(there)) and there.host != place.host:
            found.add(there.host[:200])
    return sorted(found)[:_MOST_SITES]
