"""Whether a post that a network shows is the one that was sent, where the network keeps no key of ours."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html.parser import HTMLParser

from gatepost.networks.outgoing import Live, Outgoing

CLOCKS_DIFFER = timedelta(minutes=5)
_BREAKS = frozenset({"br", "p", "div", "li", "blockquote"})
_SPACE = re.compile(r"\s+")


def is_since(moment: datetime, outgoing: Outgoing) -> bool:
    """Whether something there can be this post at all: it did not stand there before it was planned for."""
    return moment >= outgoing.at - CLOCKS_DIFFER


def is_same(live: Live, outgoing: Outgoing) -> bool:
    """Whether text and alternative texts are those that were sent; networks differ in how they keep spaces."""
    return _even(live.text) == _even(outgoing.text) and [_even(alt) for alt in live.alts] == [
        _even(picture.alt) for picture in outgoing.pictures
    ]


def without_tags(html: str) -> str:
    """The words of a piece of HTML."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "".join(reader.words).strip()


def _even(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS and self.words:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
