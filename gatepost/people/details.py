"""What the school knows about somebody on its list, as forms and files give it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Details:
    """A person's entry. Without an e-mail address somebody is on the list and does not sign in."""

    given_name: str
    family_name: str
    email: str = ""
    actors: list[str] = field(default_factory=lambda: ["teacher"])
    job_title: str = ""
    started_on: date | None = None

    def as_columns(self) -> dict[str, Any]:
        """By the columns of a person."""
        return asdict(self)
