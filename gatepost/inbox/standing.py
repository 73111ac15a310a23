"""Where something stands against the policy's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gatepost.inbox.models import Item

AT_RISK = 4  # the last so-manieth part of the time is when somebody has to hurry


class State(StrEnum):
    """How it stands."""

    SETTLED = "settled"
    LATE = "late"
    AT_RISK = "at risk"
    DUE = "due"
    WAITS = "waits"  # the policy sets no time


@dataclass(frozen=True)
class Standing:
    """How an item stands, and until when."""

    state: State
    due_at: datetime | None = None

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return {State.LATE: "red", State.AT_RISK: "yellow", State.DUE: "blue"}.get(
            self.state, "grey"
        )


def standing_of(item: Item, *, at: datetime) -> Standing:
    """Late after its moment, at risk in the last quarter of its time."""
    if item.settled_at is not None:
        return Standing(State.SETTLED)
    if item.due_at is None:
        return Standing(State.WAITS)
    if at > item.due_at:
        return Standing(State.LATE, item.due_at)
    is_near = at >= at_risk_from(item.received_at, item.due_at)
    return Standing(State.AT_RISK if is_near else State.DUE, item.due_at)


def at_risk_from(received: datetime, due: datetime) -> datetime:
    """From when on somebody has to hurry."""
    return due - (due - received) / AT_RISK
