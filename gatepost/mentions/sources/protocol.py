"""What every place has in common in which public words are looked for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from gatepost.networks.outward import Outward

MOST = 200  # taken from one look
LONGEST = 4_000  # of a text


@dataclass(frozen=True)
class About:
    """Facts about a place, as people need to know them."""

    slug: str
    name: str
    asks: str  # what has to be entered for it; empty where nothing has
    hint: str
    every: timedelta
    finds: str
    misses: str
    told: str  # what whoever runs it learns of the search
    filters: bool  # whether only what has a watched name in it is kept


@dataclass(frozen=True)
class Search:
    """What is looked for, and where."""

    address: str
    names: tuple[str, ...]
    outward: Outward = field(repr=False)
    credentials: Mapping[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Item:
    """Something public that was found. `id` tells it from everything else at its place."""

    id: str
    text: str = field(repr=False)
    url: str
    title: str = field(default="", repr=False)
    handle: str = ""
    written_at: datetime | None = None  # as its place says; it may lie


@dataclass(frozen=True)
class Found:
    """What a look found; `mark` says from where to go on, and is kept together with the items."""

    items: tuple[Item, ...]
    mark: Mapping[str, Any]
    is_all: bool = True  # whether there is nothing more at the moment
    credentials: Mapping[str, str] | None = field(default=None, repr=False)


class Source(Protocol):
    """A place to look. Raises a NetworkError or Missing where nobody could."""

    about: About

    def look(self, search: Search, mark: Mapping[str, Any]) -> Found:
        """What is new since the mark; what was found before may come again."""
        ...


@cache
def about(slug: str) -> About:
    """The facts about one place, from the table beside its module."""
    told = tomllib.loads((Path(__file__).parent / f"{slug}.toml").read_text("utf-8"))
    return About(
        slug=slug,
        name=told["name"],
        asks=told.get("asks", ""),
        hint=told.get("hint", ""),
        every=timedelta(hours=told.get("hours", 0)),
        finds=told["finds"],
        misses=told["misses"],
        told=told["told"],
        filters=told.get("filters", True),
    )
