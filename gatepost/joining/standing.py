"""How far somebody is with what the policy has them go through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gatepost.core.clock import Span, later
from gatepost.joining.asked import Point, points
from gatepost.people.models import Person
from gatepost.policies.door import policy_at

YEAR = Span(1, "year")


@dataclass(frozen=True)
class Standing:
    """A point, and when somebody did it last."""

    point: Point
    done_on: date | None

    @property
    def due_on(self) -> date | None:
        """By when it is due again; None where it is not, or has never been done."""
        return later(self.done_on, YEAR) if self.done_on and self.point.is_yearly else None

    def is_open(self, *, on: date) -> bool:
        """Whether it is to be done now."""
        return self.done_on is None or (self.due_on is not None and self.due_on <= on)


def standings_of(person: Person, *, on: date) -> list[Standing]:
    """Every point that is meant for somebody, in the policy's order."""
    last = {one.point: person.school.day_of(one.at) for one in person.points_done.order_by("at")}
    mine = [one for one in points(policy_at(person.school, on=on)) if one.is_for(person.actors)]
    return [Standing(one, last.get(one.key)) for one in mine]
