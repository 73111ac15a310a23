"""What waits for somebody about comments and messages."""

from __future__ import annotations

from datetime import date

from gatepost.inbox.moderating import waiting as moderating
from gatepost.inbox.press import waiting as press
from gatepost.inbox.watching.today import to_watch
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What somebody has to do on a day."""
    return [
        *press.waiting_for(person, on=on),
        *moderating.waiting_for(person, on=on),
        *to_watch(person, on=on),
    ]
