"""What goes out to a network, and what comes back from it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gatepost.core.checks.networks import NetworkLimits

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}


@dataclass(frozen=True)
class Picture:
    """A picture as it goes out, byte for byte, with its alternative text."""

    content: bytes = field(repr=False)
    kind: str  # as MIME names it: "image/jpeg"
    alt: str = field(repr=False)
    width: int
    height: int

    @property
    def ending(self) -> str:
        """What the name of a file of this kind ends in."""
        return _ENDINGS.get(self.kind, "bin")


@dataclass(frozen=True)
class Outgoing:
    """A post for one account on one network.

    `key` tells this post from every other one and never changes; `at` is the moment it was planned for, and does not
    change with a later attempt. Networks are asked for the post by both, so that sending it again finds it.
    """

    key: str
    text: str = field(repr=False)
    at: datetime
    pictures: tuple[Picture, ...] = ()
    title: str = field(default="", repr=False)  # where the network has titles
    language: str = "en"
    answers: str = ""  # the network's id of the post that this one replies to
    visibility: str = "public"

    def __post_init__(self) -> None:
        if not self.key or self.at.utcoffset() is None:
            raise ValueError("A post needs a key, and a moment with its time zone.")

    def digest(self) -> bytes:
        """The key as 32 even bytes, for networks that want keys in a form of their own."""
        return hashlib.sha256(self.key.encode()).digest()

    def heading(self) -> str:
        """The title, or the beginning of the text where there is none."""
        first = self.title.strip() or self.text.strip().partition("\n")[0].strip()
        return first if len(first) <= 80 else f"{first[:79].rstrip()}…"  # noqa: PLR2004


@dataclass(frozen=True)
class Published:
    """Where a post stands on a network: the network's id for it, and its address for people."""

    id: str
    url: str


@dataclass(frozen=True)
class Live:
    """A post as the network has it now."""

    id: str
    url: str
    text: str = field(repr=False)
    alts: tuple[str, ...] = field(
        default=(), repr=False
    )  # one for each picture; empty where none was kept
    at: datetime | None = None


@dataclass(frozen=True)
class Account:
    """Who we are on a network."""

    id: str
    name: str
    url: str
    limits: NetworkLimits | None = None  # where this server has limits of its own
    expires_at: datetime | None = (
        None  # when the access ends; None where it does not, or nobody says
    )
