"""Each network as the tests have it: a server, somebody between, and how to look behind both."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx
from between import Between

from gatepost.networks.known import connect
from gatepost.networks.outgoing import Live, Outgoing, Picture
from gatepost.networks.outward import Answer, Bounds, Outward
from gatepost.networks.protocol import Network

HERE = Outward(bounds=Bounds(connect=2, silence=10, total=20), loopback=True)
_NUMBERS = count(1)


@dataclass(frozen=True)
class Impatient(Outward):
    """Waits a second for the answer to one kind of request, and as long as others do for all the rest."""

    with_what: tuple[str, str] = ("", "")

    def send(self, request: httpx.Request, *, whole: bool = True) -> Answer:
        method, path = self.with_what
        if request.method == method and re.search(path, str(request.url)):
            return replace(HERE, bounds=Bounds(connect=1, silence=0.5, total=1)).send(request)
        return HERE.send(request)


@dataclass
class Bench:
    """One network, ready to be tried."""

    slug: str
    credentials: dict[str, str]
    secret: str  # the credential that lets us in
    address: str  # the credential that says where
    between: Between | None
    count: Callable[[], int]  # posts that stand there, asked of the server itself
    sends: tuple[str, str] = ("", "")  # method and path of the request that publishes
    reads: tuple[str, str] = ("", "")  # and of one that reads the account
    uploads: tuple[str, str] = ("", "")  # and of one that brings a picture
    session: tuple[str, ...] = ()  # the credentials that the network gave for a while
    more: dict[str, Any] = field(default_factory=dict)

    def network(self, *, outward: Outward = HERE, **changed: str) -> Network:
        """A connection of its own, which knows nothing of earlier ones."""
        return connect(
            self.slug, credentials={**self.credentials, **changed}, outward=outward, **self.more
        )


def post(text: str = "", **more: Any) -> Outgoing:
    """A post that is like no other."""
    number = next(_NUMBERS)
    more.setdefault("at", datetime.now(UTC))
    return Outgoing(
        key=f"publication-{number}-{datetime.now(UTC).timestamp()}",
        text=text or f"Year {number} planted sunflowers today.",
        **more,
    )


def picture(alt: str = "Four sunflowers in front of the school gate") -> Picture:
    """A small picture of one colour."""
    width, height = 64, 48
    rows = (b"\x00" + b"\x0b\x5d\x56" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    content = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return Picture(content, "image/png", alt, width, height)


class Shelf:
    """A news page in memory."""

    address, name = "https://news.ashlands.example/", "Ashlands Primary School"

    def __init__(self) -> None:
        self.entries: dict[str, Live] = {}

    def put(self, id: str, outgoing: Outgoing) -> None:
        alts = tuple(picture.alt for picture in outgoing.pictures)
        url = f"{self.address}{id}/"
        self.entries.setdefault(id, Live(id, url, outgoing.text, alts, outgoing.at))

    def get(self, id: str) -> Live | None:
        return self.entries.get(id)

    def take_away(self, id: str) -> None:
        self.entries.pop(id, None)
