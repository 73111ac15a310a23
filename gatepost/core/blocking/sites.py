"""The dated table of sites and the names that belong to each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from gatepost.core.blocking.domains import above

KINDS = {
    "network": "Social networks",
    "video": "Films and live pictures",
    "messages": "Messages and calls",
    "own": "Added by the school",
}


@dataclass(frozen=True)
class Site:
    """A site, and the names by which devices ask for it. Every name stands for what is below it too."""

    key: str
    name: str
    kind: str
    domains: tuple[str, ...]
    host: tuple[str, ...] = ()  # names below these that a hosts file has to list one by one
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Every site that comes with Gatepost, and the day on which somebody last looked through them."""

    checked_on: date
    source: str
    to_check: bool
    sites: Mapping[str, Site]


class Finder:
    """Tells which of some sites a name belongs to."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self.sites = tuple(sites)

    @cached_property
    def _by_domain(self) -> Mapping[str, str]:
        return {domain: site.key for site in self.sites for domain in site.domains}

    def site_of(self, host: str) -> str:
        """The key of the site that a name belongs to; empty where it belongs to none."""
        return next((self._by_domain[one] for one in above(host) if one in self._by_domain), "")


@cache
def table() -> Table:
    """The table that comes with Gatepost."""
    written = tomllib.loads((files(__package__) / "sites.toml").read_text("utf-8"))
    sites = {key: _site(key, row) for key, row in written["site"].items()}
    return Table(written["checked-on"], written["source"], written.get("to-check", False), sites)


def _site(key: str, row: Mapping[str, Any]) -> Site:
    names, single = tuple(row["domains"]), tuple(row.get("host", ()))
    return Site(key, row["name"], row["kind"], names, single, row.get("note", ""))
