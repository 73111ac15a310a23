"""Says which comments and messages need a person first, and whether a reply gives away that a child attends.

Nothing here decides about anybody: it puts what came in into an order and says why. Whatever keeps to `Triager` may take the
place of the rules.

>>> from gatepost.core.triage import triage
>>> found = triage("What time does the fair start?")
>>> [(reason.kind, reason.text) for reason in found.reasons], found.alarm
([('question', 'What time does the fair start?')], False)
"""

from __future__ import annotations

from gatepost.core.triage.attendance import confirms_attendance
from gatepost.core.triage.by_rules import RuleTriager, triage
from gatepost.core.triage.outcome import Reason, Triage, Triager
from gatepost.core.triage.rules import KINDS, kinds

__all__ = [
    "KINDS",
    "Reason",
    "RuleTriager",
    "Triage",
    "Triager",
    "confirms_attendance",
    "kinds",
    "triage",
]
