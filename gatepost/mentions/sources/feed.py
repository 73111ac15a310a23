"""A feed at any public address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gatepost.mentions.sources.entries import entries
from gatepost.mentions.sources.protocol import Found, Search, about
from gatepost.networks.public_page import visit


class Feed:
    """RSS, Atom and JSON Feed: what is in it, each time; who keeps it knows what was there before."""

    about = about("feed")

    def look(self, search: Search, mark: Mapping[str, Any]) -> Found:
        """Every entry."""
        _, answer = visit(search.address, search.outward)
        return Found(entries(answer.body), mark)
