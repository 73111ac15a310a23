"""A person's answer to what they were given to read, bound to the text that was in front of them."""

from __future__ import annotations

from datetime import datetime

from gatepost.policies.campaigns.reading.parts import Reading
from gatepost.policies.models.campaigns import Acknowledgement, CannotAnswer, Remark


def acknowledge(reading: Reading, *, at: datetime, seen: str, by_link: bool) -> Acknowledgement:
    """Keep “I have read and understood it”; raises CannotAnswer before all is read, or where the text is another by now."""
    _check(reading, seen)
    left = len(reading.needed) - reading.done
    if left:
        what = "what changes for you" if reading.changed else f"{left} more of its sections"
        raise CannotAnswer(f"Read {what} first. What you have read already is kept.")
    return reading.ask.acknowledge(at=at, seen=seen, by_link=by_link)


def decline(reading: Reading, *, at: datetime, seen: str, comment: str, by_link: bool) -> Remark:
    """Keep “I do not agree”. Nobody has to read to the end of it first."""
    _check(reading, seen)
    if reading.ask.status == "declined":
        raise CannotAnswer(
            "You have said already that you do not agree. The headteacher will talk with you."
        )
    return reading.ask.decline(at=at, seen=seen, comment=comment, by_link=by_link)


def _check(reading: Reading, seen: str) -> None:
    if seen != reading.seen:
        raise CannotAnswer(
            "The policy has changed since you opened this page. Look at it again, then answer."
        )
