"""When something is due: hours, days, working days, school days and months, in a school's own time."""

from __future__ import annotations

from gatepost.core.clock.calendar import NATIONS, Calendar, ClockError, bank_holidays
from gatepost.core.clock.due import Span, due, later
from gatepost.core.clock.quiet import Days, Quiet

__all__ = [
    "NATIONS",
    "Calendar",
    "ClockError",
    "Days",
    "Quiet",
    "Span",
    "bank_holidays",
    "due",
    "later",
]
