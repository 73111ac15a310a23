"""Finds links in a text and says which hide where they lead, which are personal and which unsuitable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from gatepost.core.checks.found import Found
from gatepost.core.matching import Folded

_SCHEME = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]{1,15})://(?P<rest>[^\s<>\"]{1,2000})|(?P<bad>(?:javascript|data|vbscript):[^\s]{1,200})"
)
_NUMBERS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|0x[0-9a-f]+|\d{8,10}|\[[0-9a-f:]+\]")
LONGEST_HOST = 253
_DOTTED = re.compile(r"[\w.-]+")
_DOT = re.compile(r"\.[a-z]")
_TRAILING = ".,;:!?)]}'\"…”’"
_WEB = ("http", "https")


@dataclass(frozen=True)
class Link:
    """A link as it stands in a text; `address` without its scheme, in small letters. Positions in the folded text."""

    start: int
    end: int
    scheme: str
    address: str

    @property
    def host(self) -> str:
        """The name of the machine."""
        return re.split(r"[/?#]", self.address, maxsplit=1)[0].rpartition("@")[2].split(":")[0]


@cache
def _data() -> Mapping[str, Any]:
    return tomli.loads((files(__package__) / "links.toml").read_text("utf-8"))


@cache
def _bare() -> re.Pattern[str]:
    """An address without http: its end has to be a known one, since “lunch.We” is none."""
    ends = "|".join(sorted(_data()["ends"]["known"], key=len, reverse=True))
    return re.compile(
        rf"(?<![\w@.:/-])(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.){{1,5}}(?:{ends})(?![\w-])(?!\.[a-z])(?:[/?#][^\s<>\"]{{0,2000}})?"
    )


@cache
def _hosts() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """For every host, the paths under it that count and their kinds."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for kind, hosts in _data()["hosts"].items():
        for host in hosts:
            name, _, path = host.partition("/")
            found[name] = (*found.get(name, ()), (path, kind))
    return found


def links_in(folded: Folded) -> list[Link]:
    """Every link, with http or without, in its order."""
    found = []
    for match in _SCHEME.finditer(folded.plain):
        whole = match[0].rstrip(_TRAILING)
        scheme = match["scheme"] or whole.partition(":")[0]
        address = whole.partition("://")[2] if match["scheme"] else ""
        found.append(Link(match.start(), match.start() + len(whole), scheme, address))
    taken = [(link.start, link.end) for link in found]
    for match in _bare_in(folded.plain):
        whole = match[0].rstrip(_TRAILING)
        if not any(start <= match.start() < end for start, end in taken):
            found.append(Link(match.start(), match.start() + len(whole), "", whole))
            taken.append((match.start(), match.end()))
    return sorted(found, key=lambda link: link.start)


def _bare_in(plain: str) -> Iterator[re.Match[str]]:
    """Addresses without http. Only words with a dot inside are tried, since trying at every letter takes long."""
    until = 0
    for word in _DOTTED.finditer(plain):
        if (
            word.start() < until
            or word.end() - word.start() > LONGEST_HOST
            or not _DOT.search(word[0])
        ):
            continue
        host = _bare().search(plain, *word.span())
        match = host and _bare().match(plain, host.start())
        if match:
            until = match.end()
            yield match


def find_links(folded: Folded) -> Iterator[Found]:
    """Links that somebody should look at."""
    for link in links_in(folded):
        start, end = folded.span(link.start, link.end)
        written = folded.text[start:end]
        for kind in _kinds_of(link, written):
            yield Found(kind, start, end, written)


def _kinds_of(link: Link, written: str) -> Iterator[str]:
    if _is_unsafe(link, written):
        yield "unsafe-link"
        return
    kind = _listed(link.address)
    if kind:
        yield kind


def _listed(address: str) -> str:
    """The kind of a host that is listed, for itself, a part of it, or the host above it."""
    host, _, path = address.partition("/")
    host = host.split(":")[0]
    while host:
        for under, kind in _hosts().get(host, ()):
            if path.startswith(under):
                return kind
        host = host.partition(".")[2]
    return ""


def _is_unsafe(link: Link, written: str) -> bool:
    """A script, a name in front of the real host, a bare number as host, or letters that look like others in it."""
    if link.scheme and link.scheme not in _WEB:
        return True
    before_path = re.split(r"[/?#]", link.address, maxsplit=1)[0]
    host = re.split(r"[/?#]", written.partition("://")[2] or written, maxsplit=1)[0]
    return (
        "@" in before_path
        or _NUMBERS.fullmatch(link.host) is not None
        or "xn--" in link.host
        or not host.isascii()
    )
