"""What waits for those who keep a school's accounts: changes to be looked at, and accounts that nobody could see for days.

An alarm stops posts, and stands with everything else that stops them.
"""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from gatepost.channels.models.accounts import KEEPS
from gatepost.channels.models.changes import AccountChange
from gatepost.channels.models.checks import AccountLook
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting


def to_verify(person: Person, *, on: date) -> list[Waiting]:
    """What only somebody who keeps the accounts can say."""
    if not person.holds(*KEEPS, on=on):
        return []
    changes = AccountChange.objects.open().filter(alarmed_at=None, channel__school=person.school_id)
    found = [
        Waiting(one.says, one.get_absolute_url())
        for one in changes.select_related("channel__school")
    ]
    return [*found, *_not_seen(person, on=on)]


def _not_seen(person: Person, *, on: date) -> list[Waiting]:
    end = datetime.combine(on, time.max, ZoneInfo(person.school.zone))
    looks = AccountLook.objects.failing(at=end).filter(channel__school=person.school_id)
    return [
        Waiting(f"For days nobody could look at {one.channel}", one.get_absolute_url())
        for one in looks.select_related("channel__school")
    ]
