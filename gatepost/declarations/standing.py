"""Whether somebody's list of ties is due to be looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gatepost.core.clock import Span, later
from gatepost.declarations.asked import Ties
from gatepost.declarations.models import Confirmation
from gatepost.declarations.models.ties import wanted_of
from gatepost.people.models import Person

YEAR = Span(1, "year")


@dataclass(frozen=True)
class Standing:
    """What the policy wants of somebody's ties, and when they last said that the list is complete."""

    asked: Ties
    last: Confirmation | None
    confirmed_on: date | None

    @property
    def due_on(self) -> date | None:
        """When they are asked again; None where they never were."""
        return later(self.confirmed_on, YEAR) if self.confirmed_on else None

    def is_due(self, *, on: date) -> bool:
        """Whether the policy asks and no word of the last year is there."""
        return bool(self.asked.clauses) and (self.due_on is None or self.due_on <= on)


def standing_of(person: Person, *, on: date) -> Standing:
    """How somebody stands on a day."""
    last = person.tie_confirmations.order_by("at").last()
    confirmed_on = person.school.day_of(last.at) if last else None
    return Standing(wanted_of(person, on=on), last, confirmed_on)
