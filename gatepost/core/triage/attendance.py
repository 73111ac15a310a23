"""Finds what in a reply gives away that a child attends the school, or does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from gatepost.core.checks.scanning import Scanner
from gatepost.core.matching import Register, fold
from gatepost.core.triage.outcome import HIGHEST, Reason
from gatepost.core.triage.rules import data

KIND = "confirms-attendance"
# What the checks find that names somebody; a title with a name is a teacher whom everybody may know, or a parent.
_NAMING = {
    "pupil-name": "It names a child on the register.",
    "pupil-in-context": "It gives a child's name with a class or an age.",
    "first-name": "It has a first name that stands on the register.",
    "family-name": "It has a family name that stands on the register.",
}
_BEFORE = 40


class _Sign(NamedTuple):
    says: str
    pattern: re.Pattern[str]
    unless_before: re.Pattern[str] | None
    minds_capitals: bool


@cache
def _signs() -> tuple[_Sign, ...]:
    return tuple(
        _Sign(
            one["says"],
            re.compile(one["pattern"]),
            re.compile(one["unless-before"]) if "unless-before" in one else None,
            one.get("minds-capitals", False),
        )
        for one in data("attendance")["sign"]
    )


def confirms_attendance(text: str, register: Register | None = None) -> tuple[Reason, ...]:
    """Everything in a reply that would tell a stranger that a child is or is not at the school, in its order.

    Names are found where a register is given. Nothing found is no promise: somebody still reads the reply before it goes.
    """
    found = [*_named(text, register), *_signed(text)]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (one.start, -one.end)))


def _named(text: str, register: Register | None) -> Iterator[Reason]:
    if register is None:
        return
    for one in Scanner(register).scan(text):
        if one.kind in _NAMING:
            yield Reason(KIND, one.text, one.start, one.end, HIGHEST, _NAMING[one.kind])


def _signed(text: str) -> Iterator[Reason]:
    folded = fold(text)
    for sign in _signs():
        for hit in sign.pattern.finditer(folded.plain):
            start, end = folded.span(*hit.span())
            before = folded.plain[max(0, hit.start() - _BEFORE) : hit.start()]
            if sign.unless_before and sign.unless_before.search(before):
                continue
            if sign.minds_capitals and not text[start:end].rsplit(maxsplit=1)[-1][:1].isupper():
                continue
            yield Reason(KIND, text[start:end], start, end, HIGHEST, sign.says)
