"""Brings a text to the words that people mean: as they stand, and with spelling tricks undone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

from gatepost.core.matching import Folded
from gatepost.core.matching.letters import SIGN
from gatepost.core.triage.rules import data, prepared

Span = tuple[int, int]
_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?]+(?=[\s\"')]|$)|[\n\u0964\u06d4\u061f]")
# What may hide a word: a digit or sign among letters, letters with blanks between, one letter three times.
_TRICK = re.compile(
    r"[a-z][0-9@$!|*#_][a-z0-9@$!|*#]|\b[0-9@$|][a-z]|[a-z][0-9$]\b|([a-z])\1\1|\b[a-z][\s.\-_*/]{1,3}[a-z][\s.\-_*/]{1,3}[a-z]\b"
)
_CHUNK = re.compile(rf"{SIGN}|[^\s{SIGN},;:.?\"()\-/_]+")
_PLAIN = re.compile(r"[^\W_]+")
_RUN = re.compile(r"(.)\1{2,}")
_LEET = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "@": "a", "$": "s", "!": "il", "|": "il"}  # fmt: skip
_MASKS = frozenset("*#")
_MOST_READINGS = 16
LEAST_SPACED = 3  # letters with blanks between them that make a word
LONGEST_SPACED = 40
LEAST_SHOWN = 2  # letters that show of a word behind stars


class Line:
    """The words of a text with one blank between them, and where each stands in the folded text."""

    def __init__(self, folded: Folded, words: Sequence[str], spans: Sequence[Span] | None) -> None:
        self.folded = folded
        self.words = words
        self.joined = " ".join(words)
        self._given = spans

    @cached_property
    def spans(self) -> Sequence[Span]:
        """Where each word stands in the folded text."""
        if self._given is not None:
            return self._given
        return [found.span() for found in _WORD.finditer(self.folded.words)]

    @cached_property
    def _offsets(self) -> list[int]:
        offsets, place = [], 0
        for word in self.words:
            offsets.append(place)
            place += len(word) + 1
        return offsets

    def words_at(self, start: int, end: int) -> tuple[int, int]:
        """The numbers of the first and the last word between two positions of `joined`."""
        return bisect_right(self._offsets, start) - 1, bisect_right(self._offsets, end - 1) - 1


def as_written(folded: Folded) -> Line:
    """The words as they stand."""
    return Line(folded, folded.words.split(), None)


def sentence_ends(folded: Folded) -> list[int]:
    """Where the sentences of a folded text end, the last one too."""
    return [*(end.end() for end in _SENTENCE_END.finditer(folded.plain)), len(folded.plain) + 1]


def without_tricks(folded: Folded) -> Line | None:
    """The words that are meant, where some are hidden by a trick; None where none is."""
    speaking = emoji()
    if not _TRICK.search(folded.plain) and speaking.keys().isdisjoint(folded.beyond):
        return None
    words: list[str] = []
    spans: list[Span] = []
    for chunk in _CHUNK.finditer(folded.plain):
        for word, span in _meant(folded, chunk, speaking):
            words.append(word)
            spans.append(span)
    return Line(folded, *_together(words, spans))


@lru_cache(maxsize=1)
def emoji() -> Mapping[str, str]:
    """What some emoji say, in the words of the rules."""
    said: Mapping[str, str] = data()["emoji"]
    return said


def _meant(
    folded: Folded, chunk: re.Match[str], speaking: Mapping[str, str]
) -> list[tuple[str, Span]]:
    if chunk[0] == SIGN:
        said = speaking.get(folded.part(*chunk.span()), "")
        return [(word, chunk.span()) for word in said.split()]
    known = _known(chunk[0].strip("!*#|~'"))
    if known:
        return [(known, chunk.span())]
    begin = chunk.start()
    return [
        (word[0], (begin + word.start(), begin + word.end())) for word in _PLAIN.finditer(chunk[0])
    ]


@lru_cache(maxsize=65_536)
def _known(word: str) -> str:
    """The word of the rules that somebody means who writes it with signs, digits or many letters; empty where there is none."""
    vocabulary = prepared().vocabulary
    if word in vocabulary or not word or len(word) > LONGEST_SPACED:
        return ""
    if not _MASKS.isdisjoint(word):
        return _unmasked(word)
    for reading in _readings(word):
        for one in (reading, _RUN.sub(r"\1\1", reading), _RUN.sub(r"\1", reading)):
            if one != word and len(one) > 1 and one in vocabulary:
                return one
    return ""


def _readings(word: str) -> list[str]:
    """The words that digits and signs may stand for."""
    if word.isdigit():
        return []
    readings = [""]
    for letter in word:
        readings = [one + meant for one in readings for meant in _LEET.get(letter, letter)]
        if len(readings) > _MOST_READINGS:
            return []
    return readings


def _unmasked(word: str) -> str:
    """The harmful word that fits where letters are hidden behind stars; at least half of its letters have to show."""
    shown = sum(letter not in _MASKS for letter in word)
    if shown < LEAST_SHOWN or shown * 2 < len(word):
        return ""
    shape = re.compile("".join("." if one in _MASKS else re.escape(one) for one in word))
    return next((one for one in data()["often-masked"] if shape.fullmatch(one)), "")


def _together(words: Sequence[str], spans: Sequence[Span]) -> tuple[list[str], list[Span]]:
    """Letters that stand alone, put together where they make words."""
    joined: list[str] = []
    placed: list[Span] = []
    place = 0
    while place < len(words):
        after = place
        while after < len(words) and len(words[after]) == 1 and after - place < LONGEST_SPACED:
            after += 1
        made = _split("".join(words[place:after])) if after - place >= LEAST_SPACED else ()
        if made:
            joined += made
            placed += [(spans[place][0], spans[after - 1][1])] * len(made)
            place = after
        else:
            joined.append(words[place])
            placed.append(spans[place])
            place += 1
    return joined, placed


@lru_cache(maxsize=4096)
def _split(letters: str) -> tuple[str, ...]:
    """The words of the rules that some letters make up, long ones first; none where something is left over."""
    if not letters:
        return ()
    best: list[tuple[str, ...] | None] = [(), *[None] * len(letters)]
    for end in range(1, len(letters) + 1):
        for begin in range(end):
            before, word = best[begin], letters[begin:end]
            if before is None or word not in prepared().vocabulary:
                continue
            held = best[end]
            if held is None or len(before) + 1 < len(held):
                best[end] = (*before, word)
    return best[-1] or ()
