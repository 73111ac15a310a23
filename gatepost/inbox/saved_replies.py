"""Neutral words to begin an answer from; none of them says that a child attends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli
from django.utils.text import slugify

# What each school fills in; a post in which something in square brackets is left does not go out.
GAPS = {
    "office": "[how to reach the office]",
    "complaints": "[where the complaints procedure stands]",
}


@dataclass(frozen=True)
class SavedReply:
    """A text to begin from, and whether it is an answer or only says that the message has come."""

    key: str
    name: str
    when: str
    enough: str
    text: str


@cache
def saved_replies() -> tuple[SavedReply, ...]:
    """All of them, in the order of their file."""
    table = tomli.loads(files("gatepost.inbox").joinpath("saved_replies.toml").read_text("utf-8"))
    return tuple(
        SavedReply(**{**one, "text": one["text"].format_map(GAPS)}, key=slugify(one["name"]))
        for one in table["reply"]
    )


def reply_for(key: str) -> SavedReply | None:
    """The one of a key."""
    return next((one for one in saved_replies() if one.key == key), None)
