"""What a network is and allows, read from data: limits with their source, what can be done there and what cannot."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from gatepost.networks.counting import COUNTS
from gatepost.networks.outgoing import Outgoing

ABILITIES = {
    "publish": "posts are sent from here",
    "delete": "posts can be taken down from here",
    "alt-text": "alternative texts go out with the pictures",
    "find": "after an interruption the account is read to see whether a post is there",
    "idempotent": "sending the same post twice leaves one",
    "reply": "replies can be sent",
}


@dataclass(frozen=True)
class Limit:
    """The most that a network takes of something, where that is written, and when somebody looked."""

    most: int
    source: str
    checked_on: date | None  # None where the server said so itself, just now


@dataclass(frozen=True)
class Limits:
    """What a network takes; None where it sets no limit that is known."""

    counted: str  # how it counts a text: a name in `counting.COUNTS`
    text: Limit | None = None
    text_bytes: Limit | None = None
    pictures: Limit | None = None
    picture_bytes: Limit | None = None
    alt: Limit | None = None

    def length(self, text: str) -> int:
        """How long the network takes a text to be."""
        return COUNTS[self.counted](text)


@dataclass(frozen=True)
class Setting:
    """Something that whoever connects an account has to give."""

    key: str
    label: str
    hint: str = ""
    secret: bool = False
    default: str = ""


@dataclass(frozen=True)
class About:
    """A network as people and pages need to know it."""

    slug: str
    name: str
    connects_by: str  # "app-password", "token" or "nothing"
    can: frozenset[str]
    cannot: tuple[str, ...]  # sentences for people
    limits: Limits
    asks: tuple[Setting, ...] = ()
    steps: tuple[str, ...] = ()  # how a person does by hand what cannot be sent


@cache
def read_about(path: Path) -> tuple[About, ...]:
    """The networks that a file describes."""
    written = tomllib.loads(path.read_text("utf-8"))
    return tuple(_about(slug, table) for slug, table in written["network"].items())


def _about(slug: str, table: dict[str, Any]) -> About:
    unknown = set(table["can"]) - set(ABILITIES)
    if unknown:
        raise ValueError(f"{slug}: nobody knows what it is to {', '.join(sorted(unknown))}.")
    return About(
        slug=slug,
        name=table["name"],
        connects_by=table["connects-by"],
        can=frozenset(table["can"]),
        cannot=tuple(table.get("cannot", ())),
        limits=_limits(table.get("limits", {}), counted=table.get("counted", "characters")),
        asks=tuple(Setting(**setting) for setting in table.get("asks", ())),
        steps=tuple(table.get("steps", ())),
    )


def _limits(table: dict[str, Any], *, counted: str) -> Limits:
    found = {
        name.replace("-", "_"): Limit(one["most"], one["source"], one["checked-on"])
        for name, one in table.items()
    }
    return Limits(counted=counted, **found)


def problems(outgoing: Outgoing, *, limits: Limits, name: str) -> list[str]:
    """Why a network would not take a post as it is, as sentences; nothing where it would."""
    return [*_text_problems(outgoing, limits, name), *_picture_problems(outgoing, limits, name)]


def _text_problems(outgoing: Outgoing, limits: Limits, name: str) -> list[str]:
    found = []
    length = limits.length(outgoing.text)
    if not outgoing.text.strip() and not outgoing.pictures:
        found.append("There is neither a text nor a picture. Write something.")
    if limits.text and length > limits.text.most:
        over = length - limits.text.most
        found.append(
            f"The text is {over} {'character' if over == 1 else 'characters'} too long for {name}, "
            f"which takes {limits.text.most:,}. Shorten it."
        )
    size = len(outgoing.text.encode())
    if limits.text_bytes and size > limits.text_bytes.most:
        found.append(
            f"The text takes {size:,} bytes and {name} takes {limits.text_bytes.most:,}. Shorten it."
        )
    return found


def _picture_problems(outgoing: Outgoing, limits: Limits, name: str) -> list[str]:
    found = []
    if limits.pictures and len(outgoing.pictures) > limits.pictures.most:
        found.append(f"{name} takes {limits.pictures.most} pictures at most. Take some away.")
    for number, picture in enumerate(outgoing.pictures, 1):
        if not picture.alt.strip():
            found.append(f"Picture {number} has no alternative text. Say what it shows.")
        if limits.alt and limits.length(picture.alt) > limits.alt.most:
            found.append(
                f"The alternative text of picture {number} is too long for {name}, "
                f"which takes {limits.alt.most:,} characters. Shorten it."
            )
        if limits.picture_bytes and len(picture.content) > limits.picture_bytes.most:
            found.append(
                f"Picture {number} is too large for {name}, which takes "
                f"{limits.picture_bytes.most:,} bytes. Make it smaller."
            )
    return found
