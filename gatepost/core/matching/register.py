"""The names of up to a hundred thousand people, made ready to be found in texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import ahocorasick_rs

from gatepost.core.matching.folding import folded_words
from gatepost.core.matching.spelling import (
    Words,
    halves,
    is_weak,
    is_written_densely,
    nicknames,
    spellings,
)

GIVEN, FAMILY = 0, 1
PUPIL, STAFF = "pupil", "staff"
_SHIFT = 24  # a pair is one number: the first name's, shifted, and the family name's


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody on the register.

    `called` are first names they go by beside `given`, `families` family names beside `family`; `key` is whatever tells
    them apart.
    """

    given: str
    family: str
    called: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    role: str = PUPIL
    key: str = ""


class Start(NamedTuple):
    """A name that begins with some word: whether first or family name, which one, and the words that have to follow."""

    part: int
    name: int
    rest: Words = ()


# Names of several words, by the number of their first and by their second.
_Longer = dict[int, dict[str, tuple[Start, ...]]]


class Register:
    """Names made ready. `names.find` looks for them.

    For every word of the automaton `starts` says which names it is, `longer` which names of several words begin with it,
    and `weak` whether it is no name by itself when written small. `pairs` says which first name and family name belong to
    the same person or people, by their places in `people`.
    """

    def __init__(self, people: Iterable[Known]) -> None:
        self.people: list[Known] = []
        self.starts: list[tuple[Start, ...]] = []
        self.longer: _Longer = {}
        self.pairs: dict[int, int | tuple[int, ...]] = {}
        self.dense: list[int] = []  # person of each pattern that is looked for within words
        self._words: dict[str, int] = {}
        self._names: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self._dense: dict[str, int] = {}
        for person in people:
            self._add(person)
        self.first_dense = len(self._words)
        self.weak = bytes(map(is_weak, self._words))
        self.dense = list(self._dense.values())
        self._automaton = _automaton([f" {word} " for word in self._words] + list(self._dense))
        del self._names, self._dense  # only needed while names are entered

    def __len__(self) -> int:
        return len(self.people)

    def hits(self, words: str) -> Sequence[tuple[int, int, int]]:
        """Where words of names stand: number of the word, start and end with the blanks around it, in a padded text."""
        return (
            self._automaton.find_matches_as_indexes(words, overlapping=True)
            if self._automaton
            else ()
        )

    def starting(self, word: str) -> tuple[Start, ...]:
        """The names that begin with a word."""
        number = self._words.get(word)
        return () if number is None else self.starts[number]

    def who(self, given: int, family: int) -> tuple[int, ...]:
        """The people of a first and a family name."""
        found = self.pairs.get(given << _SHIFT | family, ())
        return found if isinstance(found, tuple) else (found,)

    def _add(self, person: Known) -> None:
        place = len(self.people)
        self.people.append(person)
        if is_written_densely(person.given + person.family):
            self._add_dense(person, place)
        family = [self._name(FAMILY, one) for one in _families(person)]
        givens = [self._name(GIVEN, one) for one in _givens(person.given, person.called)]
        for first in givens:
            for last in family:
                if first >= 0 <= last:
                    self._pair(first << _SHIFT | last, place)

    def _add_dense(self, person: Known, place: int) -> None:
        for called in (person.given, *person.called):
            for family in (person.family, *person.families):
                first, last = "".join(folded_words(called)), "".join(folded_words(family))
                if first and last:
                    self._dense.setdefault(last + first, place)
                    self._dense.setdefault(first + last, place)

    def _pair(self, pair: int, place: int) -> None:
        others = self.pairs.get(pair)
        if others is None:
            self.pairs[pair] = place
        elif isinstance(others, tuple):
            if place not in others:
                self.pairs[pair] = (*others, place)
        elif others != place:
            self.pairs[pair] = (others, place)

    def _name(self, part: int, name: str) -> int:
        """The number of a name, all its spellings entered; -1 where it has no letters."""
        known = self._names[part]
        number = known.get(name)
        if number is None:
            written = spellings(name)
            key = " ".join(written[0]) if written else ""
            number = known.get(key, -1)
            if number < 0 and key:
                number = known[key] = len(known)
                self._enter(part, number, written)
            if name != key:
                known[name] = number
        return number

    def _enter(self, part: int, number: int, written: tuple[Words, ...]) -> None:
        for words in written:
            at = self._number(words[0])
            start = Start(part, number, words[1:])
            if len(words) == 1:
                self.starts[at] = (*self.starts[at], start)
                continue
            for word in words[1:]:
                self._number(word)
            of_word = self.longer.setdefault(at, {})
            of_word[words[1]] = (*of_word.get(words[1], ()), start)

    def _number(self, word: str) -> int:
        number = self._words.get(word)
        if number is None:
            number = self._words[word] = len(self.starts)
            self.starts.append(())
        return number


@lru_cache(maxsize=65_536)
def _givens(given: str, called: tuple[str, ...]) -> tuple[str, ...]:
    """What somebody may be called: whole first names, the first of several, what they go by, and short names."""
    names = dict.fromkeys((given, *called, *given.split()[:1]))
    for name in tuple(names):
        names.update(dict.fromkeys(halves(name)))
    for name in tuple(names):
        names.update(dict.fromkeys(nicknames().get("".join(folded_words(name)), ())))
    return tuple(name for name in names if name)


def _families(person: Known) -> tuple[str, ...]:
    """Whole family names, and the halves of double ones."""
    if not person.families and person.family.isalpha():
        return (person.family,)
    names = [name for name in (person.family, *person.families) if name]
    return tuple(dict.fromkeys([*names, *(half for name in names for half in halves(name))]))


def _automaton(patterns: list[str]) -> ahocorasick_rs.AhoCorasick | None:
    """Finds all patterns in one pass; the compact form, since a register is kept for long."""
    if not patterns:
        return None
    return ahocorasick_rs.AhoCorasick(
        patterns,
        matchkind=ahocorasick_rs.MatchKind.Standard,
        store_patterns=False,
        implementation=ahocorasick_rs.Implementation.ContiguousNFA,
    )
