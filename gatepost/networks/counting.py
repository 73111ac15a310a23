"""How long a text is, as each network counts."""

from __future__ import annotations

from collections.abc import Callable

import regex

_CHARACTER = regex.compile(r"\X")  # what a reader sees as one character, a family emoji too
_LINK = regex.compile(r"https?://[^\s<>\"]+", regex.IGNORECASE)
_REMOTE = regex.compile(r"(?<![\w@/])@(\w+)@[\w.-]*\w")
_LINK_COUNTS = 23
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def graphemes(text: str) -> int:
    """Characters as a reader sees them."""
    return len(_CHARACTER.findall(text))


def mastodon(text: str) -> int:
    """Characters as a reader sees them; every link counts 23, and of a far-away name only the part before its server."""
    return graphemes(_REMOTE.sub(r"@\1", _LINK.sub("x" * _LINK_COUNTS, text)))


def weighted(text: str) -> int:
    """As X counts: most of the world's scripts and every emoji count two, a link counts 23."""
    rest = _LINK.sub("", text)
    return len(_LINK.findall(text)) * _LINK_COUNTS + sum(map(_weight, _CHARACTER.findall(rest)))


def _weight(character: str) -> int:
    if regex.search(r"\p{Extended_Pictographic}|\p{Regional_Indicator}", character):
        return 2
    return sum(1 if any(low <= ord(c) <= high for low, high in _LIGHT) else 2 for c in character)


COUNTS: dict[str, Callable[[str], int]] = {
    "characters": len,
    "graphemes": graphemes,
    "mastodon": mastodon,
    "weighted": weighted,
}
