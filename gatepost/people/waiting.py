"""What waits for somebody: a sentence, a place to go, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Waiting:
    """One line of somebody's day. Each folder gives its own, from the rows that it keeps."""

    says: str  # “Sign the social media policy”
    url: str
    due_on: date | None = None
    because: str = ""  # the clause behind it, as pages show it
    for_others: bool = (
        False  # something that somebody else has let slip, told to whoever looks after it
    )

    def is_late(self, on: date) -> bool:
        """Whether its day has passed."""
        return self.due_on is not None and self.due_on < on

    def is_coming(self, on: date) -> bool:
        """Whether it can wait a week and more."""
        return self.due_on is not None and (self.due_on - on).days > SOON


SOON = 7  # days
