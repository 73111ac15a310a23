"""Fetches the pieces of a page for a capture, one request at a time: bounded together, and text alone unless media are wanted."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import httpx

from gatepost.networks.addresses import NotPublic
from gatepost.networks.outward import Answer, NotAnswered, NotReached, Outward

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WEB = ("http", "https")
_TEXTS = frozenset(
    {
        "application/atom+xml",
        "application/ecmascript",
        "application/javascript",
        "application/json",
        "application/ld+json",
        "application/rss+xml",
        "application/x-javascript",
        "application/xhtml+xml",
        "application/xml",
    }
)
# How files of pictures, films and sounds begin, whatever a server says of them.
_MEDIA: tuple[bytes, ...] = (
    *(b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"\0\0\1\0"),
    *(b"\x1aE\xdf\xa3", b"OggS", b"ID3", b"fLaC", b"FLV"),
)


class NotTaken(Exception):
    """Something that this capture does not take; the message is a sentence."""


@dataclass(frozen=True)
class Limits:
    """How much one capture may take: seconds, bytes of one answer and of all, requests, and redirects in a row."""

    seconds: float = 60.0
    one: int = 5_000_000
    all: int = 40_000_000
    requests: int = 150
    redirects: int = 5


@dataclass(frozen=True)
class Exchange:
    """What was asked and what came back, as it is archived. `at` is when it was asked."""

    address: str
    asked: Mapping[str, str]
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    at: datetime

    @property
    def media_type(self) -> str:
        """What the server says that it is."""
        return _kind(self.header("content-type"))

    def header(self, name: str) -> str:
        """The first header of a name, which is given in small letters; empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class Fetcher:
    """Fetches through `outward` until the limits are reached. Several threads may use one."""

    def __init__(self, outward: Outward, *, at: datetime, limits: Limits, with_media: bool) -> None:
        self.outward, self.limits, self.with_media = outward, limits, with_media
        self.began_at, self._began = at, time.monotonic()
        self.exchanges: list[Exchange] = []
        self._requests, self._bytes = 0, 0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The moment, reckoned from the one at which the capture began."""
        return self.began_at + timedelta(seconds=time.monotonic() - self._began)

    def left(self) -> float:
        """The seconds that are left."""
        return max(self._began + self.limits.seconds - time.monotonic(), 0.0)

    def fetch(self, address: str, *, accept: str = "*/*") -> Exchange:
        """The answer at an address, kept; no redirect is followed. NotTaken, NotPublic, NotReached or NotAnswered."""
        request = _request(address, accept)
        self._count()
        at = self.now()
        answer = self._answer(request)
        asked = {name: value for name, value in request.headers.items() if name != "connection"}
        headers = tuple((name, value) for name, value in answer.headers.multi_items())
        exchange = Exchange(str(request.url), asked, answer.status, headers, answer.body, at)
        with self._lock:
            self._bytes += len(answer.body)
            self.exchanges.append(exchange)
        return exchange

    def _answer(self, request: httpx.Request) -> Answer:
        """The head of the answer first, so that a picture is never fetched; then the whole of what is a text."""
        if self.with_media:
            return self._send(request, whole=True)
        head = self._send(request, whole=False)
        if head.status in REDIRECTS:
            return head
        _check_kind(head.headers)
        answer = self._send(request, whole=True)
        _check_kind(answer.headers)
        if is_media(answer.body):
            raise NotTaken("It is a picture, a film or a sound, though the server calls it a text.")
        return answer

    def _send(self, request: httpx.Request, *, whole: bool) -> Answer:
        with self._lock:
            room = min(self.limits.one, self.limits.all - self._bytes)
        left = self.left()
        if left <= 0 or room <= 0:
            raise NotTaken("The capture has taken as long, or as much, as it may.")
        bounds = replace(
            self.outward.bounds, total=min(left, self.outward.bounds.total), answer=room
        )
        return replace(self.outward, bounds=bounds).send(request, whole=whole)

    def _count(self) -> None:
        with self._lock:
            self._requests += 1
            if self._requests > self.limits.requests:
                raise NotTaken("The page asks for more than one capture fetches.")


def _kind(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def is_text(kind: str) -> bool:
    """Whether a media type is one of text, which a drawing in SVG is not."""
    return kind.startswith("text/") or kind in _TEXTS


def is_media(body: bytes) -> bool:
    """Whether bytes begin as a picture, a film or a sound does."""
    return body.startswith(_MEDIA) or body[4:8] == b"ftyp"


def _check_kind(headers: httpx.Headers) -> None:
    kind = _kind(headers.get("content-type", ""))
    if not is_text(kind):
        named = kind if kind.isascii() and kind.isprintable() and kind else "something unnamed"
        raise NotTaken(f"It is no text but {named[:60]}, which this capture does not fetch.")


def _request(address: str, accept: str) -> httpx.Request:
    try:
        url = httpx.URL(address)
        headers = {"Accept": accept, "Accept-Language": "en-GB,en;q=0.9"}
        if url.scheme in _WEB and url.host and not url.userinfo:
            return httpx.Request("GET", url.copy_with(fragment=None), headers=headers)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        pass
    raise NotTaken("This is no address of a web page. Enter it as https:// and a name.")


FAILURES = (NotTaken, NotPublic, NotReached, NotAnswered)
