"""Hand-overs that wait: for those who see to them, and, once late, for the leadership."""

from __future__ import annotations

from datetime import date

from gatepost.channels.handing_over.asked import asked_at, may_look, may_see_to_it
from gatepost.channels.handing_over.needed import due_of, needs_of
from gatepost.channels.models import Handover
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting


def to_hand_over(person: Person, *, on: date) -> list[Waiting]:
    """What is open, also where no worker has opened it yet."""
    if not may_look(person, on=on):
        return []
    sees_to_it = may_see_to_it(person, on=on)
    numbers = ", ".join(one.number for one in asked_at(person.school, on=on).clauses)
    begun = Handover.objects.visible_to(person).open().whole()
    found = [
        (one.channel, one.leaver, due_of(one.runner) or one.due_on, one.get_absolute_url())
        for one in begun
        if one.channel.closed_at is None
    ]
    found += [
        (one.runner.channel, one.runner.person, one.due_on, one.runner.channel.get_absolute_url())
        for one in needs_of(person.school, on=on)
    ]
    return [
        Waiting(
            f"Hand {channel} over from {leaver}",
            url,
            due_on,
            numbers,
            for_others=not sees_to_it,
        )
        for channel, leaver, due_on, url in found
        if leaver.pk != person.pk and (sees_to_it or due_on < on)
    ]
