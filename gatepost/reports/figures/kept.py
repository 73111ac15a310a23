"""Everything that is shown of kept figures: a report's parts, a year, a trust's line. True numbers are not at hand here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gatepost.reports.figures.protected import NOTHING, Range, rest, total
from gatepost.reports.figures.shapes import Told

_HUNDRED = 100
Kept = Sequence[Mapping[str, Any]]  # the figures of one report, as its row has them


@dataclass(frozen=True)
class Part:
    """A topic with its figures."""

    key: str
    title: str
    told: tuple[Told, ...]
    total_words: str  # what the sum is called; empty where there is none
    clauses: tuple[str, ...] = ()

    @property
    def total(self) -> Range:
        """What can be said of the sum."""
        return total(one.value for one in self.told)


def parts_of(kept: Kept) -> list[Part]:
    """A report's figures by topic."""
    return [
        Part(
            one["key"],
            one["title"],
            tuple(Told.kept(row) for row in one["figures"]),
            one["total"],
            tuple(one["clauses"]),
        )
        for one in kept
    ]


def year_of_terms(terms: Sequence[Kept]) -> list[Part]:
    """The sums of a year from what each term's report tells, in the order of the newest; what makes no sum is left out."""
    sums: dict[tuple[str, str, str], Told] = {}
    parts: dict[str, Part] = {}
    for part in (part for kept in terms for part in parts_of(kept)):
        parts.setdefault(part.key, part)
        for one in part.told:
            key = (part.key, one.key, one.about)
            sums[key] = _added(sums[key], one) if key in sums else one
    found = [
        Part(
            part.key,
            part.title,
            tuple(one for (key, _, _), one in sums.items() if key == part.key and one.adds),
            part.total_words,
        )
        for part in parts.values()
    ]
    return [part for part in found if part.told]


def _added(one: Told, other: Told) -> Told:
    return Told(**{**vars(one), "value": one.value + other.value})


@dataclass(frozen=True)
class Gist:
    """What a trust's table shows of one school, from one report or several."""

    unread: Range | None = None
    asked: Range | None = None
    overdue: Range | None = None
    trained: Range | None = None
    hours: int | None = None
    in_time: int = 0
    late: int = 0
    wanted: int = 0
    missed: int = 0
    review_on: date | None = None

    @property
    def read(self) -> Range | None:
        """How many have read the policy, from what is told of those who have not."""
        return rest(self.unread, of=self.asked) if self.unread and self.asked else None

    @property
    def read_percent(self) -> Range | None:
        """The same of a hundred; None where nothing is told."""
        return _percent(self.read, self.asked)

    @property
    def trained_percent(self) -> Range | None:
        """Of a hundred people and courses, how many are not overdue."""
        if self.overdue is None or self.trained is None:
            return None
        return _percent(rest(self.overdue, of=self.trained), self.trained)

    @property
    def read_words(self) -> str:
        """How many have read the policy, in words."""
        return _percent_words(self.read_percent)

    @property
    def trained_words(self) -> str:
        """How many are in date with their training, in words."""
        return _percent_words(self.trained_percent)

    @property
    def in_time_percent(self) -> int | None:
        """Of a hundred things that came in under the clock, how many were dealt with in time."""
        everything = self.in_time + self.late
        return _HUNDRED * self.in_time // everything if everything else None


def gist_of(kept: Kept) -> dict[str, Any]:
    """The little of a report that a trust's table needs, to be kept beside it."""
    found = {(part.key, one.key): one for part in parts_of(kept) for one in _plain(part)}
    numbers = {name: found[key].value.low for name, key in _NUMBERS.items() if key in found}
    unread, due = found.get(("reading", "unread")), found.get(("review", "due"))
    courses = [one for part in parts_of(kept) if part.key == "training" for one in part.told]
    return {
        **numbers,
        "unread": _pair(unread.value) if unread else None,
        "asked": _pair(unread.of) if unread and unread.of else None,
        "overdue": _pair(total(one.value for one in courses)) if courses else None,
        "trained": _pair(total(one.of or NOTHING for one in courses)) if courses else None,
        "review": due.on.isoformat() if due and due.on else None,
    }


def gist(newest: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> Gist:
    """A school's line: what stands, from its newest report; what adds up, from all of them."""
    every = [newest, *others]
    return Gist(
        unread=_range(newest["unread"]),
        asked=_range(newest["asked"]),
        overdue=_range(newest["overdue"]),
        trained=_range(newest["trained"]),
        hours=newest.get("hours"),
        review_on=date.fromisoformat(newest["review"]) if newest["review"] else None,
        **{name: sum(one.get(name, 0) for one in every) for name in _SUMS},
    )


_NUMBERS = {
    "in_time": ("answers", "in-time"),
    "late": ("answers", "late"),
    "hours": ("answers", "hours"),
    "wanted": ("looks", "wanted"),
    "missed": ("looks", "missed"),
}
_SUMS = ("in_time", "late", "wanted", "missed")


def lines(kept: Kept) -> Iterator[list[str]]:
    """A report as a table for a file."""
    yield ["Topic", "Figure", "At least", "At most", "Of at least", "Of at most", "Day", "What it counts"]  # fmt: skip
    for part in parts_of(kept):
        for one in part.told:
            numbers = [one.value.low, one.value.high] if one.is_number else ["", ""]
            of = [one.of.low, one.of.high] if one.of else ["", ""]
            day = one.on.isoformat() if one.on else ""
            yield [part.title, one.title, *map(str, numbers), *map(str, of), day, one.counts]
        if part.total_words:
            ends = [str(part.total.low), str(part.total.high)]
            yield [part.title, part.total_words, *ends, "", "", "", "The sum of the lines above."]


def digest_of(kept: Kept) -> str:
    """What stands for a report's figures in the ledger."""
    said = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _plain(part: Part) -> list[Told]:
    """Without those that stand for one account or course of several."""
    return [one for one in part.told if not one.about]


def _pair(one: Range) -> list[int]:
    return [one.low, one.high]


def _range(pair: Sequence[int] | None) -> Range | None:
    return Range(*pair) if pair else None


def _percent(part: Range | None, of: Range | None) -> Range | None:
    if part is None or of is None or not of.is_exact or not of.low:
        return None
    if part == Range(0, of.low):
        return None
    return Range(_HUNDRED * part.low // of.low, _HUNDRED * part.high // of.low)


def _percent_words(percent: Range | None) -> str:
    if percent is None:
        return "–"
    ends = f"{percent.low}" if percent.is_exact else f"{percent.low} to {percent.high}"
    return f"{ends} %"
