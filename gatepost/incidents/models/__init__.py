"""Cases, who is concerned by them and who may see them, what was done, and what was sent."""

from __future__ import annotations

from gatepost.incidents.models.access import Access, Concerned
from gatepost.incidents.models.cases import Case, CaseQuerySet, Report
from gatepost.incidents.models.duties import CaseDuty
from gatepost.incidents.models.evidence import (
    CaptureAsked,
    Clearance,
    Disposal,
    Evidence,
    EvidenceExport,
    Sealing,
    TimeStamp,
)
from gatepost.incidents.models.outcomes import Outcome
from gatepost.incidents.models.releases import Release
from gatepost.incidents.models.steps import Message, Step

__all__ = [
    "Access", "CaptureAsked", "Case", "CaseDuty", "CaseQuerySet", "Clearance", "Concerned", "Disposal", "Evidence",
    "EvidenceExport", "Message", "Outcome", "Release", "Report", "Sealing", "Step", "TimeStamp",
]  # fmt: skip
