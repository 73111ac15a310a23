"""Reading a school's chain from somewhere on, for those who are told of what was done."""

from __future__ import annotations

from collections.abc import Sequence

from gatepost.records.door import Recorded, chain_of
from gatepost.records.models import Entry, EntryQuerySet, Head


def entries_after(school: Recorded, number: int) -> EntryQuerySet:
    """The entries of a school's chain after a number, in their order."""
    return Entry.objects.of_chain(chain_of(school)).filter(number__gt=number)


def entries_of_kinds(school: Recorded, events: Sequence[str], *, after: int) -> EntryQuerySet:
    """Those of some kinds."""
    return entries_after(school, after).filter(event__in=events)


def newest_number(school: Recorded) -> int:
    """The number of the newest entry; 0 before there is one."""
    head = Head.objects.filter(chain=chain_of(school)).first()
    return head.number if head else 0
