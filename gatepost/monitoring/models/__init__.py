"""What is kept of the school's network."""

from __future__ import annotations

from gatepost.monitoring.models.assessments import AssessmentSignature, ImpactAssessment
from gatepost.monitoring.models.blocking import AddressRange, OwnSite, SiteRule, WeeklyHours
from gatepost.monitoring.models.controls import ControlLook
from gatepost.monitoring.models.filters import BlockExport, FilterAddress
from gatepost.monitoring.models.logs import FilterLog, LogCount, LogRequest
from gatepost.monitoring.models.notices import NetworkNotice, NoticeReceipt

__all__ = [
    "AddressRange",
    "AssessmentSignature",
    "BlockExport",
    "ControlLook",
    "FilterAddress",
    "FilterLog",
    "ImpactAssessment",
    "LogCount",
    "LogRequest",
    "NetworkNotice",
    "NoticeReceipt",
    "OwnSite",
    "SiteRule",
    "WeeklyHours",
]
