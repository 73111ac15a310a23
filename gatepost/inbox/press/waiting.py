"""Journalists' messages that wait for somebody's word."""

from __future__ import annotations

from datetime import date

from gatepost.inbox.models import Item, PressMark
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """Marks that somebody can end, where a policy makes them stop an answer."""
    seen = Item.objects.visible_to(person, on=on).open()
    marks = (
        PressMark.objects.open()
        .filter(item__in=seen)
        .select_related("item__channel", "item__school")
    )
    return [
        Waiting(
            f"A journalist waits for an answer on {one.item.channel}",
            f"{one.item.get_absolute_url()}#press",
        )
        for one in marks[:20]
        if one.asked(on=on).clauses and one.may_end(person, on=on)
    ]
