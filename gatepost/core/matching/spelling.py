"""The ways in which a person's name may be written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import tomli

from gatepost.core.matching.folding import folded_words
from gatepost.core.matching.letters import APOSTROPHES, HYPHENS, is_dense, tables

# One way of writing a name: its words as they are compared.
Words = tuple[str, ...]
SHORT = 2  # letters of a name that is found alone only with a capital
LEAST_HALF = 3  # letters that half of a double name must have to count by itself

_PARTS = re.compile(rf"[\s{''.join(map(re.escape, sorted(HYPHENS)))}/]+")
_WRITTEN_OUT = str.maketrans(dict(tables()["written-out"]))
_APOSTROPHES = str.maketrans(dict.fromkeys(APOSTROPHES, ""))


@cache
def data(name: str) -> Mapping[str, Any]:
    """One of the tables beside this file."""
    return tomli.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))


@cache
def particles() -> frozenset[str]:
    """Words such as “van” that are no name by themselves."""
    return frozenset(data("words")["particles"])


@cache
def english() -> frozenset[str]:
    """Names that are English words as well."""
    return frozenset(data("words")["english"])


@cache
def everyday() -> frozenset[str]:
    """Words that stand everywhere."""
    return frozenset(data("words")["everyday"])


@cache
def months() -> frozenset[str]:
    """Names that are months as well."""
    return frozenset(data("words")["months"])


def is_weak(word: str) -> bool:
    """Whether a word says too little to be a name by itself when it is written small."""
    return len(word) <= SHORT or word in english()


@lru_cache(maxsize=65_536)
def spellings(name: str) -> tuple[Words, ...]:
    """Every way of writing one name, the plain one first: “O'Brien” and “Obrien”, “Anne-Marie” and “Annemarie”."""
    if name.isascii() and name.isalpha():
        return ((name.lower(),),)
    return tuple(dict.fromkeys(_spellings(name)))


def _spellings(name: str) -> Iterator[Words]:
    for written in dict.fromkeys((name, name.lower().translate(_WRITTEN_OUT))):
        words = tuple(folded_words(written))
        if not words:
            return
        yield words
        if len(words) > 1:
            yield ("".join(words),)
            yield tuple(folded_words(written.translate(_APOSTROPHES)))


@lru_cache(maxsize=65_536)
def halves(name: str) -> tuple[str, ...]:
    """The parts of a double name that people use by themselves: “Osei-Mensah” gives “Osei” and “Mensah”."""
    if name.isalpha():
        return ()
    parts = [part for part in _PARTS.split(name) if part]
    if len(parts) == 1:
        return ()
    return tuple(
        part
        for part in parts
        if len(words := folded_words(part))
        and len("".join(words)) >= LEAST_HALF
        and words[0] not in particles()
    )


@cache
def nicknames() -> Mapping[str, tuple[str, ...]]:
    """For a first name, the short names that people use for it."""
    found: dict[str, list[str]] = {}
    for short, names in data("nicknames").items():
        for name in names:
            found.setdefault(name, []).append(short)
    return {name: tuple(short) for name, short in found.items()}


def is_written_densely(name: str) -> bool:
    """Whether a name is in a script that sets no blanks between words."""
    return not name.isascii() and any(map(is_dense, name))
