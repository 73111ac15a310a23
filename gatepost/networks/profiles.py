"""What everybody sees of an account on its network: to find out whether it still says what it said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import httpx

LONGEST = 4_000  # of what a network says about an account; what is longer is cut
MOST_LINKS = 20


@dataclass(frozen=True)
class Link:
    """An address that an account shows, and since when its network has found that the page there links back."""

    url: str
    verified_at: datetime | None = None


@dataclass(frozen=True)
class Profile:
    """An account as everybody sees it."""

    id: str  # which never changes
    handle: str  # the name by which the network knows it
    name: str = field(repr=False)
    bio: str = field(default="", repr=False)
    picture: str = ""  # its address or digest, whichever changes with the picture alone
    links: tuple[Link, ...] = ()


def words(told: Any) -> str:
    """A text from another server, bounded, and without what no database keeps."""
    text = str(told or "")[:LONGEST].replace("\0", "")
    return text.encode("utf-8", "replace").decode().strip()


def links(found: Iterable[Link]) -> tuple[Link, ...]:
    """The web addresses among links, none twice."""
    kept: dict[str, Link] = {}
    for one in found:
        url = words(one.url)
        if is_web_address(url):
            kept.setdefault(url, Link(url, one.verified_at))
    return tuple(kept.values())[:MOST_LINKS]


def is_web_address(url: str) -> bool:
    """Whether something can be opened in a browser, and does nothing else there."""
    try:
        parts = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return False
    return parts.scheme in ("http", "https") and bool(parts.host) and not parts.userinfo


def moment(told: Any) -> datetime | None:
    """A moment as a server writes it; None where it writes none."""
    try:
        at = datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return at if at.utcoffset() is not None else None


class Anchors(HTMLParser):
    """The addresses that a piece of HTML leads to, and which of them it calls its own with rel="me"."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.all: list[str] = []
        self.me: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("a", "link"):
            return
        given = dict(attrs)
        href = (given.get("href") or "").strip()
        if href:
            self.all.append(href)
            if "me" in (given.get("rel") or "").lower().split():
                self.me.append(href)


def anchors(html: str) -> Anchors:
    """The links of a piece of HTML."""
    read = Anchors()
    read.feed(html)
    read.close()
    return read
