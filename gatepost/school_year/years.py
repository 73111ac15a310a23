"""School years and year groups: which year is prepared on a day, and which group comes after which."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

FIRST_MONTH = 7  # from July on the coming September is prepared
LAST_MONTH = 10  # until the end of October it is asked for
_NUMBERED = re.compile(r"(?P<before>\D*?)(?P<number>\d{1,2})")
_NURSERY = frozenset({"n", "n1", "n2", "nursery", "pre-school", "preschool"})
_RECEPTION = frozenset({"r", "reception", "year r", "yr"})


@dataclass(frozen=True)
class SchoolYear:
    """From 1 September of one year to 31 August of the next."""

    starts_in: int

    @property
    def first_on(self) -> date:
        """Its first day."""
        return date(self.starts_in, 9, 1)

    @property
    def last_on(self) -> date:
        """Its last day."""
        return date(self.starts_in + 1, 8, 31)

    @property
    def leavers_last_on(self) -> date:
        """The last day of those who leave before it."""
        return date(self.starts_in, 8, 31)

    @property
    def opens_on(self) -> date:
        """The day from which it is prepared."""
        return date(self.starts_in, FIRST_MONTH, 1)

    def __str__(self) -> str:
        return f"{self.starts_in} to {self.starts_in + 1}"


def prepared_on(on: date) -> SchoolYear:
    """The year that is prepared, or that was prepared last."""
    return SchoolYear(on.year if on.month >= FIRST_MONTH else on.year - 1)


def is_season(on: date) -> bool:
    """Whether the new year is asked for on a day."""
    return FIRST_MONTH <= on.month <= LAST_MONTH


def number_of(group: str) -> int | None:
    """The number of a year group: 0 for reception, -1 for nursery; None where it has none."""
    plain = " ".join(group.casefold().split())
    if plain in _NURSERY:
        return -1
    if plain in _RECEPTION:
        return 0
    match = _NUMBERED.fullmatch(plain)
    return int(match["number"]) if match else None


def after(group: str, *, like: Iterable[str]) -> str:
    """The group that comes next, written as the school writes its numbered ones; unchanged where nobody can tell."""
    number = number_of(group)
    if number is None:
        return group
    if number == -1:
        return next((one for one in like if number_of(one) == 0), "Reception")
    match = _NUMBERED.fullmatch(group) if number else None
    before = match["before"] if match else _before(like)
    return f"{before}{number + 1}"


def _before(like: Iterable[str]) -> str:
    """What the school writes before the number of a year."""
    found = (_NUMBERED.fullmatch(one) for one in like)
    return next((match["before"] for match in found if match), "Year ")


def last_of(groups: Iterable[str]) -> int | None:
    """The highest number there is."""
    numbers = [number for one in groups if (number := number_of(one)) is not None]
    return max(numbers, default=None)
