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
from gatepost.incidents.models.retention import (
    Certificate,
    Deletion,
    DueNoted,
    KeepingRule,
    KeptAs,
    LegalHold,
)
from gatepost.incidents.models.steps import Message, Step
from gatepost.incidents.models.transfers import Transfer

__all__ = [
    "Access", "CaptureAsked", "Case", "CaseDuty", "CaseQuerySet", "Certificate", "Clearance", "Concerned", "Deletion",
    "Disposal", "DueNoted", "Evidence", "EvidenceExport", "KeepingRule", "KeptAs", "LegalHold", "Message", "Outcome",
    "Release", "Report", "Sealing", "Step", "TimeStamp", "Transfer",
]  # fmt: skip
