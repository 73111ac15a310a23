"""Who has read the notice: everybody who works at the school is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gatepost.monitoring.models import NetworkNotice
from gatepost.people.models import Person


@dataclass(frozen=True)
class Register:
    """Who has read a version and when, and who has not."""

    done: list[tuple[Person, datetime]]
    still: list[Person]

    @property
    def everybody(self) -> int:
        """How many are asked."""
        return len(self.done) + len(self.still)


def is_asked(person: Person, *, on: date) -> bool:
    """Whether somebody is asked to read it: whoever works at the school."""
    return person.is_employed and person.is_current(on)


def readers_of(notice: NetworkNotice, *, on: date) -> Register:
    """Who has read a version, of those who are asked on a day."""
    people = Person.objects.at(notice.school).current(on).order_by("family_name", "given_name")
    read = {one.person_id: one.at for one in notice.receipts.all()}
    staff = [one for one in people if one.is_employed]
    return Register(
        [(one, read[one.pk]) for one in staff if one.pk in read],
        [one for one in staff if one.pk not in read],
    )
