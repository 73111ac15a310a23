"""What the ledger tells of somebody, with the names of those who did it as long as they are known."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from gatepost.people.models import Person
from gatepost.people.roles import ROLES
from gatepost.records.door import history
from gatepost.records.events import EVENTS

SHOWN = 50
OF_A_PERSON = "people.person:"


@dataclass(frozen=True)
class Told:
    """One line of a history."""

    at: datetime
    who: str
    says: str
    more: str = ""


def history_of(person: Person) -> list[Told]:
    """What was done about somebody, the newest first."""
    entries = list(history(person)[:SHOWN])
    names = _names({entry.by for entry in entries}, school_id=person.school_id)
    return [
        Told(
            entry.at,
            names.get(entry.by, "Gatepost" if not entry.by else "Somebody no longer on the list"),
            EVENTS.get(entry.event, entry.event),
            _more(json.loads(entry.body).get("details", {})),
        )
        for entry in entries
    ]


def _names(references: Iterable[str], *, school_id: int) -> dict[str, str]:
    numbers = [one.removeprefix(OF_A_PERSON) for one in references if one.startswith(OF_A_PERSON)]
    people = Person.objects.filter(school=school_id, pk__in=numbers)
    return {f"{OF_A_PERSON}{person.pk}": person.name for person in people}


def _more(details: dict[str, object]) -> str:
    """The details that mean something to a reader."""
    parts = []
    if details.get("role") in ROLES:
        parts.append(ROLES[str(details["role"])])
    for name, word in (("from_on", "from"), ("until_on", "until"), ("left_on", "last day")):
        if name in details:
            parts.append(f"{word} {_day(str(details[name]))}")
    return ", ".join(parts)


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"
