"""The slow, obvious way to find whole names: every person, every spelling, at every place."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, Iterator

from gatepost.core.matching import Known

APOSTROPHES = "'’`ʼ"
HYPHENS = "-\u2010\u2011–"
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
LOOKALIKES = dict(zip("аеорсухкмтнвіј", "aeopcyxkmthbij", strict=True))
LATIN = {"ł": "l", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "đ": "d", "ə": "e"}
WRITTEN_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
PARTICLES = {
    "van",
    "der",
    "de",
    "la",
    "al",
    "st",
    "mc",
    "bin",
    "di",
    "da",
    "den",
    "el",
    "le",
    "san",
}


def plain(text: str) -> str:
    """Small letters without marks, everything that belongs to no word as a blank, one blank at a time."""
    small = "".join(one for one in text if one not in UNSEEN).casefold()
    bare = [
        LOOKALIKES.get(one) or LATIN.get(one, one)
        for one in unicodedata.normalize("NFKD", small)
        if not unicodedata.combining(one)
    ]
    return " ".join("".join(one if one.isalnum() else " " for one in "".join(bare)).split())


def found_in(people: Iterable[Known], text: str) -> set[int]:
    """The places in the register of everybody whose whole name stands in a text."""
    words = f" {plain(text)} "
    return {
        place
        for place, person in enumerate(people)
        if any(f" {name} " in words for name in whole_names(person))
    }


def whole_names(person: Known) -> set[str]:
    """Every way of writing a whole name that has to be found."""
    givens = {one for name in (person.given, *person.called) for one in _givens(name)}
    families = {one for name in (person.family, *person.families) for one in _families(name)}
    both = {*itertools.product(givens, families), *itertools.product(families, givens)}
    return {f"{first} {last}" for first, last in both}


def _givens(name: str) -> Iterator[str]:
    yield from _written(name)
    for part in name.split():
        yield from _written(part)
        break


def _families(name: str) -> Iterator[str]:
    yield from _written(name)
    for hyphen in HYPHENS:
        name = name.replace(hyphen, " ")
    parts = name.split()
    if len(parts) > 1:
        for part in parts:
            if len(plain(part).replace(" ", "")) > 2 and plain(part) not in PARTICLES:
                yield from _written(part)


def _written(name: str) -> Iterator[str]:
    out = "".join(WRITTEN_OUT.get(one, one) for one in name.lower())
    for one in (name, out):
        yield plain(one)
        yield plain(one).replace(" ", "")
        yield plain("".join(letter for letter in one if letter not in APOSTROPHES))
