"""Looks through the text of a profile for what strangers could make use of."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gatepost.core.checks.scanning import Scanner

LONGEST = 20_000  # characters
MOST_SHOWN = 5  # places of one kind
_SENTENCES = re.compile(r"(?<=[.;!?])\s+|\n+")


@dataclass(frozen=True)
class Kind:
    """Something to look for, what to do about it, and how it is put to the policy."""

    key: str
    says: str
    todo: str
    finds: frozenset[str]
    words: tuple[re.Pattern[str], ...]
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Seen:
    """Something of a kind, with the places at which it stands."""

    kind: Kind
    places: tuple[str, ...]


def look(text: str, *, school: str = "") -> list[Seen]:
    """What is there, in the order of the table. `school` is the name of one's own, where that counts too."""
    found: dict[str, list[str]] = {}
    scanner = Scanner()
    pieces = _SENTENCES.split(
        text
    )  # so that a number at the end of one is not read on into the next
    scanned = [(one.kind, one.text) for piece in pieces for one in scanner.scan(piece)]
    for kind in kinds():
        places = [words for name, words in scanned if name in kind.finds]
        places += [match[0] for pattern in kind.words for match in pattern.finditer(text)]
        if kind.key == "work" and school:
            places += _named(text, school)
        if places:
            found[kind.key] = list(dict.fromkeys(" ".join(one.split()) for one in places))
    return [
        Seen(kind, tuple(found[kind.key][:MOST_SHOWN])) for kind in kinds() if kind.key in found
    ]


@cache
def kinds() -> tuple[Kind, ...]:
    """The table."""
    read = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text("utf-8"))
    return tuple(_kinds(read))


def _kinds(read: Mapping[str, Mapping[str, object]]) -> Iterator[Kind]:
    for key, one in read.items():
        words, finds, facts = (one.get(name, ()) for name in ("words", "finds", "facts"))
        assert isinstance(words, list | tuple) and isinstance(finds, list | tuple)
        yield Kind(
            key=key,
            says=str(one["says"]),
            todo=str(one["todo"]),
            finds=frozenset(finds),
            words=tuple(re.compile(word, re.IGNORECASE) for word in words),
            facts=dict(facts) if isinstance(facts, dict) else {},
        )


def _named(text: str, school: str) -> list[str]:
    """Where a school is named, in full or by what comes before “School” and the like."""
    short = re.sub(
        r"\s+(?:primary|infant|junior|community|academy|school|c\s?of\s?e|catholic)\b.*",
        "",
        school,
        flags=re.IGNORECASE,
    )
    names = sorted({school.strip(), short.strip()} - {""}, key=len, reverse=True)
    pattern = "|".join(rf"\b{re.escape(name)}\b" for name in names)
    return [match[0] for match in re.finditer(pattern, text, re.IGNORECASE)]
