"""Counts how well a triager agrees with people on comments whose kinds people have given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from gatepost.core.matching import PUPIL, STAFF, Known, Register
from gatepost.core.triage.outcome import Triager
from gatepost.core.triage.rules import KINDS, alarming

ALARM = "alarm"


class Labelled(NamedTuple):
    """A comment, the kinds that people gave it, and which part of the set it is from."""

    text: str
    kinds: frozenset[str]
    part: str


@dataclass
class Figures:
    """How often a kind was found rightly, wrongly, or not at all."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Of what was found, how much is so."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Of what is so, how much was found."""
        there = self.right + self.missed
        return self.right / there if there else 1.0


def labelled(data: Mapping[str, Any]) -> list[Labelled]:
    """The comments of a file such as the one that is kept with the tests."""
    return [
        Labelled(text, frozenset(group["kinds"]), group["part"])
        for group in data["comments"]
        for text in group["texts"]
    ]


def register_of(data: Mapping[str, Any]) -> Register:
    """The people of such a file."""
    people = [_known(name, PUPIL) for name in data["pupils"]]
    return Register([*people, *(_known(name, STAFF) for name in data["staff"])])


def measured(triager: Triager, comments: Iterable[Labelled]) -> dict[str, Figures]:
    """The figures of every kind, and of the alarm as if it were a kind."""
    figures = {kind: Figures() for kind in (*KINDS, ALARM)}
    for comment in comments:
        found = triager.triage(comment.text)
        is_alarming = bool(comment.kinds & alarming())
        for kind in KINDS:
            _count(figures[kind], found=kind in found.kinds, is_so=kind in comment.kinds)
        _count(figures[ALARM], found=found.alarm, is_so=is_alarming)
    return figures


def table(figures: Mapping[str, Figures]) -> Iterator[str]:
    """The figures as lines of a table in Markdown."""
    yield "| kind | there | found rightly | found wrongly | missed | precision | recall |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for kind, one in figures.items():
        yield f"| {kind} | {one.right + one.missed} | {one.right} | {one.wrong} | {one.missed} | {one.precision:.2f} | {one.recall:.2f} |"


def _count(figures: Figures, *, found: bool, is_so: bool) -> None:
    if found and is_so:
        figures.right += 1
    elif found:
        figures.wrong += 1
    elif is_so:
        figures.missed += 1


def _known(name: str, role: str) -> Known:
    given, _, family = name.partition(" ")
    return Known(given, family, role=role)
