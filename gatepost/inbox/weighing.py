"""What needs a person first: the rules of core/triage with the names of one school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from gatepost.core.matching import Register
from gatepost.core.triage import RuleTriager, Triager
from gatepost.people.models import School
from gatepost.posts.checking import register_of

URGENT = 60  # from so many points on it comes before what is merely due sooner


@dataclass(frozen=True)
class Weighed:
    """The score of a text with its reasons; `kinds` are those of an alarm, gravest reasons first."""

    score: int
    is_alarm: bool
    kinds: tuple[str, ...]
    reasons: list[dict[str, Any]]
    rules: str

    @property
    def is_urgent(self) -> bool:
        """Whether it comes before what is due sooner."""
        return self.is_alarm or self.score >= URGENT


class Weighing:
    """Weighs what comes in at one school on one day."""

    def __init__(self, school: School, *, on: date) -> None:
        self.triager = _triager(register_of(school, on=on))

    def weigh(self, text: str) -> Weighed:
        """How soon a person should see a text, and why."""
        found = self.triager.triage(text)
        return Weighed(
            found.score,
            found.alarm,
            found.kinds,
            [one._asdict() for one in found.reasons],
            f"{found.triager} {found.version}",
        )


@lru_cache(maxsize=16)
def _triager(register: Register) -> Triager:
    """Made ready once for the same names. Another way of weighing takes its place here."""
    return RuleTriager(register)
