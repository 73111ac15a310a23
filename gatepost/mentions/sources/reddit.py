"""Reddit's public search, which gives its results as a feed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from gatepost.mentions.sources.entries import entries
from gatepost.mentions.sources.protocol import Found, Item, Search, about
from gatepost.networks.public_page import visit

HOME = "https://www.reddit.com"
_AT_ONCE = 5  # names of one request, so that the address does not get too long


class Reddit:
    """Looks for whole names, the newest first."""

    about = about("reddit")

    def look(self, search: Search, mark: Mapping[str, Any]) -> Found:
        """What the search gives now, some names at a time."""
        found: dict[str, Item] = {}
        for first in range(0, len(search.names), _AT_ONCE):
            said = " OR ".join(f'"{_plain(one)}"' for one in search.names[first : first + _AT_ONCE])
            asked = httpx.QueryParams({"q": said, "sort": "new", "type": "link"})
            _, answer = visit(f"{search.address or HOME}/search.rss?{asked}", search.outward)
            found |= {one.id: one for one in entries(answer.body)}
        return Found(tuple(found.values()), mark)


def _plain(name: str) -> str:
    return name.replace('"', " ")
