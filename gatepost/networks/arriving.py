"""What comes in on an account, and what can be done there with what others wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

LONGEST = 100_000  # characters of a text that somebody else wrote; what is longer is cut
_LONGEST_NAME = 500
_LONGEST_ADDRESS = 2_000
_MOST_MEDIA = 40
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # stands for a moment that nobody can read
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)


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


class Reason(StrEnum):
    """Why something is reported to a network, in the few words that networks have in common."""

    ABUSE = "abuse"
    SEXUAL = "sexual"
    ILLEGAL = "illegal"
    IMPERSONATION = "impersonation"
    SPAM = "spam"
    OTHER = "other"


@dataclass(frozen=True)
class Author:
    """Who wrote it, as the network names them; without an `id` the network does not say."""

    id: str
    handle: str = field(repr=False)
    name: str = field(default="", repr=False)
    url: str = field(default="", repr=False)


@dataclass(frozen=True)
class Media:
    """A picture or film by its address alone. Nobody fetches it before a person has said that it is no picture of a child that must not be looked at."""

    url: str = field(repr=False)
    alt: str = field(default="", repr=False)


@dataclass(frozen=True)
class Arrived:
    """Something that somebody wrote to an account, as it stands on the network now."""

    id: str
    came: Came
    text: str = field(repr=False)
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


def told(text: Any, *, most: int = LONGEST) -> str:
    """A text from another server: bounded, and without what no database keeps."""
    if text is None or isinstance(text, (dict, list, bool)):
        return ""
    cut = str(text)[:most].replace("\0", "")
    return cut.encode("utf-8", "replace").decode()


def told_name(text: Any) -> str:
    """The name of somebody, on one line."""
    return " ".join(told(text, most=_LONGEST_NAME).split())


def told_address(url: Any) -> str:
    """A web address that somebody else gave; nothing where it is none, since people click on what we show."""
    address = told(url, most=_LONGEST_ADDRESS + 1).strip()
    is_one = address.lower().startswith(("https://", "http://")) and address.isprintable()
    return address if is_one and len(address) <= _LONGEST_ADDRESS and " " not in address else ""


def told_media(found: Any) -> tuple[Media, ...]:
    """Pictures and films by address and description, from pairs of both."""
    media = (Media(told_address(url), told(alt, most=_LONGEST_ADDRESS)) for url, alt in found)
    return tuple(one for one in media if one.url)[:_MOST_MEDIA]


def told_moment(moment: Any) -> datetime:
    """A moment as a server writes it; long ago where nobody can read it."""
    try:
        at = datetime.fromisoformat(str(moment))
        at = at.replace(tzinfo=UTC) if at.utcoffset() is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return LONG_AGO
    return min(max(at, LONG_AGO), _LATEST)
