"""A term of a school, what is counted in it, and how figures are kept once they are protected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from gatepost.core.policy import Pack
from gatepost.people.models import School
from gatepost.policies.models import Version
from gatepost.reports.figures.known import Written
from gatepost.reports.figures.protected import Range, exactly, part_hidden, small_hidden


@dataclass(frozen=True)
class Term:
    """Some days of a school, first and last counted, looked at from a moment after them."""

    school: School
    name: str
    first_on: date
    last_on: date
    at: datetime

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """When it begins, and the first moment that is no longer in it."""
        zone = self.school.clock_zone
        after = self.last_on + timedelta(days=1)
        return (
            datetime.combine(self.first_on, time.min, zone),
            datetime.combine(after, time.min, zone),
        )

    def during(self, field: str) -> Mapping[str, datetime]:
        """A condition for rows: a moment of theirs lies in the term."""
        begins, after = self.moments
        return {f"{field}__gte": begins, f"{field}__lt": after}

    @cached_property
    def version(self) -> Version | None:
        """The version of the policy that was in force at its end."""
        return Version.objects.in_force(self.school, on=self.last_on)

    @cached_property
    def pack(self) -> Pack | None:
        """The policy as it was on its last day."""
        return self.version.pack.on(self.last_on) if self.version else None


@dataclass(frozen=True)
class Figure:
    """A number that was counted, by its name in figures.toml. It is never kept as it stands."""

    key: str
    value: int = 0
    about: str = ""  # which of several: the name of an account, of a course
    of: int | None = None  # how many there are in all, where it is some of them
    on: date | None = None  # a day, in place of a number


@dataclass(frozen=True)
class Told:
    """A figure as it is kept and shown: its words, and no more of its number than may be told."""

    key: str
    says: str
    counts: str
    about: str
    value: Range
    of: Range | None
    on: date | None
    is_personal: bool
    is_number: bool = True
    adds: bool = True

    def as_kept(self) -> dict[str, Any]:
        """For the row of a report."""
        return {
            "key": self.key,
            "says": self.says,
            "counts": self.counts,
            "about": self.about,
            "low": self.value.low,
            "high": self.value.high,
            "of": [self.of.low, self.of.high] if self.of else None,
            "on": self.on.isoformat() if self.on else None,
            "personal": self.is_personal,
            "number": self.is_number,
            "adds": self.adds,
        }

    @classmethod
    def kept(cls, row: Mapping[str, Any]) -> Told:
        """As the row of a report has it."""
        return cls(
            key=row["key"],
            says=row["says"],
            counts=row["counts"],
            about=row["about"],
            value=Range(row["low"], row["high"]),
            of=Range(*row["of"]) if row["of"] else None,
            on=date.fromisoformat(row["on"]) if row["on"] else None,
            is_personal=row["personal"],
            is_number=row["number"],
            adds=row["adds"],
        )

    @property
    def title(self) -> str:
        """Its words, with which of several it is."""
        return f"{self.about}: {self.says[:1].lower()}{self.says[1:]}" if self.about else self.says

    @property
    def words(self) -> str:
        """What is told, in words."""
        if not self.is_number:
            return f"{self.on.day} {self.on:%B %Y}" if self.on else "no day is set"
        if self.of is None:
            return self.value.words
        if self.of.is_exact and self.value == Range(0, self.of.high) and self.of.high:
            return f"not given, as they are only {self.of.words} in all"
        return f"{self.value.words} of {self.of.words}"


def told(figure: Figure, *, written: Written) -> Told:
    """What may be told of a figure. Each is judged on its own, so that no other says anything about it."""
    of = exactly(figure.of) if figure.of is not None else None
    if not written.is_personal:
        value = exactly(figure.value)
    elif figure.of is not None:
        value, of = part_hidden(figure.value, of=figure.of)
    else:
        value = small_hidden(figure.value)
    return Told(
        key=figure.key,
        says=written.says,
        counts=written.counts,
        about=figure.about,
        value=value,
        of=of,
        on=figure.on,
        is_personal=written.is_personal,
        is_number=written.is_number,
        adds=written.adds,
    )
