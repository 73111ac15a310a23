"""Whether something that came in may be answered: what a journalist wrote waits until the policy lets it be answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gatepost.core.policy import Clause
from gatepost.core.policy.words import listed
from gatepost.inbox.press.asked import asked_by
from gatepost.policies.door import policy_at

if TYPE_CHECKING:
    from gatepost.inbox.models import Item


@dataclass(frozen=True)
class Stop:
    """Why it is not answered yet, in one sentence, and the clauses that want it so."""

    says: str
    clauses: tuple[Clause, ...]


def why_not_answered(item: Item, *, on: date) -> Stop | None:
    """What keeps an item from being answered or acknowledged; None where nothing does."""
    mark = item.press_marks.open().first()
    asked = asked_by(policy_at(item.school, on=on))
    if mark is None or not asked.clauses:
        return None
    numbers = listed(clause.number for clause in asked.clauses)
    named = f"clause{'s' if len(asked.clauses) > 1 else ''} {numbers}"
    return Stop(
        f"A journalist wrote this. It is answered once somebody else has said: {asked.until} ({named}).",
        asked.clauses,
    )
