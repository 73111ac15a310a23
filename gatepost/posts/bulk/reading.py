"""Reads a table of posts, one row for each; what cannot be used is told row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from gatepost.core.headings import plain as plain_heading
from gatepost.people.importing.cells import CellRefused, cleaned, day, puts_month_first
from gatepost.people.importing.contents import Contents, Fault, FileRefused, Line
from gatepost.people.importing.tables import Table, read_table
from gatepost.people.importing.uploads import is_zip
from gatepost.posts.bulk import cells

LARGEST = 2 * 1024 * 1024
MOST_LINES = 50_000
MOST_POSTS = 500
LOOKED_THROUGH = 10
# Headings are compared without blanks, signs and capitals.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "post", "words", "message", "caption"),
    "accounts": ("accounts", "account", "channels", "channel", "where", "network", "networks"),
    "date": ("date", "day", "dateddmmyyyy"),
    "hour": ("hour", "time"),
    "link": ("link", "url", "webaddress"),
    "picture": ("picture", "pictures", "image", "photo"),
}
EXAMPLE = (
    "Text,Accounts,Date,Hour,Link,Picture\r\n"
    '"The summer fair is on Saturday, from 11 to 3.",News page,31/12/2026,17:00,https://www.school.example/fair,\r\n'
)


def check_size(size: int, *, name: str) -> None:
    """Refuse what is too large before it is read."""
    if size > LARGEST:
        raise FileRefused(
            f"“{name}” has {size / 1_000_000:.0f} MB; a table of posts has at most 2 MB. "
            "Pictures are not in it: add them to the library first."
        )


def read_posts(content: bytes, *, name: str, on: date) -> tuple[Contents, str]:
    """What a CSV says, and the file's SHA-256; or FileRefused."""
    check_size(len(content), name=name)
    if is_zip(content):
        raise FileRefused(
            f"“{name}” is an Excel workbook or an archive, not CSV. Open it, choose “Save as”, and save it as CSV."
        )
    if content.count(b"\n") > MOST_LINES:
        raise FileRefused(f"“{name}” has more than {MOST_LINES:,} lines. {_in_parts()}")
    table = read_table(content, name=name)
    at, places = _headings(table)
    below = table.rows[at + 1 :]
    if len(below) > MOST_POSTS:
        raise FileRefused(f"“{name}” has {len(below):,} rows. {_in_parts()}")
    if not below:
        raise FileRefused(f"“{name}” has headings and no rows. Write one row for each post.")
    return _read(table, below, places, on=on), hashlib.sha256(content).hexdigest()


def _in_parts() -> str:
    return f"At most {MOST_POSTS} posts come in at a time: split the file. Nothing of it was kept."


def _headings(table: Table) -> tuple[int, dict[str, int]]:
    for at, (_, row) in enumerate(table.rows[:LOOKED_THROUGH]):
        plain = [plain_heading(cleaned(cell)) for cell in row]
        places = {
            column: plain.index(heading)
            for column, headings in COLUMNS.items()
            for heading in headings[::-1]
            if heading in plain
        }
        if "accounts" in places and ("text" in places or "picture" in places):
            return at, places
    raise FileRefused(
        f"“{table.name}” does not say which column is which. Its first row needs the headings “Text” and “Accounts”; "
        "“Date”, “Hour”, “Link” and “Picture” are read where they are there. Our own table shows how it is meant."
    )


def _read(
    table: Table, rows: Sequence[tuple[int, list[str]]], places: Mapping[str, int], *, on: date
) -> Contents:
    is_month_first = puts_month_first(_cell(row, places, "date") for _, row in rows)
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, row in rows:
        found, wrong = _row(row, places, on=on, is_month_first=is_month_first)
        faults += [Fault(number, column, says) for column, says in wrong]
        if not wrong:
            lines.append(Line(number, {name: value for name, value in found.items() if value}))
    return Contents("", table.encoding, lines, faults)


def _row(
    row: Sequence[str], places: Mapping[str, int], *, on: date, is_month_first: bool
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    readers = {
        "text": cells.words,
        "accounts": _names,
        "link": cells.link,
        "picture": cleaned,
    }
    found: dict[str, str] = {}
    wrong: list[tuple[str, str]] = []
    for column, read in readers.items():
        try:
            found[column] = read(_cell(row, places, column))
        except CellRefused as problem:
            wrong.append((column.capitalize(), str(problem)))
    try:
        found["due"] = _due(row, places, on=on, is_month_first=is_month_first)
    except CellRefused as problem:
        wrong.append(("Date and hour", str(problem)))
    return found, wrong


def _due(row: Sequence[str], places: Mapping[str, int], *, on: date, is_month_first: bool) -> str:
    """The hour in the school's own time, as ISO; nothing where the row leaves it open."""
    written = cleaned(_cell(row, places, "date"))
    found = day(written, on=on, is_month_first=is_month_first)
    hour = cells.hour(_cell(row, places, "hour"))
    if found is None and hour is None:
        return ""
    if hour is None:
        raise CellRefused("There is a day and no hour. Write the hour in its own column, as 17:00.")
    if found is None:
        raise CellRefused("There is an hour and no day. Write the day as 31/12/2026.")
    return datetime.combine(found, hour).isoformat(timespec="minutes")


def _names(cell: str) -> str:
    """The names of accounts, one a line; what stands between them may be a semicolon or a new line."""
    names = [cleaned(one) for one in cell.replace(";", "\n").splitlines()]
    return "\n".join(one for one in names if one)


def _cell(row: Sequence[str], places: Mapping[str, int], column: str) -> str:
    at = places.get(column, len(row))
    return row[at] if at < len(row) else ""
