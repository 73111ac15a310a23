"""Whether an address that somebody gave is one of a service through which people can be told."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import SplitResult, parse_qs, urlsplit

import tomli
from django.conf import settings

from gatepost.people.rules import NotPossible

LONGEST = 2000
NAMES = {"push": "a browser", "teams": "Teams", "chat": "Google Chat"}
_SECURE = (None, 443)


@dataclass(frozen=True)
class Service:
    """The servers of a way, and what an address there has to hold."""

    hosts: Sequence[str]
    path: str = ""
    query: Sequence[str] = ()

    def knows(self, host: str) -> bool:
        """Whether a server is one of them."""
        return any(
            host.endswith(name) if name.startswith(".") else host == name for name in self.hosts
        )

    def leads_in(self, parts: SplitResult) -> bool:
        """Whether path and query are those of an address to which one can send."""
        given = parse_qs(parts.query)
        return self.path in parts.path and all(name in given for name in self.query)


@cache
def services() -> dict[str, Service]:
    """The table, by way."""
    table = tomli.loads(files("gatepost.people.telling").joinpath("hosts.toml").read_text("utf-8"))
    return {way: Service(**said) for way, said in table.items()}


def checked(way: str, address: str) -> str:
    """An address to which messages may go by a way; else NotPossible, in words that do not repeat it."""
    parts = _parts(address.strip())
    if parts is None:
        raise NotPossible("That is no web address. Copy the whole of it; it begins with https://.")
    service = services()[way]
    if not (_is_own_machine(parts) or (_is_plain(parts) and service.knows(parts.hostname or ""))):
        raise NotPossible(f"That is no address of {NAMES[way]}, so Gatepost sends nothing there.")
    if not service.leads_in(parts):
        raise NotPossible(
            f"Something is missing at the end of that address. Copy the whole of it from {NAMES[way]}."
        )
    return parts.geturl()


def host_of(address: str) -> str:
    """The server of an address."""
    return urlsplit(address).hostname or ""


def _parts(address: str) -> SplitResult | None:
    if len(address) > LONGEST or not address.isascii() or any(one <= " " for one in address):
        return None
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  # raises where it is no number
    except ValueError:
        return None
    return parts if parts.hostname and parts.scheme in ("http", "https") else None


def _is_plain(parts: SplitResult) -> bool:
    """Encrypted, at the usual port, with no name or password in it."""
    return parts.scheme == "https" and parts.port in _SECURE and "@" not in parts.netloc


def _is_own_machine(parts: SplitResult) -> bool:
    """Tests alone reach this very machine."""
    try:
        return (
            settings.NETWORKS_ON_LOOPBACK and ipaddress.ip_address(parts.hostname or "").is_loopback
        )
    except ValueError:
        return False
