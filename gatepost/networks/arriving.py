"""What comes in on an account, and what can be done there with what others wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Came(StrEnum):
    """By which way something came in."""

    COMMENT = "comment"  # under a post of ours
    MENTION = "mention"  # elsewhere, with our name in it
    MESSAGE = "message"  # to us alone


class Act(StrEnum):
    """What can be done with what somebody else wrote, or with who wrote it."""

    HIDE = "hide"
    DELETE = "delete"
    BLOCK = "block"
    REPORT = "report"


@dataclass(frozen=True)
class Author:
    """Who wrote it, as the network names them."""

    id: str
    handle: str
    name: str = ""
    url: str = ""


@dataclass(frozen=True)
class Media:
    """A picture or film by its address alone. Nobody fetches it before a person has said that it is no picture of a child that must not be looked at."""

    url: str
    alt: str = ""


@dataclass(frozen=True)
class Arrived:
    """Something that somebody wrote to an account, as it stands on the network now."""

    id: str
    came: Came
    text: str
    author: Author
    written_at: datetime  # what the network says; it may lie
    url: str = ""
    under: str = ""  # the id of our post that it stands under
    answers: str = ""  # the id of what it replies to
    media: tuple[Media, ...] = ()
    is_hidden: bool = False


@dataclass(frozen=True)
class Arrivals:
    """A page of what came in, oldest first as far as the network allows; the same may come twice, nothing is left out."""

    items: tuple[Arrived, ...]
    mark: str  # from where to go on; opaque
    is_all: bool  # whether there is nothing more at the moment
    gone: tuple[str, ...] = ()  # ids that the network says are deleted


@dataclass(frozen=True)
class Ability:
    """Whether a network lets us do something, whether it can be undone, and what the button has to say about it."""

    act: Act
    can: bool
    undo: bool
    says: str
