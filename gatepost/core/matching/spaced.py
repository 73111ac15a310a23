"""Texts and names without what stands between their words, so that “Heap-Bridge” and “heapbridge” are the same."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from gatepost.core.matching.folding import Folded, fold

# What a name may have between its words. “St.” may have its full stop; elsewhere one that is followed by a blank ends a
# sentence, and what stands on its two sides is no name.
_APART = re.compile(r'[!?;:()"]|\.\s')
MOST_BETWEEN = 5
_WORD = re.compile(r"\S+")
_CAMEL = re.compile(r"(?<=[^\W_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TAG = re.compile(r"[#@＃]\w+")
_AND = re.compile(r"[&+]")


class Spaced(NamedTuple):
    """A text's letters, and where among them words begin and end and where they stay apart."""

    letters: str
    starts: frozenset[int]
    ends: frozenset[int]
    apart: frozenset[int]


def spaced(folded: Folded) -> Spaced:
    """A text made comparable: “Saint” as “St”, “&” as “and”, and what is written between words left out."""
    parts: list[str] = []
    starts, ends, apart = set[int](), set[int](), set[int]()
    place = before = 0
    last = ""
    for word in _WORD.finditer(folded.words):
        between = folded.plain[before : word.start()]
        before = word.end()
        if parts and between == "'" and word[0] == "s":  # “Mary’s” is “Marys”
            parts.append("s")
            ends.discard(place)
            place += 1
            ends.add(place)
            continue
        if parts and between != " ":
            if _is_apart(between, last):
                apart.add(place)
            if _AND.search(between):
                parts.append("and")
                starts.add(place)
                ends.add(place + 3)
                place += 3
        last = "st" if word[0] == "saint" else word[0]
        parts.append(last)
        starts.add(place)
        place += len(last)
        ends.add(place)
    return Spaced("".join(parts), frozenset(starts), frozenset(ends), frozenset(apart))


def _is_apart(between: str, word: str) -> bool:
    if word == "st" and between.startswith("."):
        between = between[1:]
    return len(between) > MOST_BETWEEN or bool(_APART.search(between))


def is_plain(folded: Folded) -> bool:
    """Whether a text has no word that is compared as another."""
    return "saint" not in folded.words and "&" not in folded.plain and "+" not in folded.plain


def around(folded: Folded, matches: Sequence[tuple[int, int, int]]) -> Folded:
    """The part of a plain text that has some matches in its letters, and one more word on each side."""
    words = [word.span() for word in _WORD.finditer(folded.words)]
    ends = list(accumulate(end - start for start, end in words))
    first = bisect_right(ends, min(start for _, start, _ in matches))
    last = bisect_right(ends, max(end for _, _, end in matches) - 1)
    begin = words[max(0, first - 1)][0]
    end = words[min(len(words) - 1, last + 1)][1]
    return Folded(folded.text, folded.plain[begin:end], folded.words[begin:end])


def as_read(text: str) -> Iterator[str]:
    """A text, and its tags and handles with the words apart that capitals tell apart."""
    yield text
    for tag in _TAG.findall(text) if "#" in text or "@" in text or "＃" in text else ():
        if (broken := _CAMEL.sub(" ", tag)) != tag:
            yield broken


def in_words(text: str) -> str:
    """A text's words with one blank before and after each."""
    return f" {' '.join(fold(text).words.split())} "
