"""Until when something that came in has to be answered, as the policy in force on that day and the school's calendar say."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property

from gatepost.core.clock import Calendar, ClockError
from gatepost.core.policy import Pack
from gatepost.core.replies import ReplyDue, reply_due
from gatepost.inbox.models import Item
from gatepost.people.models import School, SchoolDates
from gatepost.policies.door import policy_at
from gatepost.policies.in_force import readable
from gatepost.policies.reading import Readable


class Clock:
    """The policy's clock at one school, for as many items as come at once."""

    def __init__(self, school: School) -> None:
        self.school = school
        self._packs: dict[date, Pack | None] = {}

    @cached_property
    def calendar(self) -> Calendar:
        """Terms, closures and the zone of the school."""
        return SchoolDates.objects.calendar(self.school)

    def due(self, received: datetime) -> ReplyDue:
        """The deadline with its clauses; none where no policy is in force, or where it says nothing or cannot be reckoned."""
        on = self.school.day_of(received)
        if on not in self._packs:
            self._packs[on] = policy_at(self.school, on=on)
        pack = self._packs[on]
        try:
            return reply_due(pack, received, self.calendar) if pack else ReplyDue(received, None)
        except ClockError:  # school days, and no term dates
            return ReplyDue(received, None)


def clauses_of(item: Item) -> list[Readable]:
    """The clauses that set the deadline of an item."""
    found = Clock(item.school).due(item.received_at).clauses
    return readable(found, school=item.school, on=item.school.day_of(item.received_at))


def received(written: datetime, *, since: datetime, at: datetime) -> datetime:
    """When something came in. What a network says of the time is believed only where it can be so.

    It cannot have come before the account was last read to its end, nor after now.
    """
    return min(max(written, since), at)
