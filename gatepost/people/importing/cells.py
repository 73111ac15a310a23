"""Cells as people fill them in: cleaned of what cannot be seen, and refused where they cannot be meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

FORMULA = ("=", "+", "-", "@")
LONGEST_EMAIL = 254
UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c"))
BLANK_DATES = frozenset({"", "-", "n/a", "na", "null", "none", "00/00/0000", "0000-00-00"})
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
EXCEL_BEGINS = date(1899, 12, 30)
EXCEL_DAYS = range(7_000, 80_000)  # from 1919 to 2119
NUMBERS = re.compile(r"(\d{1,4})\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{1,4})")
WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.,]+([a-z]{3,9})[\s\-/.,]+(\d{2}|\d{4})")
TIME = re.compile(r"[ t]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([ap]m|z|[+-]\d{2}:?\d{2})?$")
DAY_OF_WEEK = re.compile(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|satur|sat|sun)(day)?[\s,]+")
EARLIEST_YEAR = 1920
YEARS_AHEAD = 5
WORKING_LIFE = 60


class CellRefused(Exception):
    """A cell that cannot be used; the message is a sentence about it."""


def cleaned(cell: str) -> str:
    """Without blanks around it, blanks of other kinds, and characters that cannot be seen."""
    return " ".join(unicodedata.normalize("NFC", cell).translate(UNSEEN).split())


def shown(cell: str) -> str:
    """A cell within a sentence, cut where it is long."""
    return f"“{cell[:40]}{'…' if len(cell) > 40 else ''}”"  # noqa: PLR2004


def name(cell: str, *, longest: int = 100) -> str:
    """A name, or CellRefused."""
    if cell.startswith(FORMULA):
        raise CellRefused(
            f"{shown(cell)} begins with “{cell[0]}”, as a formula does and no name. Write the name itself."
        )
    if cell and not any(map(str.isalpha, cell)):
        raise CellRefused(f"{shown(cell)} is no name: it has no letters.")
    return text(cell, longest=longest)


def text(cell: str, *, longest: int = 100) -> str:
    """Any short text, or CellRefused. What looks like a formula is kept as the text it is."""
    if any(unicodedata.category(one) == "Cc" for one in cell):
        raise CellRefused(f"{shown(cell)} holds a control character. Type the cell anew.")
    if len(cell) > longest:
        raise CellRefused(
            f"{shown(cell)} has {len(cell):,} characters; at most {longest} have room here."
        )
    return cell


def email(cell: str) -> str:
    """An e-mail address, or CellRefused."""
    address = cell.removeprefix("mailto:")
    try:
        validate_email(address)
    except ValidationError:
        raise CellRefused(
            f"{shown(cell)} is no e-mail address. Write one such as name@school.example, or leave it blank."
        ) from None
    return text(address, longest=LONGEST_EMAIL)


def upn(cell: str) -> str:
    """A unique pupil number, or CellRefused."""
    number = cell.replace(" ", "").upper()
    if not re.fullmatch(r"[A-Z]\d{11}[0-9A-Z]", number):
        raise CellRefused(f"{shown(cell)} is no UPN: that is a letter and 12 digits.")
    return number


def in_words(iso: str) -> str:
    """A date of a line as pages show it; other values as they are."""
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{found.day} {found:%B %Y}"


def puts_month_first(cells: Iterable[str]) -> bool:
    """Whether some date of a column can only be read with the month first, so that none in it is certain."""
    for cell in cells:
        found = NUMBERS.fullmatch(TIME.sub("", cleaned(cell).lower()))
        if found and len(found[1]) <= 2 and int(found[1]) <= 12 < int(found[2]) <= 31:  # noqa: PLR2004
            return True
    return False


def day(cell: str, *, on: date, is_month_first: bool = False) -> date | None:
    """A date as it is written in Britain, the day first; None where there is none; or CellRefused."""
    plain = DAY_OF_WEEK.sub("", TIME.sub("", cell.lower())).strip()
    if plain in BLANK_DATES:
        return None
    if re.fullmatch(r"\d{4,5}(\.\d+)?", plain) and int(float(plain)) in EXCEL_DAYS:
        return EXCEL_BEGINS + timedelta(days=int(float(plain)))
    if found := NUMBERS.fullmatch(plain):
        return _from_numbers(cell, *found.groups(), on=on, is_month_first=is_month_first)
    if re.fullmatch(r"(19|20)\d{6}", plain):
        return _real(cell, plain[:4], plain[4:6], plain[6:], on=on)
    if (found := WORDS.fullmatch(plain)) and found[2][:3] in MONTHS:
        return _real(cell, found[3], str(MONTHS.index(found[2][:3]) + 1), found[1], on=on)
    raise CellRefused(f"{shown(cell)} is no date that can be read. Write it as 31/12/2026.")


def _from_numbers(
    cell: str, first: str, second: str, third: str, *, on: date, is_month_first: bool
) -> date:
    if len(first) == 4:  # noqa: PLR2004  the year
        return _real(cell, first, second, third, on=on)
    if is_month_first:
        raise CellRefused(
            f"{shown(cell)} may be one of two days: another date in this column has the month first. "
            "Write them all with the day first, as 31/12/2026."
        )
    return _real(cell, third, second, first, on=on)


def _real(cell: str, year: str, month: str, number: str, *, on: date) -> date:
    try:
        found = date(_year(cell, year, on=on), int(month), int(number))
    except ValueError:
        raise CellRefused(
            f"{shown(cell)} is no day of the calendar. Dates have the day first, as 31/12/{on.year}."
        ) from None
    if not EARLIEST_YEAR <= found.year <= on.year + YEARS_AHEAD:
        raise CellRefused(f"{shown(cell)} cannot be: the year is too far away.")
    return found


def _year(cell: str, year: str, *, on: date) -> int:
    """The year that is meant: of two digits the one within a working life, or a few years ahead."""
    if len(year) == 4:  # noqa: PLR2004
        return int(year)
    likely = [c + int(year) for c in (1900, 2000) if _is_likely(c + int(year), on=on)]
    if len(year) != 2 or len(likely) != 1:  # noqa: PLR2004
        raise CellRefused(f"{shown(cell)} leaves the year open. Write it with four digits.")
    return likely[0]


def _is_likely(year: int, *, on: date) -> bool:
    return on.year - WORKING_LIFE <= year <= on.year + YEARS_AHEAD
