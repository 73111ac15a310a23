"""Counts a text as the networks count it."""

from __future__ import annotations

import unicodedata

import regex

_GRAPHEME = regex.compile(r"\X")  # what a reader sees as one character, a family of four among them
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}")
# twitter-text 3: code points that count one; all others, and every emoji whatever it is joined of, count two.
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_REMOTE = regex.compile(r"(?<![\w@/])@(\w+)@[\w.-]*\w")
_LINK = regex.compile(r"https?://[^\s<>\"]+", regex.IGNORECASE)


def length(text: str, *, counts: str, links: int = 0) -> int:
    """How long a text is in a network's own counting; `links` is what every link counts, 0 for its own length."""
    if counts == "mastodon":
        text, counts = _REMOTE.sub(r"@\1", text), "graphemes"
    if links:
        bare, number = _LINK.subn("", text)
        return length(bare, counts=counts) + links * number
    if counts == "graphemes":
        return len(_GRAPHEME.findall(text))
    if counts == "weighted":
        return sum(map(_weight, _GRAPHEME.findall(unicodedata.normalize("NFC", text))))
    if counts == "utf-16":
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    return len(text)


def _weight(grapheme: str) -> int:
    # Digits and signs are pictures to Unicode only with a mark that makes them so.
    if (len(grapheme) > 1 or not grapheme.isascii()) and _EMOJI.search(grapheme):
        return 2
    return sum(
        1 if any(first <= ord(one) <= last for first, last in _LIGHT) else 2 for one in grapheme
    )
