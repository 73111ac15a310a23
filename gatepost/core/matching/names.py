"""Finds the people of a register in a text: whole names, and first or family names alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gatepost.core.matching.folding import Folded
from gatepost.core.matching.register import FAMILY, GIVEN, Register, Start
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


# A first or family name that begins at some word of a text, and where it ends.
_Option = tuple[Start, int]


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
        self.options = [self._options(at) for at in range(len(places))]

    def read(self) -> list[Name]:
        """Whole names first, then what is left of first and family names."""
        wholes = self._wholes() if len(self.places) > 1 else []
        return wholes + self._alone(wholes)

    def _options(self, at: int) -> list[_Option]:
        """The names that begin at some word."""
        word, _, end = self.places[at]
        found = [(start, end) for start in self.register.starts[word]]
        longer = self.register.longer.get(word)
        if longer and at + 1 < len(self.places):
            _, second, after = self.places[at + 1]
            for start in longer.get(self.folded.words[second:after], ()):
                if last := self._follows(at, start.rest):
                    found.append((start, last))
        return found

    def _follows(self, at: int, rest: Sequence[str]) -> int:
        """Where the last of some words ends, if they come right after another; else nothing."""
        end = self.places[at][2]
        for step, wanted in enumerate(rest, start=1):
            if at + step >= len(self.places):
                return 0
            _, start, after = self.places[at + step]
            is_joined = _BETWEEN.fullmatch(self.folded.plain[end:start])
            if not is_joined or self.folded.words[start:after] != wanted:
                return 0
            end = after
        return end

    def _wholes(self) -> list[Name]:
        """First and family names of the same person beside each other; of two at one place the longer."""
        found: list[Name] = []
        until = 0
        for at in range(len(self.places) - 1):
            whole = self._whole(at)
            if whole and whole.end > until:
                found.append(whole)
                until = whole.end
        return found

    def _whole(self, at: int) -> Name | None:
        best: Name | None = None
        for first, end in self.options[at]:
            for place in range(at + 1, len(self.places)):
                start = self.places[place][1]
                if start - end > _NEAR:
                    break
                for second, last in self.options[place] if start >= end else ():
                    if first.part != second.part and (best is None or last > best.end):
                        best = self._pair(at, (first, end), place, (second, last)) or best
        return best

    def _pair(self, at: int, one: _Option, place: int, other: _Option) -> Name | None:
        """Whether two names are those of one person, in one of the ways in which people put them."""
        (first, end), (second, last) = one, other
        is_usual = first.part == GIVEN
        given, family = (first, second) if is_usual else (second, first)
        who = self.register.who(given.name, family.name)
        if not who:
            return None
        start = self.places[place][1]
        between = self.folded.plain[end:start]
        if between != " " and not self._may_stand_between(between, end, is_usual=is_usual):
            return None
        is_chance = self._is_chance(self.places[at][1], end) and self._is_chance(start, last)
        if is_chance and not is_usual and "," not in between:
            return None
        return Name(WHOLE, self.places[at][1], last, who, is_chance)

    def _may_stand_between(self, between: str, end: int, *, is_usual: bool) -> bool:
        """A blank, a hyphen, one other name with a capital; before the first name a comma too."""
        if not is_usual:
            return _COMMA.fullmatch(between) is not None
        if _BETWEEN.fullmatch(between) and not _NOT_A_STOP.search(between):
            return True
        middle = _MIDDLE.fullmatch(between)
        return middle is not None and self._has_capital(end + middle.start(1 if middle[1] else 2))

    def _is_chance(self, start: int, end: int) -> bool:
        """Whether part of a whole name may well be a word of every day: “the green will be mown”."""
        return self.folded.words[start:end] in english() and not self._has_capital(start)

    def _alone(self, wholes: Sequence[Name]) -> list[Name]:
        found: list[Name] = []
        until = 0
        for (_, start, end), options in zip(self.places, self.options, strict=True):
            if not options or start < until:
                continue
            last = end if len(options) == 1 else max(last for _, last in options)
            if any(start < whole.end and whole.start < last for whole in wholes):
                continue
            until = last
            name = self._name(start, last, options)
            if name:
                found.append(name)
        return found

    def _name(self, start: int, last: int, options: Sequence[_Option]) -> Name | None:
        """A name alone; none where it is a word that is written small."""
        words = self.folded.words[start:last]
        if len(words) < SHORT or (is_weak(words) and not self._has_capital(start)):
            return None
        is_first = any(one.part == GIVEN and end == last for one, end in options)
        return Name(FIRST if is_first else LAST, start, last, (), words in english())

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
