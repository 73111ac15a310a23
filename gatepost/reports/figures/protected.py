"""What may be told of a small number: nothing but that it is small, and no sum that tells more than its parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FEWEST = 5  # the smallest number of people, cases or answers that is told as it is
_SMALL = FEWEST - 1


@dataclass(frozen=True)
class Range:
    """What is told of a number: that it lies between two others, both counted. The same twice is the number itself."""

    low: int
    high: int

    def __add__(self, other: Range) -> Range:
        """What can be said of a sum, from what is told of its parts and from nothing else."""
        return Range(self.low + other.low, self.high + other.high)

    @property
    def is_exact(self) -> bool:
        """Whether it is told as it is."""
        return self.low == self.high

    @property
    def words(self) -> str:
        """In words, with 0 among the small ones."""
        if self.is_exact:
            return f"{self.low:,}"
        if not self.low:
            return f"fewer than {self.high + 1:,}"
        return f"between {self.low:,} and {self.high:,}"


NOTHING = Range(0, 0)


def exactly(number: int) -> Range:
    """A number that tells of nobody."""
    return Range(number, number)


def small_hidden(number: int) -> Range:
    """A number of people, or of what single people did, on its own."""
    return Range(0, _SMALL) if number < FEWEST else exactly(number)


def part_hidden(part: int, *, of: int) -> tuple[Range, Range]:
    """Some of a number of people, and that number. Who is left over must not be few enough to be known either.

    Where the whole is so small that part and rest cannot both be large, nothing is told of the part at all.
    """
    if of < FEWEST:
        return small_hidden(part), small_hidden(of)
    if of < 2 * FEWEST:
        return Range(0, of), exactly(of)
    if of - part < FEWEST:
        return Range(of - _SMALL, of), exactly(of)
    return small_hidden(part), exactly(of)


def total(parts: Iterable[Range]) -> Range:
    """The sum of what is told of some numbers."""
    return sum(parts, NOTHING)


def rest(part: Range, *, of: Range) -> Range:
    """Who is left over, from what is told of the part and the whole."""
    return Range(max(of.low - part.high, 0), max(of.high - part.low, 0))
