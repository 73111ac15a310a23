"""Reads a log of a filter piece by piece and counts what is in it. Names and addresses of devices leave with each line."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from gatepost.monitoring.logs.lines import Line, NotALog, columns_of, csv_lines, squid_lines
from gatepost.monitoring.logs.moments import Moments

LEAST = 5  # people: what fewer did is not counted anywhere
MOST_CELLS = 200_000
MOST_LINE = 64 * 1024
MOST_KEPT = 2 * 1024 * 1024  # of one request of a case
OTHER = "other"
_SQUID = re.compile(r"\s*\d{9,10}(?:\.\d+)?\s+-?\d+\s+\S+\s+[A-Z_]+/\d{3}\s")


@dataclass
class Cell:
    """Requests of some people; of the people no more is held than is needed to see that they are five."""

    number: int = 0
    people: set[int] = field(default_factory=set)

    def add(self, who: int) -> None:
        """One request more."""
        self.number += 1
        if len(self.people) < LEAST:
            self.people.add(who)

    def take(self, other: Cell) -> None:
        """Those of another cell as well."""
        self.number += other.number
        self.people |= other.people


class Key(NamedTuple):
    """What a cell counts. `hour` is None where hours of a day were put together."""

    on: date
    hour: int | None
    group: str
    what: str
    stopped: bool


@dataclass(frozen=True)
class Wanted:
    """Whose lines, of what time, a case has asked for."""

    request: int
    who: str  # in small letters
    span: tuple[datetime, datetime]


@dataclass
class Found:
    """The lines of one request, up to a bound."""

    lines: list[str] = field(default_factory=list)
    size: int = 0
    is_cut: bool = False

    def add(self, line: str) -> None:
        """One line more, if there is room."""
        if self.size + len(line) > MOST_KEPT:
            self.is_cut = True
            return
        self.lines.append(line)
        self.size += len(line) + 1


@dataclass(frozen=True)
class Telling:
    """What has to be known to count: the school's clock, its sites, and whose addresses are whose."""

    moments: Moments
    site_of: Callable[[str], str]
    group_of: Callable[[str], str]
    wanted: Sequence[Wanted] = ()


class Reading:
    """Takes a log in pieces of any size. What it holds does not grow with the file."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.kind = ""
        self.unread = self.read = 0
        self.problem = ""
        self.cells: dict[Key, Cell] = {}
        self.found: dict[int, Found] = {}
        self._rest = b""
        self._columns: Mapping[str, int] = {}
        self._delimiter = ","

    def feed(self, piece: bytes) -> None:
        """The next piece of the file."""
        if self.problem:
            return
        try:
            self._take(piece)
        except NotALog as problem:
            self.problem, self._rest = str(problem), b""
        except csv.Error:
            self.problem, self._rest = "A line of this file is far too long for a log.", b""

    def end(self) -> None:
        """There is no more: say what is wrong if nothing could be read."""
        self.feed(b"\n")
        if not self.problem and not self.read:
            self.problem = (
                "No line of this file could be read as one of a filter’s log. "
                "Choose Squid’s access.log, or a CSV file with a time and an address in each line."
            )

    def kept(self) -> Iterator[tuple[Key, int]]:
        """The cells of five people and more. Smaller ones of a day are put together; what is smaller still is dropped."""
        days: dict[Key, Cell] = {}
        for key, cell in self.cells.items():
            if len(cell.people) >= LEAST:
                yield key, cell.number
            else:
                day = Key(key.on, None, key.group, key.what, key.stopped)
                days.setdefault(day, Cell()).take(cell)
        yield from ((key, one.number) for key, one in days.items() if len(one.people) >= LEAST)

    def _take(self, piece: bytes) -> None:
        if b"\0" in piece:
            raise NotALog(
                "This is no text file. If it is packed (zip, gz), unpack it first and choose what is in it."
            )
        whole, line_end, rest = (self._rest + piece).rpartition(b"\n")
        self._rest = rest if len(rest) <= MOST_LINE else b""
        if not line_end:
            return
        lines = whole.decode("utf-8", "replace").lstrip("\ufeff").split("\n")
        for line in self._lines([one.rstrip("\r") for one in lines if one.strip()]):
            self._count(line)

    def _lines(self, lines: list[str]) -> Iterable[Line]:
        if not lines:
            return ()
        if not self.kind:
            lines = self._begin(lines)
        if self.kind == "squid":
            found = list(squid_lines(lines))
        else:
            found = list(csv_lines(lines, columns=self._columns, delimiter=self._delimiter))
        self.unread += max(0, len(lines) - len(found))
        return found

    def _begin(self, lines: list[str]) -> list[str]:
        """Tell what kind of log it is by its first line; the line of headings is taken off."""
        if _SQUID.match(lines[0]):
            self.kind = "squid"
            return lines
        first = lines[0]
        self._delimiter = max(",;\t", key=first.count)
        headings = next(csv.reader([first], delimiter=self._delimiter))
        self._columns = columns_of(headings)
        self.kind = "csv"
        return lines[1:]

    def _count(self, line: Line) -> None:
        telling = self.telling
        hour = telling.moments.hour(line.when)
        if hour is None or not line.host:
            self.unread += 1
            return
        self.read += 1
        what = telling.site_of(line.host) or line.category or OTHER
        key = Key(hour[0], hour[1], telling.group_of(line.client), what, line.stopped)
        cell = self.cells.get(key)
        if cell is None:
            if len(self.cells) >= MOST_CELLS:
                raise NotALog("This log covers too long a time. Bring it in month by month.")
            cell = self.cells[key] = Cell()
        # The name itself goes no further: Python's own hash differs from one start of the server to the next.
        cell.add(hash(line.user or line.client))
        if telling.wanted:
            self._look_for(line)

    def _look_for(self, line: Line) -> None:
        names = {line.user.casefold(), line.client.casefold()} - {""}
        for one in self.telling.wanted:
            if one.who not in names:
                continue
            at = self.telling.moments.at(line.when)
            if at is not None and one.span[0] <= at <= one.span[1]:
                self.found.setdefault(one.request, Found()).add(line.text)
