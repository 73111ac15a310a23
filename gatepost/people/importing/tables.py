"""Reads a table of values separated by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from gatepost.people.importing.cells import cleaned
from gatepost.people.importing.contents import FileRefused
from gatepost.people.importing.decoding import decode
from gatepost.people.importing.uploads import check_is_text

MOST_ROWS = 50_000
MOST_COLUMNS = 250
SEPARATORS = ",;\t"


@dataclass(frozen=True)
class Table:
    """The rows of a file, each with the number that a spreadsheet shows beside it."""

    name: str
    encoding: str
    rows: list[tuple[int, list[str]]]


def read_table(content: bytes, *, name: str) -> Table:
    """The rows that hold anything, cells as they stand."""
    check_is_text(content, name=name)
    text, encoding = decode(content, name=name)
    first, text = 1, text.lstrip("\ufeff")
    if text[:4].lower() == "sep=":  # a first line with which Excel tells itself the separator
        first, text = 2, text.partition("\n")[2]
    rows = [(number, row) for number, row in _rows(text, name, first) if any(map(cleaned, row))]
    if not rows:
        raise FileRefused(f"“{name}” has no rows. Make the export again and look into it first.")
    return Table(name, encoding, rows)


def _rows(text: str, name: str, first: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    number = first
    try:
        for number, row in enumerate(reader, start=first):
            if len(row) > MOST_COLUMNS and any(map(cleaned, row[MOST_COLUMNS:])):
                raise FileRefused(
                    f"Row {number} of “{name}” has {len(row):,} columns; at most {MOST_COLUMNS} can be read. "
                    "Choose an export with fewer columns."
                )
            if number - first > MOST_ROWS:
                raise FileRefused(
                    f"“{name}” has more than {MOST_ROWS:,} rows. Bring in one school at a time."
                )
            yield number, row[:MOST_COLUMNS]
    except csv.Error:
        raise FileRefused(
            f"“{name}” cannot be read after row {number}: a quotation mark is missing or out of place there. "
            "Open it in a spreadsheet, look at that row, and save it as CSV once more."
        ) from None


def _separator(text: str) -> str:
    """The separator that stands most often in the first lines."""
    start = text[:LOOKED_AT].split("\n", 10)[:10]
    counts = {one: sum(line.count(one) for line in start) for one in SEPARATORS}
    return max(SEPARATORS, key=lambda one: counts[one])


LOOKED_AT = 20_000
