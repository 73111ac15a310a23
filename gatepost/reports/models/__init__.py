"""Reports for governors, with who issued and who confirmed them."""

from __future__ import annotations

from gatepost.reports.models.terms import Confirmation, Issue, TermReport

__all__ = ["Confirmation", "Issue", "TermReport"]
