"""What each network takes in one post, as `networks.toml` has it, and what in a draft it would refuse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from gatepost.core.checks.counting import length
from gatepost.core.checks.found import Found
from gatepost.core.checks.links import links_in
from gatepost.core.matching import fold


@dataclass(frozen=True)
class Limit:
    """One of a network's limits, with its source and the day on which it was looked up."""

    source: str
    on: date | None  # None where a server said so itself, just now
    most: int | None = None
    least: int = 0
    bytes: int | None = None
    counts: str = "characters"
    links: int = 0
    kinds: tuple[str, ...] = ()

    def length(self, text: str) -> int:
        """How long the network takes a text to be."""
        return length(text, counts=self.counts, links=self.links)


@dataclass(frozen=True)
class NetworkLimits:
    """What a network takes. A limit that is None is not known, and not checked."""

    slug: str
    name: str
    text: Limit | None
    pictures: Limit | None
    description: Limit | None
    dead_links: bool


@cache
def networks() -> Mapping[str, NetworkLimits]:
    """Every network by its slug, read once from `networks.toml` beside this file."""
    data = tomli.loads((files(__package__) / "networks.toml").read_text("utf-8"))
    return {slug: _network(slug, entry) for slug, entry in data.items()}


def _network(slug: str, entry: Mapping[str, Any]) -> NetworkLimits:
    return NetworkLimits(
        slug,
        entry["name"],
        _limit(entry.get("text")),
        _limit(entry.get("pictures")),
        _limit(entry.get("description")),
        entry.get("dead-links", False),
    )


def _limit(written: Mapping[str, Any] | None) -> Limit | None:
    if written is None:
        return None
    rest = {key: value for key, value in written.items() if key != "kinds"}
    return Limit(kinds=tuple(written.get("kinds", ())), **rest)


def text_limits(text: str, network: NetworkLimits) -> Iterator[Found]:
    """Where a text is too long for a network; the finding covers what is too much."""
    if network.dead_links:
        for link in links_in(fold(text)):
            yield Found(
                "link-not-live",
                link.start,
                link.end,
                text[link.start : link.end],
                network=network.slug,
            )
    limit = network.text
    if limit is None or limit.most is None:
        return
    counted = limit.length(text)
    size = len(text.encode("utf-8", "surrogatepass"))
    if counted > limit.most:
        start = fits(text, limit)
        note = f"{network.name} takes {limit.most:,} characters as it counts them; this has {counted:,}, {counted - limit.most:,} too many."
        yield Found("too-long", start, len(text), text[start:], note=note, network=network.slug)
    elif limit.bytes and size > limit.bytes:
        note = f"{network.name} takes {limit.bytes:,} bytes; this has {size:,}."
        yield Found("too-long", 0, len(text), text, note=note, network=network.slug)


def fits(text: str, limit: Limit) -> int:
    """How many characters of a text a network takes, by halving: the count never falls as a text grows by whole words."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if limit.length(text[:middle]) <= (limit.most or 0):
            low = middle
        else:
            high = middle - 1
    return low
