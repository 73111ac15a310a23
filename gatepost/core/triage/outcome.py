"""What is said of one text: how soon a person should see it, why, and by which rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

HIGHEST = 100


class Reason(NamedTuple):
    """One reason why a person should look, in a plain sentence.

    `start` and `end` are character offsets in the text and `text` is what stands there; `points` are what it adds.
    """

    kind: str
    text: str
    start: int
    end: int
    points: int
    says: str


@dataclass(frozen=True)
class Triage:
    """How soon a person should see a text, from 0 to 100, with every reason and the rules' own version.

    `alarm` is set where nobody may wait: somebody may be in danger, or an adult of the school is accused.
    """

    score: int
    reasons: tuple[Reason, ...]
    alarm: bool
    triager: str
    version: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its reasons, each once, those with most points first."""
        by_points = sorted(self.reasons, key=lambda reason: -reason.points)
        return tuple(dict.fromkeys(reason.kind for reason in by_points))


class Triager(Protocol):
    """Whatever can say what needs a person first. `version` changes with every change of its answers."""

    @property
    def name(self) -> str:
        """What it is called in records."""

    @property
    def version(self) -> str:
        """Which version gave an answer."""

    def triage(self, text: str) -> Triage:
        """What it makes of one text."""


def score_of(reasons: Iterable[Reason]) -> int:
    """The points of the strongest reason of each kind, added up, and never more than 100."""
    strongest: dict[str, int] = {}
    for reason in reasons:
        strongest[reason.kind] = max(reason.points, strongest.get(reason.kind, 0))
    return min(HIGHEST, sum(strongest.values()))
