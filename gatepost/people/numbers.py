"""Numbers of rows, as forms and addresses send them: whatever is none stands for a row that does not exist."""

from __future__ import annotations

from collections.abc import Iterable

NO_ROW = 0
MOST_DIGITS = 18  # what every database takes for the number of a row


def number_of(written: str) -> int:
    """The number of a row, or `NO_ROW` for anything else that somebody may send."""
    is_number = written.isascii() and written.isdigit() and len(written) <= MOST_DIGITS
    return int(written) if is_number else NO_ROW


def numbers_of(written: Iterable[str]) -> list[int]:
    """The numbers among what was sent."""
    return [number for one in written if (number := number_of(one)) != NO_ROW]
