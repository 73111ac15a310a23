"""Makes a text comparable - capitals, accents, lookalikes, hidden characters - and keeps the way back to its own positions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gatepost.core.matching.letters import (
    ENDS,
    OVERRIDES,
    TURNING,
    is_part_of_word,
    plain_of,
)

_ASCII = [chr(code) for code in range(128)]
_WORDS = bytes(ord(one.lower()) if one.isalnum() else 32 for one in _ASCII) + bytes([32]) * 128

_OF_EMOJI = frozenset("\ufe0f\u200d")
_IN_A_WORD = re.compile("\\w[\ufe0f\u200d]|[\ufe0f\u200d]\\w")

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
FEW = 12  # different characters


class _Plain(dict[int, str]):
    """Characters as they are compared; those that fold to none or several are left as they are."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = plain_of(letter)
        self[code] = plain if len(plain) == 1 else letter
        return self[code]


class _Words(dict[int, str]):
    """What is left of plain characters where only words count."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = letter if is_part_of_word(letter) else " "
        return self[code]


_PLAIN = _Plain()
_PLAIN_WORDS = _Words()


class Folded(NamedTuple):
    """A text as it is compared.

    `plain` has small letters without marks and keeps punctuation; `words` is of the same length and has a blank for
    everything that belongs to no word. `at` says where each of their characters stands in the text; None where both
    have the same positions. `beyond` has the different characters of the text that are not ASCII.
    """

    text: str
    plain: str
    words: str
    at: Sequence[int] | None = None
    beyond: frozenset[str] = frozenset()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of `plain` stands in the text, as start and end; marks on its last letter are part of it."""
        if self.at is None:
            return start, end
        places = self.at[start:end]
        first, last = min(places), max(places) + 1
        while last < len(self.text) and unicodedata.combining(self.text[last]):
            last += 1
        return first, last

    def part(self, start: int, end: int) -> str:
        """The text's own characters between two positions of `plain`."""
        first, last = self.span(start, end)
        return self.text[first:last]


def fold(text: str) -> Folded:
    """A text made comparable."""
    if text.isascii():
        return Folded(text, text.lower(), _words_of(text))
    beyond = frozenset(_BEYOND_ASCII.findall(text))
    odd = _odd(beyond)
    if odd and not (odd <= _OF_EMOJI and not _IN_A_WORD.search(text)):
        return _turned(text, beyond) if "\u202e" in beyond else _unevenly(text, odd, beyond)
    plain = _plain_of(text, beyond)
    return Folded(text, plain, _words_of(plain), None, beyond)


def folded_words(text: str) -> list[str]:
    """The words of a name or phrase as they are compared."""
    return fold(text).words.split()


def _plain_of(text: str, beyond: frozenset[str]) -> str:
    """A text with each character as it is compared: a few beyond ASCII one by one, many all at once."""
    if len(beyond) > FEW:
        return text.translate(_PLAIN)
    for letter in beyond:
        text = text.replace(letter, _PLAIN[ord(letter)])
    return text.lower()


def _odd(beyond: frozenset[str]) -> set[str]:
    """Those characters that fold to none or several, so that positions shift.

    What joins or colours emoji says nothing where it stands beside no letter, and may stay.
    """
    return {letter for letter in beyond if len(plain_of(letter)) != 1}


def _words_of(plain: str) -> str:
    if plain.isascii():
        return plain.encode("ascii").translate(_WORDS).decode("ascii")
    return plain.translate(_PLAIN_WORDS)


def _unevenly(text: str, odd: set[str], beyond: frozenset[str]) -> Folded:
    """A text some of whose characters fold to none or several; between them all goes one by one."""
    parts: list[str] = []
    at: list[int] = []
    begin = 0
    for place in [place for place, letter in enumerate(text) if letter in odd]:
        parts.append(_plain_of(text[begin:place], beyond))
        at.extend(range(begin, place))
        plain = plain_of(text[place])
        parts.append(plain)
        at.extend([place] * len(plain))
        begin = place + 1
    parts.append(_plain_of(text[begin:], beyond))
    at.extend(range(begin, len(text)))
    joined = "".join(parts)
    return Folded(text, joined, _words_of(joined), at, beyond)


def _turned(text: str, beyond: frozenset[str]) -> Folded:
    """A text parts of which are shown the other way round."""
    letters: list[str] = []
    at: list[int] = []
    for place in _as_shown(text):
        for one in plain_of(text[place]):
            letters.append(one)
            at.append(place)
    plain = "".join(letters)
    return Folded(text, plain, _words_of(plain), at, beyond)


def _as_shown(text: str) -> Iterator[int]:
    """The positions of a text in the order in which its characters are shown where an override turns them round."""
    place = 0
    while place < len(text):
        if text[place] != "\u202e":
            yield place
            place += 1
            continue
        end = _end_of_override(text, place + 1)
        yield from reversed(range(place + 1, end))
        place = end


def _end_of_override(text: str, start: int) -> int:
    """Where what an override turns round ends: at its own end mark, or with the line."""
    depth = 1
    for place in range(start, len(text)):
        if text[place] in "\n\u2029":
            return place
        if text[place] in TURNING:
            depth += 1
        elif text[place] in ENDS:
            depth -= 1
            if not depth:
                return place
    return len(text)


def turns_order(text: str) -> list[int]:
    """Where characters stand that show a text in another order than it is written."""
    is_mixed = any(unicodedata.bidirectional(one) in ("R", "AL") for one in text)
    return [
        place
        for place, one in enumerate(text)
        if one in OVERRIDES or (one in TURNING and not is_mixed)
    ]
