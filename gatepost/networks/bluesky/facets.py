"""Links, mentions and hashtags in a text, marked by bytes as the AT Protocol wants them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

# Each behind the beginning of the text, a space or an opening bracket; what ends a sentence is no part of it.
_LINK = re.compile(r"(?:(?<=^)|(?<=[\s(\[“\"']))(?:https?://|www\.)[^\s<>\"“”]+", re.IGNORECASE)
_MENTION = re.compile(
    r"(?:(?<=^)|(?<=[\s(\[“\"']))@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9])",
    re.IGNORECASE,
)
_TAG = re.compile(r"(?:(?<=^)|(?<=[\s(\[“\"']))[#＃](?!\ufe0f)([^\s#＃]+)")
_ENDS_A_SENTENCE = ".,;:!?…'\"”’»]}>"
_LONGEST_TAG = 64

WhoIs = Callable[[str], str | None]


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    feature: dict[str, Any]


def facets(text: str, *, who_is: WhoIs) -> list[dict[str, Any]]:
    """The facets of a text; `who_is` gives the number of an account, or None where there is none of that name."""
    return [
        {
            "index": {
                "byteStart": len(text[: mark.start].encode()),
                "byteEnd": len(text[: mark.end].encode()),
            },
            "features": [mark.feature],
        }
        for mark in sorted(_marks(text, who_is), key=lambda mark: mark.start)
    ]


def _marks(text: str, who_is: WhoIs) -> Iterator[_Mark]:
    yield from _links(text)
    yield from _tags(text)
    for found in _MENTION.finditer(text):
        number = who_is(found[1].lower())
        if number is not None:
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": number}
            yield _Mark(found.start(), found.end(), feature)


def _links(text: str) -> Iterator[_Mark]:
    for found in _LINK.finditer(text):
        link = _without_ending(found[0])
        whole = f"https://{link}" if link[:4].lower() == "www." else link
        if whole.partition("://")[2].strip("/"):
            feature = {"$type": "app.bsky.richtext.facet#link", "uri": whole}
            yield _Mark(found.start(), found.start() + len(link), feature)


def _tags(text: str) -> Iterator[_Mark]:
    for found in _TAG.finditer(text):
        tag = _without_ending(found[1])
        if tag and not tag.isdecimal() and len(tag) <= _LONGEST_TAG:
            feature = {"$type": "app.bsky.richtext.facet#tag", "tag": tag}
            yield _Mark(found.start(), found.start() + 1 + len(tag), feature)


def _without_ending(found: str) -> str:
    """Without the full stop of the sentence or the bracket around it; brackets that belong to a link stay."""
    while found and (
        found[-1] in _ENDS_A_SENTENCE or (found[-1] == ")" and found.count(")") > found.count("("))
    ):
        found = found[:-1]
    return found
