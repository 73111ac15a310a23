"""How far behind an address is."""

from __future__ import annotations

from gatepost.api.models import Hook
from gatepost.records.reading import entries_of_kinds

COUNTED = 100


def behind(hook: Hook) -> str:
    """How many entries wait for an address, in words; empty where none does."""
    waiting = entries_of_kinds(hook.school, hook.events, after=hook.told_to)
    number = waiting.order_by()[:COUNTED].count()
    if not number:
        return ""
    return f"more than {COUNTED - 1}" if number == COUNTED else str(number)
