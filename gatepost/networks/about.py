"""What a network is and allows, read from data: limits with their source, what can be done there and what cannot."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gatepost.core.checks.networks import NetworkLimits, networks
from gatepost.networks.arriving import Ability, Act
from gatepost.networks.outgoing import Outgoing

ABILITIES = {
    "publish": "posts are sent from here",
    "delete": "posts can be taken down from here",
    "alt-text": "alternative texts go out with the pictures",
    "find": "after an interruption the account is read to see whether a post is there",
    "idempotent": "the network itself takes a post once only, however often and at what moments it is sent",
    "reply": "replies can be sent",
    "arrivals": "what others write on the account is read from here",
    "messages": "private messages to the account are read from here",
}


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
    limits: NetworkLimits
    asks: tuple[Setting, ...] = ()
    steps: tuple[str, ...] = ()  # how a person does by hand what cannot be sent
    abilities: tuple[Ability, ...] = ()  # one for each act, in the order of `Act`

    def ability(self, act: Act) -> Ability:
        """What can be done there with what others wrote."""
        return next(one for one in self.abilities if one.act is act)


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
        limits=networks()[slug],
        asks=tuple(Setting(**setting) for setting in table.get("asks", ())),
        steps=tuple(table.get("steps", ())),
        abilities=tuple(_ability(act, table) for act in Act),
    )


def _ability(act: Act, table: dict[str, Any]) -> Ability:
    """As the file says; where it says nothing, a person does it on the network itself."""
    written = table.get("acts", {}).get(act.value)
    if written is None:
        says = f"Gatepost cannot do this on {table['name']}. Do it there, signed in with the school's account."
        return Ability(act, can=False, undo=False, says=says)
    return Ability(act, can=written["can"], undo=written["undo"], says=written["says"])


def problems(outgoing: Outgoing, *, limits: NetworkLimits, name: str) -> list[str]:
    """Why a network would not take a post as it is, as sentences; nothing where it would."""
    return [*_text_problems(outgoing, limits, name), *_picture_problems(outgoing, limits, name)]


def _text_problems(outgoing: Outgoing, limits: NetworkLimits, name: str) -> list[str]:
    found = []
    if not outgoing.text.strip() and not outgoing.pictures:
        found.append("There is neither a text nor a picture. Write something.")
    if limits.text is None:
        return found
    length, size = limits.text.length(outgoing.text), len(outgoing.text.encode())
    if limits.text.most and length > limits.text.most:
        over = length - limits.text.most
        found.append(
            f"The text is {over} {'character' if over == 1 else 'characters'} too long for {name}, "
            f"which takes {limits.text.most:,}. Shorten it."
        )
    if limits.text.bytes and size > limits.text.bytes:
        found.append(
            f"The text takes {size:,} bytes and {name} takes {limits.text.bytes:,}. Shorten it."
        )
    return found


def _picture_problems(outgoing: Outgoing, limits: NetworkLimits, name: str) -> list[str]:
    found = []
    most = limits.pictures.most if limits.pictures else None
    largest = limits.pictures.bytes if limits.pictures else None
    longest = limits.description.most if limits.description else None
    if most and len(outgoing.pictures) > most:
        found.append(f"{name} takes {most} pictures at most. Take some away.")
    for number, picture in enumerate(outgoing.pictures, 1):
        if not picture.alt.strip():
            found.append(f"Picture {number} has no alternative text. Say what it shows.")
        if limits.description and longest and limits.description.length(picture.alt) > longest:
            found.append(
                f"The alternative text of picture {number} is too long for {name}, "
                f"which takes {longest:,} characters. Shorten it."
            )
        if largest and len(picture.content) > largest:
            found.append(
                f"Picture {number} is too large for {name}, which takes {largest:,} bytes. "
                "Make it smaller."
            )
    return found
