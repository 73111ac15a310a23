"""The words and pictures of a piece of HTML that somebody else wrote, whatever it may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

from gatepost.networks.arriving import Media, told, told_media
from gatepost.networks.same import without_tags

_LONGEST = 300_000
_TAG = re.compile(r"<[^<>]*>")


def words_of(html: Any) -> str:
    """The text alone, bounded and clean."""
    cut = told(html, most=_LONGEST)
    try:
        return told(without_tags(cut))
    except (AssertionError, ValueError):  # the parser stumbles over declarations that are none
        return told(_TAG.sub("", cut).strip())


def pictures_of(html: Any) -> tuple[Media, ...]:
    """The addresses of its pictures, with what they are said to show."""
    reader = _Pictures()
    try:
        reader.feed(told(html, most=_LONGEST))
        reader.close()
    except (AssertionError, ValueError):
        pass  # what was found before it stumbled
    return told_media(reader.found)


class _Pictures(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag == "img":
            given = dict(attrs)
            self.found.append((given.get("src") or "", given.get("alt") or ""))
