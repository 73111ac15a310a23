"""Turns the rows of a table into lines of ours, or says what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from gatepost.people.importing import cells, kinds
from gatepost.people.importing.columns import (
    COLUMNS,
    DATES,
    LOOKED_THROUGH,
    column_of,
    recognise,
    system_of,
    tells_names,
)
from gatepost.people.importing.contents import PUPILS, Contents, Fault, Line
from gatepost.people.importing.tables import Table

LONGEST = {"year_group": 10, "form": 40}
READERS: Mapping[str, Callable[[str], str]] = {
    "given_name": cells.name,
    "family_name": cells.name,
    "preferred_name": cells.name,
    "email": cells.email,
}


class Unrecognised(Exception):
    """The headings of a table do not tell which column holds the names: somebody has to say."""


def find_headings(table: Table, *, kind: str) -> tuple[int, dict[str, int]]:
    """At which of the rows the headings stand, and which of our columns is where; or Unrecognised."""
    for at, (_, row) in enumerate(table.rows[:LOOKED_THROUGH]):
        found = recognise(row, kind=kind)
        if tells_names(found) and len(found) > 1:
            return at, found
    raise Unrecognised


def read_rows(
    table: Table, *, kind: str, headings_at: int, places: Mapping[str, int], on: date
) -> Contents:
    """Every row below the headings, with our columns at some places."""
    headings = [cells.cleaned(cell) for cell in table.rows[headings_at][1]]
    below = table.rows[headings_at + 1 :]
    reader = _RowReader(kind, headings, places, on)
    reader.notice_dates([row for _, row in below])
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, row in below:
        values, wrong = reader.read(number, row)
        faults.extend(wrong)
        if not wrong:
            lines.append(Line(number, values))
    system = "upn" if kind == PUPILS else system_of(headings)
    return Contents(system, table.encoding, lines, faults)


class _RowReader:
    """Reads one row after the other."""

    def __init__(
        self, kind: str, headings: Sequence[str], places: Mapping[str, int], on: date
    ) -> None:
        self.kind, self.headings, self.places, self.on = kind, headings, places, on
        self.month_first: frozenset[str] = frozenset()

    def notice_dates(self, rows: Sequence[Sequence[str]]) -> None:
        """Which columns have dates with the month first somewhere."""
        self.month_first = frozenset(
            name
            for name in DATES & set(self.places)
            if cells.puts_month_first(self._cell(row, name) for row in rows)
        )

    def read(self, number: int, row: Sequence[str]) -> tuple[dict[str, str], list[Fault]]:
        """The values of a row, and whatever is wrong with it."""
        values: dict[str, str] = {}
        faults: list[Fault] = []
        if any(map(cells.cleaned, row[len(self.headings) :])):
            says = "The row has more cells than there are headings. A comma may lack its quotation marks."
            faults.append(Fault(number, "", says))
        for name in self.places:
            try:
                values |= self._value(name, cells.cleaned(self._cell(row, name)))
            except cells.CellRefused as problem:
                faults.append(Fault(number, self._called(name), str(problem)))
        faults += [] if faults else self._whole(number, values)
        return {name: value for name, value in values.items() if value}, faults

    def _value(self, name: str, cell: str) -> dict[str, str]:
        if name in DATES:
            found = cells.day(cell, on=self.on, is_month_first=name in self.month_first)
            return {name: found.isoformat() if found else ""}
        if not cell:
            return {}
        if name == "full_name":
            return _parts(cells.name(cell, longest=200))
        if name == "kind":
            return _stated_kind(cell)
        if name == "source_id" and self.kind == PUPILS:
            return {name: cells.upn(cell)}
        read = READERS.get(name)
        return {name: read(cell) if read else cells.text(cell, longest=LONGEST.get(name, 100))}

    def _whole(self, number: int, values: Mapping[str, str]) -> list[Fault]:
        """What is wrong with a row though each of its cells is right."""
        faults = [
            Fault(number, self._called(name), "The name is missing.")
            for name in ("given_name", "family_name")
            if not values.get(name)
        ]
        if values.get("left_on") and values["left_on"] < values.get("started_on", ""):
            says = "The last day is before the first."
            faults.append(Fault(number, self._called("left_on"), says))
        return faults

    def _cell(self, row: Sequence[str], name: str) -> str:
        place = self.places[name]
        return row[place] if place < len(row) else ""

    def _called(self, name: str) -> str:
        """A column as the file calls it."""
        name = name if name in self.places else "full_name"
        return self.headings[self.places[name]] or column_of(self.kind, name).label


def _parts(full: str) -> dict[str, str]:
    """“Abbott, Wren” and “Wren Abbott”; of several words without a comma the last is the surname."""
    if "," in full:
        family, _, given = (part.strip() for part in full.partition(","))
    else:
        given, _, family = full.rpartition(" ")
    return {"given_name": given, "family_name": family}


def _stated_kind(cell: str) -> dict[str, str]:
    found = kinds.stated(cell)
    if not found:
        raise cells.CellRefused(
            f"{cells.shown(cell)} is no kind of person. Write one of: {', '.join(kinds.staff_kinds())}."
        )
    return {"kind": ",".join(found)}


def labels(kind: str) -> dict[str, str]:
    """What our columns are called on pages."""
    return {column.name: column.label for column in COLUMNS[kind]}
