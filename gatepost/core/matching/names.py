"""Finds the people of a register in a text: whole names, and first or family names alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

from gatepost.core.matching.folding import Folded
from gatepost.core.matching.register import GIVEN, Register
from gatepost.core.matching.searching import Hit
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


# Where first or family names stand in a text: start, end and the numbers of the names.
_Part = tuple[int, int, tuple[int, ...]]


def find(register: Register, folded: Folded, hits: Sequence[Hit] | None = None) -> list[Name]:
    """Every name in a text, in its order. Whole names win over their parts. `hits`: where words of the register stand."""
    found: list[Name] = []
    if hits is None:
        hits, _ = register.search.hits(folded)
    if hits and register.dense:
        found, hits = _dense(register, hits)
    parts = _parts(register, folded, hits) if hits else ()
    if parts:
        longer = _longer(register, folded, hits) if len(parts) > 1 else ()
        found += _named(register, folded, parts, longer)
    if "#" in folded.plain or "@" in folded.plain:
        found += _glued(register, folded)
    return sorted(found, key=attrgetter("start")) if len(found) > 1 else found


def _dense(register: Register, hits: Sequence[Hit]) -> tuple[list[Name], list[Hit]]:
    """Whole names in scripts without blanks, and what else was hit."""
    limit, people = register.first_dense, register.dense
    names = [
        Name(WHOLE, start - 1, end - 1, (people[word - limit],))
        for word, start, end in hits
        if word >= limit
    ]
    return names, [hit for hit in hits if hit[0] < limit]


def _parts(register: Register, folded: Folded, hits: Sequence[Hit]) -> list[_Part]:
    """Names in a text, without those that can be none: “will” in small letters and far from all others."""
    names, weak, text = register.names, register.weak, folded.text
    found: list[_Part] = []
    before, waiting = -_NEAR, None
    for word, start, end in hits:
        part = (start, end - 2, names[word])
        is_near, before = start - before < _NEAR, end
        if is_near or not weak[word] or folded.at is not None or not text[start].islower():
            if waiting and is_near:
                found.append(waiting)
            found.append(part)
            waiting = None
        else:
            waiting = part
    return found


def _longer(register: Register, folded: Folded, hits: Sequence[Hit]) -> list[_Part]:
    """Names of several words."""
    found: list[_Part] = []
    longer = register.longer
    for at in [at for at, hit in enumerate(hits[:-1]) if hit[0] in longer]:
        word, start, _ = hits[at]
        _, second, after = hits[at + 1]
        for name in longer[word].get(folded.words[second : after - 2], ()):
            if last := _follows(folded, hits[at:], name.rest):
                found.append((start, last, (name.name,)))
    return found


def _follows(folded: Folded, hits: Sequence[Hit], rest: Sequence[str]) -> int:
    """Where the last of some words ends, if they come right after the first hit; else nothing."""
    place = hits[0][2] - 2
    if len(hits) <= len(rest):
        return 0
    for wanted, (_, start, end) in zip(rest, hits[1:], strict=False):
        is_joined = _BETWEEN.fullmatch(folded.plain, place, start)
        if not is_joined or folded.words[start : end - 2] != wanted:
            return 0
        place = end - 2
    return place


def _named(
    register: Register, folded: Folded, parts: Sequence[_Part], longer: Sequence[_Part]
) -> list[Name]:
    """Whole names, and what is left of first and family names."""
    every = sorted([*parts, *longer], key=itemgetter(0)) if longer else parts
    wholes: list[Name] = []
    until = 0
    for at in range(len(every) - 1):
        whole = _whole(register, folded, every, at)
        if whole and whole.end > until:
            if wholes and wholes[-1].start == whole.start:  # of two at one place the longer
                wholes.pop()
            wholes.append(whole)
            until = whole.end
    return wholes + _alone(folded, _longest(every) if longer else parts, wholes)


def _whole(register: Register, folded: Folded, parts: Sequence[_Part], at: int) -> Name | None:
    """First and family name of the same person, beside each other from some part on; of several the longest."""
    best: Name | None = None
    pairs = register.pairs
    begin, end, names = parts[at]
    for name in names:
        for start, last, others in parts[at + 1 :]:
            if start - end > _NEAR:
                break
            for other in others if start >= end else ():
                who = pairs.get(name | other)
                if who is not None and (best is None or last > best.end):
                    is_usual = name >= GIVEN
                    is_chance = _is_chance(folded, begin, end) and _is_chance(folded, start, last)
                    if _belong(folded, end, start, is_usual=is_usual, is_chance=is_chance):
                        people = who if isinstance(who, tuple) else (who,)
                        best = Name(WHOLE, begin, last, people, is_chance)
    return best


def _belong(folded: Folded, end: int, start: int, *, is_usual: bool, is_chance: bool) -> bool:
    """Whether what stands between two names lets them be one person's; before the first name a comma too."""
    between = folded.plain[end:start]
    if is_usual:
        return between == " " or _may_stand_between(folded, between, end)
    return _COMMA.fullmatch(between) is not None and not (is_chance and "," not in between)


def _may_stand_between(folded: Folded, between: str, end: int) -> bool:
    """A blank, a hyphen, or one other name with a capital."""
    if _BETWEEN.fullmatch(between) and not _NOT_A_STOP.search(between):
        return True
    middle = _MIDDLE.fullmatch(between)
    return middle is not None and _has_capital(folded, end + middle.start(1 if middle[1] else 2))


def _is_chance(folded: Folded, start: int, end: int) -> bool:
    """Whether part of a whole name may well be a word of every day: “the green will be mown”."""
    return not _has_capital(folded, start) and folded.words[start:end] in english()


def _has_capital(folded: Folded, start: int) -> bool:
    return folded.text[start if folded.at is None else folded.at[start]].isupper()


def _longest(parts: Iterable[_Part]) -> list[_Part]:
    """Of the names that begin at one place the longest; the first name, if one is both."""
    return [
        max(
            (part for part in group if part[2]),
            key=lambda part: (part[1], max(part[2])),
            default=(start, start, ()),
        )
        for start, group in groupby(parts, key=itemgetter(0))
    ]


def _alone(folded: Folded, parts: Iterable[_Part], wholes: Sequence[Name]) -> list[Name]:
    """First and family names outside whole ones; none where it is a word that is written small."""
    found: list[Name] = []
    until = 0
    for start, end, names in parts:
        if not names or start < until:
            continue
        if any([start < whole.end and whole.start < end for whole in wholes]):
            continue
        until = end
        words = folded.words[start:end]
        if len(words) >= SHORT and (_has_capital(folded, start) or not is_weak(words)):
            kind = FIRST if max(names) >= GIVEN else LAST
            found.append(Name(kind, start, end, (), words in english()))
    return found


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
        families = [name for name in register.named(word[middle:]) if name < GIVEN]
        for start in range(middle - _LEAST_GLUED + 1) if families else ():
            for given in register.named(word[start:middle]):
                for family in families:
                    who = register.who(given, family)
                    if who:
                        return start, who
    return None
