"""Finds the people of a register in a text: whole names, and first or family names alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gatepost.core.matching.folding import Folded
from gatepost.core.matching.register import FAMILY, GIVEN, Register
from gatepost.core.matching.spelling import SHORT, english, is_weak

WHOLE, FIRST, LAST = "whole", "first", "last"
# What may stand between the two names of one person, and between family name and first name.
_BETWEEN = re.compile(r"(?:_|[^\w!?;:()\"]){1,5}")
_NOT_A_STOP = re.compile(r"\.\s|,")
_COMMA = re.compile(r"\s*,\s*|\s+")
_MIDDLE = re.compile(r"[\s_-]{1,3}(?:(\w{1,20})[\s_-]{1,3}|(\w)\.\s{0,3})")
_GLUED = re.compile(r"[#@]([^\W_]{4,40})")
_NEAR = 30  # characters within which two words may belong to one name, another between them
_LEAST_GLUED = 2  # letters that each half of a name in a hashtag has


class Name(NamedTuple):
    """A name that stands in a text: whole, first alone or family name alone.

    `start` and `end` are positions in the folded text; `who` are places in the register, none where a name stands alone.
    `is_word`: it is an English word as well; of a whole name: both parts are, and neither has a capital.
    """

    kind: str
    start: int
    end: int
    who: tuple[int, ...] = ()
    is_word: bool = False


class _Part(NamedTuple):
    """A first or family name in a text."""

    part: int
    name: int
    start: int
    end: int


def find(register: Register, folded: Folded) -> list[Name]:
    """Every name in a text, in its order. Whole names win over their parts."""
    found: list[Name] = []
    hits = register.hits(f" {folded.words} ")
    if hits and _is_worth_reading(register, folded, hits):
        places, dense = _places(register, hits)
        found = [Name(WHOLE, start, end, (person,)) for start, end, person in dense]
        if places:
            found += _Reader(register, folded, places).read()
    if "#" in folded.plain or "@" in folded.plain:
        found += _glued(register, folded)
    return sorted(found, key=lambda name: name.start) if len(found) > 1 else found


def _is_worth_reading(
    register: Register, folded: Folded, hits: Sequence[tuple[int, int, int]]
) -> bool:
    """Whether a text can hold a name: not where words such as “will” stand in small letters and far apart."""
    weak, text = register.weak, folded.text
    if folded.at is not None or register.dense:
        return True
    before = -_NEAR
    for word, start, end in hits:
        if start - before < _NEAR or not weak[word] or not text[start].islower():
            return True
        before = end
    return False


def _places(
    register: Register, hits: Sequence[tuple[int, int, int]]
) -> tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]]:
    """Words of names with their start and end in the text, and whole names in scripts without blanks."""
    if not register.dense:
        return [(word, start, end - 2) for word, start, end in hits], []
    limit = register.first_dense
    places = [(word, start, end - 2) for word, start, end in hits if word < limit]
    dense = [
        (start - 1, end - 1, register.dense[word - limit])
        for word, start, end in hits
        if word >= limit
    ]
    return places, dense


class _Reader:
    """Goes through the words of names in one text."""

    def __init__(
        self, register: Register, folded: Folded, places: Sequence[tuple[int, int, int]]
    ) -> None:
        self.register, self.folded = register, folded
        self.places = places

    def read(self) -> list[Name]:
        """Whole names first, then what is left of first and family names."""
        parts = [self._parts(at) for at in range(len(self.places))]
        wholes = list(self._wholes(parts)) if len(parts) > 1 else []
        return wholes + list(self._alone(parts, wholes))

    def _parts(self, at: int) -> list[_Part]:
        """The names that begin at some word."""
        word, start, end = self.places[at]
        found = [_Part(one.part, one.name, start, end) for one in self.register.starts[word]]
        longer = self.register.longer.get(word)
        if longer and at + 1 < len(self.places):
            _, second, after = self.places[at + 1]
            for one in longer.get(self.folded.words[second:after], ()):
                if last := self._follows(at, one.rest):
                    found.append(_Part(one.part, one.name, start, last))
        return found

    def _follows(self, at: int, rest: Sequence[str]) -> int:
        """Where the last of some words ends, if they come right after another; else nothing."""
        _, _, end = self.places[at]
        for step, wanted in enumerate(rest, start=1):
            if at + step >= len(self.places):
                return 0
            _, start, after = self.places[at + step]
            if self.folded.words[start:after] != wanted or not self._is_joined(end, start):
                return 0
            end = after
        return end

    def _wholes(self, parts: Sequence[list[_Part]]) -> Iterator[Name]:
        """First and family names of the same person beside each other; of two at one place the longer."""
        until = 0
        for at, here in enumerate(parts):
            whole = self._whole(at, here, parts) if here else None
            if whole and whole.end > until:
                yield whole
                until = whole.end

    def _whole(self, at: int, here: list[_Part], parts: Sequence[list[_Part]]) -> Name | None:
        best: Name | None = None
        for first in here:
            for there in parts[at + 1 : at + 6]:
                for second in there:
                    if second.part == first.part or second.start < first.end:
                        continue
                    found = self._pair(first, second)
                    if found and (best is None or found.end > best.end):
                        best = found
        return best

    def _pair(self, first: _Part, second: _Part) -> Name | None:
        is_usual = first.part == GIVEN
        given, family = (first, second) if is_usual else (second, first)
        who = self.register.who(given.name, family.name)
        if not who:
            return None
        between = self.folded.plain[first.end : second.start]
        if not (self._may_stand_between(between, is_usual) or self._is_middle_name(first, second)):
            return None
        is_chance = self._is_chance(first, second)
        if is_chance and not is_usual and "," not in between:
            return None
        return Name(WHOLE, first.start, second.end, who, is_chance)

    def _is_chance(self, first: _Part, second: _Part) -> bool:
        """Whether a whole name may well be two words of every day: “the green will be mown”."""
        if self._has_capital(first.start) or self._has_capital(second.start):
            return False
        return all(
            self.folded.words[part.start : part.end] in english() for part in (first, second)
        )

    def _may_stand_between(self, between: str, is_usual: bool) -> bool:
        if not is_usual:
            return _COMMA.fullmatch(between) is not None
        if between == " ":
            return True
        return bool(_BETWEEN.fullmatch(between)) and not _NOT_A_STOP.search(between)

    def _is_middle_name(self, first: _Part, second: _Part) -> bool:
        """Whether one word with a capital stands between: “Maya Grace Osei”, “Maya G. Osei”."""
        if first.part == FAMILY:
            return False
        between = self.folded.plain[first.end : second.start]
        middle = _MIDDLE.fullmatch(between)
        if not middle:
            return False
        group = 1 if middle[1] else 2
        start, _ = self.folded.span(*(first.end + place for place in middle.span(group)))
        return self.folded.text[start].isupper()

    def _is_joined(self, end: int, start: int) -> bool:
        """Whether two words of one name stand beside each other."""
        return bool(_BETWEEN.fullmatch(self.folded.plain[end:start]))

    def _alone(self, parts: Sequence[list[_Part]], wholes: Sequence[Name]) -> Iterator[Name]:
        taken = [(name.start, name.end) for name in wholes]
        until = 0
        for here in parts:
            if not here or here[0].start < until:
                continue
            longest = max(here, key=lambda part: part.end)
            if any(start < longest.end and longest.start < end for start, end in taken):
                continue
            until = longest.end
            name = self._name(longest, here)
            if name:
                yield name

    def _name(self, longest: _Part, here: Sequence[_Part]) -> Name | None:
        """A name alone; none where it is a word that is written small."""
        _, start, end = longest[1:]
        words = self.folded.words[start:end]
        is_word = words in english()
        if len(words) < SHORT or (is_weak(words) and not self._has_capital(start)):
            return None
        is_first = any(part.part == GIVEN and part.end == end for part in here)
        return Name(FIRST if is_first else LAST, start, end, (), is_word)

    def _has_capital(self, start: int) -> bool:
        at = self.folded.at
        return self.folded.text[at[start] if at is not None else start].isupper()


def _glued(register: Register, folded: Folded) -> Iterator[Name]:
    """Whole names that are written as one word behind # or @, alone or at the end of others: #WellDoneMayaOsei."""
    for mark in _GLUED.finditer(folded.plain):
        found = _at_the_end(register, mark[1])
        if found:
            start, who = found
            yield Name(WHOLE, mark.start(1) + start, mark.end(1), who)


def _at_the_end(register: Register, word: str) -> tuple[int, tuple[int, ...]] | None:
    """Where a first name stands right before a family name with which the word ends, and whose they are."""
    for middle in range(_LEAST_GLUED, len(word) - _LEAST_GLUED + 1):
        families = [one for one in register.starting(word[middle:]) if one.part == FAMILY]
        for start in range(middle - _LEAST_GLUED + 1) if families else ():
            givens = [one for one in register.starting(word[start:middle]) if one.part == GIVEN]
            for given in givens:
                for family in families:
                    who = register.who(given.name, family.name)
                    if who:
                        return start, who
    return None
