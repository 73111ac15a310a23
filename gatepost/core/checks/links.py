"""Finds links in a text and says which hide where they lead, which are personal and which unsuitable."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from gatepost.core.checks.found import Found
from gatepost.core.matching import Folded

_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]{1,15})://(?P<rest>[^\s<>\"]{1,2000})")
_SCRIPT = re.compile(r"(?:javascript|vbscript|data):[^\s]{1,200}")
LONGEST_SCHEME = 16
_NUMBERS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|0x[0-9a-f]+|\d{8,10}|\[[0-9a-f:]+\]")
LONGEST_HOST = 253
_REST = re.compile(r"[\w.-]*")
_DOT = re.compile(r"\.[a-z]")
_TRAILING = ".,;:!?)]}'\"…”’"
_WEB = ("http", "https")
_ASCII = string.ascii_lowercase + string.digits
_PATH = re.compile(r"[/?#]")


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
        return _PATH.split(self.address, 1)[0].rpartition("@")[2].split(":")[0]


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
    plain = folded.plain
    found: list[Link] = []
    if ":" in plain:
        found += [_link(match, match["scheme"], match["rest"]) for match in _with_scheme(plain)]
        found += [_link(match, "script", "") for match in _SCRIPT.finditer(plain)]
    taken = [(link.start, link.end) for link in found]
    for match in _bare_in(plain):
        if not any(start <= match.start() < end for start, end in taken):
            found.append(_link(match, "", match[0]))
    return sorted(found, key=lambda link: link.start)


def _link(match: re.Match[str], scheme: str, address: str) -> Link:
    """A link without the full stop or bracket that follows it."""
    whole = match[0].rstrip(_TRAILING)
    return Link(match.start(), match.start() + len(whole), scheme, address.rstrip(_TRAILING))


def _with_scheme(plain: str) -> Iterator[re.Match[str]]:
    """Addresses with http or another scheme: the sign is looked for first, and then what stands before it."""
    place = plain.find("://")
    while place >= 0:
        start = _start_of(plain, place, "+.-", at_most=LONGEST_SCHEME)
        match = _SCHEME.match(plain, start)
        if match:
            yield match
        place = plain.find("://", match.end() if match else place + 3)


def _bare_in(plain: str) -> Iterator[re.Match[str]]:
    """Addresses without http. Only words with a dot inside are tried, since trying at every letter takes long."""
    until = 0
    for dot in _DOT.finditer(plain):
        if dot.start() < until:
            continue
        start = _start_of(plain, dot.start(), ".-_", at_most=LONGEST_HOST)
        rest = _REST.match(plain, dot.start())
        until = rest.end() if rest else dot.end()
        host = _bare().search(plain, start, until) if until - start <= LONGEST_HOST else None
        match = host and _bare().match(plain, host.start())
        if match:
            until = match.end()
            yield match


def _start_of(plain: str, place: int, signs: str, *, at_most: int) -> int:
    """Where the letters, digits and some signs before a place begin."""
    before = plain[max(0, place - at_most) : place]
    rest = before.rstrip(_ASCII + signs)
    while rest and rest[-1].isalnum():
        rest = rest[:-1].rstrip(_ASCII + signs)
    return place - len(before) + len(rest)


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
    before_path = _PATH.split(link.address, 1)[0]
    host = _PATH.split(written.partition("://")[2] or written, 1)[0]
    return (
        "@" in before_path
        or _NUMBERS.fullmatch(link.host) is not None
        or "xn--" in link.host
        or not host.isascii()
    )
