"""Finds words and phrases of a list in a text, as whole words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from gatepost.core.matching.folding import Folded, folded_words
from gatepost.core.matching.searching import Hit, Search
from gatepost.core.matching.spelling import everyday

# Between the words of a phrase: blanks, hyphens and apostrophes, but no end of a sentence.
_JOINED = re.compile(r"(?:_|[^\w!?;:().,\"]){1,5}")

# The number of a phrase, the words before the one that is looked for (nearest first), and those after it.
_Entry = tuple[int, tuple[str, ...], tuple[str, ...]]


class Phrase(NamedTuple):
    """A phrase that stands in a text, with the number of its list entry; positions in the folded text."""

    entry: int
    start: int
    end: int


class Phrases:
    """A list of words and phrases made ready. Several may be found at one place.

    The automaton looks for the rarest word of each phrase, since “the” and “you” stand everywhere.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        by_word: dict[str, list[_Entry]] = {}
        for entry, phrase in enumerate(phrases):
            words = tuple(folded_words(phrase))
            at = min(range(len(words)), key=lambda place: _frequency(words[place]))
            by_word.setdefault(words[at], []).append((entry, words[:at][::-1], words[at + 1 :]))
        self._entries = list(by_word.values())
        self.patterns = [f" {word} " for word in by_word]

    @cached_property
    def _search(self) -> Search:
        return Search(self.patterns)

    def find(self, folded: Folded, hits: Sequence[Hit] | None = None) -> list[Phrase]:
        """Every phrase in a text. `hits`: where the words of `patterns` stand."""
        if hits is None:
            hits, _ = self._search.hits(folded)
        return [phrase for hit in hits for phrase in self._at(folded, *hit)] if hits else []

    def _at(self, folded: Folded, word: int, start: int, end: int) -> Iterator[Phrase]:
        for entry, before, after in self._entries[word]:
            first = _backwards(folded, start, before) if before else start
            last = _onwards(folded, end - 2, after) if after else end - 2
            if first >= 0 <= last:
                yield Phrase(entry, first, last)


def _frequency(word: str) -> tuple[bool, int]:
    """How often a word may be expected: those of every day, then the short ones."""
    return word in everyday(), -len(word)


def _onwards(folded: Folded, place: int, wanted: tuple[str, ...]) -> int:
    """Where the last of some words ends, if they come right after a place; else -1."""
    words = folded.words
    for word in wanted:
        joined = _JOINED.match(folded.plain, place)
        if not joined:
            return -1
        place = joined.end()
        after = place + len(word)
        if not words.startswith(word, place) or words[after : after + 1].strip():
            return -1
        place = after
    return place


def _backwards(folded: Folded, place: int, wanted: tuple[str, ...]) -> int:
    """Where the first of some words begins, if they come right before a place, the nearest first; else -1."""
    words = folded.words
    for word in wanted:
        end = len(words[:place].rstrip())
        if not _JOINED.fullmatch(folded.plain, end, place):
            return -1
        place = end - len(word)
        if (
            place < 0
            or not words.startswith(word, place)
            or words[max(0, place - 1) : place].strip()
        ):
            return -1
    return place
