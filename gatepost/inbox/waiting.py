"""What waits for somebody about comments and messages."""

from __future__ import annotations

from datetime import date

from gatepost.people.models import Person
from gatepost.people.waiting import Waiting


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What somebody has to do on a day."""
    return []
