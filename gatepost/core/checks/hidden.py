"""Finds characters that cannot be seen or that show a text in another order, and words of mixed alphabets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from gatepost.core.checks.found import Found
from gatepost.core.matching import Folded, turns_order
from gatepost.core.matching.letters import TURNING

# Joiners that Arabic, Persian and Indian scripts need, and emoji too, count only between Latin letters.
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060-\u2064\ufeff\u00ad\u034f\u115f\u1160\u180e\u3164]+")
# Every character that could matter here.
_SUSPICIOUS = frozenset(
    chr(code)
    for first, last in (
        (0xAD, 0xAD), (0x34F, 0x34F), (0x370, 0x58F), (0x115F, 0x1160), (0x180E, 0x180E), (0x200B, 0x200F),
        (0x202A, 0x202E), (0x2060, 0x2069), (0x3164, 0x3164), (0xA4D0, 0xA4FF), (0xFEFF, 0xFEFF),
    )
    for code in range(first, last + 1)
)  # fmt: skip
_BEYOND = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MIXED = ({"LATIN", "CYRILLIC"}, {"LATIN", "GREEK"}, {"LATIN", "ARMENIAN"}, {"LATIN", "LISU"})


def find_hidden(folded: Folded) -> Iterator[Found]:
    """Everything of this sort in a text that is not plain ASCII."""
    text, beyond = folded.text, folded.beyond
    if _SUSPICIOUS.isdisjoint(beyond):
        return
    for found in _UNSEEN.finditer(text):
        if _is_within_latin(text, *found.span()):
            start, end = _word_round(text, *found.span())
            yield Found("hidden-characters", start, end, text[start:end])
    for place in turns_order(text) if not TURNING.isdisjoint(beyond) else ():
        end = text.find("\n", place)
        stop = end if end >= 0 else len(text)
        yield Found("reordered-text", place, stop, text[place:stop])
    if any(map(_is_lookalike_script, beyond)):
        yield from _mixed_words(text)


def _mixed_words(text: str) -> Iterator[Found]:
    """Words in which letters of alphabets that look alike are mixed; those in ASCII alone need no look."""
    until = 0
    for found in _BEYOND.finditer(text):
        if found.start() < until:
            continue
        start, end = _word_round(text, *found.span())
        until = end
        for word in _WORD.finditer(text, start, end):
            if not word[0].isascii() and _is_mixed(word[0]):
                yield Found("lookalike-letters", *word.span(), word[0])


def _is_within_latin(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return (before + after).isascii() and before.isalpha() and after.isalpha()


def _is_lookalike_script(letter: str) -> bool:
    return "\u0370" <= letter <= "\u058f" or "\ua4d0" <= letter <= "\ua4ff"


def _is_mixed(word: str) -> bool:
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in word}
    return any(mixed <= scripts for mixed in _MIXED)


def _word_round(text: str, start: int, end: int) -> tuple[int, int]:
    while start and (text[start - 1].isalnum()):
        start -= 1
    while end < len(text) and (text[end].isalnum() or _UNSEEN.match(text, end)):
        end += 1
    return start, end
