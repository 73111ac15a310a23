"""What is kept of a new school year: who confirmed which step, and how the year groups moved up."""

from __future__ import annotations

from gatepost.school_year.models.moves import MovedUp
from gatepost.school_year.models.steps import StepConfirmed

__all__ = ["MovedUp", "StepConfirmed"]
