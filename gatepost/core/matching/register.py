"""The names of up to a hundred thousand people, made ready to be found in texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from gatepost.core.matching.folding import folded_words
from gatepost.core.matching.searching import Search
from gatepost.core.matching.spelling import (
    Words,
    halves,
    is_weak,
    is_written_densely,
    nicknames,
    spellings,
)

PUPIL, STAFF = "pupil", "staff"
# Every name has a number: family names count from 1 on, first names in steps of this. So a first name and a family name
# together are one number, which no two first names and no two family names make.
GIVEN = 1 << 24
FAMILY = 1


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


class Longer(NamedTuple):
    """A name of several words: its number, and the words that have to follow the first."""

    name: int
    rest: Words


# Names of several words, by the number of their first and by their second.
_Longer = dict[int, dict[str, tuple[Longer, ...]]]


class Register:
    """Names made ready. `names.find` looks for them.

    For every word of the automaton `names` says which names it is, `longer` which names of several words begin with it,
    and `weak` whether it is no name by itself when written small. `pairs` says which first name and family name belong to
    the same person or people, by their places in `people`.
    """

    def __init__(self, people: Iterable[Known]) -> None:
        self.people: list[Known] = []
        self.names: list[tuple[int, ...]] = []
        self.longer: _Longer = {}
        self.pairs: dict[int, int | tuple[int, ...]] = {}
        self.dense: list[int] = []  # person of each pattern that is looked for within words
        self._words: dict[str, int] = {}
        self._numbers: dict[int, dict[str, int]] = {GIVEN: {}, FAMILY: {}}
        self._dense: dict[str, int] = {}
        for person in people:
            self._add(person)
        self.first_dense = len(self._words)
        self.weak = bytes(map(is_weak, self._words))
        self.dense = list(self._dense.values())
        self._within = list(self._dense)
        del self._numbers, self._dense  # only needed while names are entered

    def __len__(self) -> int:
        return len(self.people)

    def patterns(self) -> list[str]:
        """What has to be looked for: every word of a name, and whole names in scripts without blanks."""
        return [*(f" {word} " for word in self._words), *self._within]

    @cached_property
    def search(self) -> Search:
        """Looks for the register's words alone."""
        return Search(self.patterns())

    def named(self, word: str) -> tuple[int, ...]:
        """The names that are a word."""
        number = self._words.get(word)
        return () if number is None else self.names[number]

    def who(self, one: int, other: int) -> tuple[int, ...]:
        """The people of a first and a family name, in whichever order."""
        found = self.pairs.get(one | other, ())
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
                if first and last:
                    self._pair(first | last, place)

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
        """The number of a name, all its spellings entered; none where it has no letters."""
        known = self._numbers[part]
        number = known.get(name)
        if number is None:
            written = spellings(name)
            key = " ".join(written[0]) if written else ""
            number = known.get(key, 0)
            if not number and key:
                number = known[key] = part * (len(known) + 1)
                self._enter(number, written)
            if name != key:
                known[name] = number
        return number

    def _enter(self, number: int, written: tuple[Words, ...]) -> None:
        for words in written:
            at = self._number(words[0])
            if len(words) == 1:
                self.names[at] = (*self.names[at], number)
                continue
            for word in words[1:]:
                self._number(word)
            of_word = self.longer.setdefault(at, {})
            of_word[words[1]] = (*of_word.get(words[1], ()), Longer(number, words[1:]))

    def _number(self, word: str) -> int:
        number = self._words.get(word)
        if number is None:
            number = self._words[word] = len(self.names)
            self.names.append(())
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
