"""What the care of the school's network holds about those who do it. Logs hold no names; a name stands in a case alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gatepost.monitoring.models import (
    AddressRange,
    AssessmentSignature,
    BlockExport,
    ControlLook,
    FilterAddress,
    FilterLog,
    ImpactAssessment,
    NetworkNotice,
    NoticeReceipt,
    OwnSite,
    SiteRule,
    WeeklyHours,
)
from gatepost.people.subjects import Held, Rows, Subject, fields, rows_about

NETWORK = "network"
_ENTERED = {"by": "Something about the network that you entered"}
_ENDED = {**_ENTERED, "ended_by": "Something about the network that you ended"}
TABLES = (
    Rows(ImpactAssessment, NETWORK, "at", {"by": "An impact assessment that you wrote"}),
    Rows(AssessmentSignature, NETWORK, "at", {"by": "An impact assessment that you signed"}),
    Rows(SiteRule, NETWORK, "at", _ENTERED, text=fields("site")),
    Rows(OwnSite, NETWORK, "at", _ENDED, text=fields("name")),
    Rows(WeeklyHours, NETWORK, "at", _ENDED),
    Rows(AddressRange, NETWORK, "at", _ENDED, text=fields("range")),
    Rows(ControlLook, NETWORK, "at", {"by": "A look at whether the filter works"}, text=fields("words")),
    Rows(FilterAddress, NETWORK, "at", {**_ENTERED, "revoked_by": "Something about the network that you took back"}, text=fields("name")),
    Rows(BlockExport, NETWORK, "at", {"by": "A list for the filter that you fetched"}),
    Rows(NetworkNotice, NETWORK, "at", {"by": "A notice to those who use the network"}),
    Rows(NoticeReceipt, NETWORK, "at", {"person": "You said that you have read the notice about the network"}),
    Rows(FilterLog, NETWORK, "at", {"by": "A log of the filter that you had counted"}),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {
    "monitoring.LogCount": "counts without names",
    "monitoring.LogRequest": "of a case: given by somebody who sees the whole case alone, who says of each piece why",
}
FORGETTINGS = ()  # the page of the network says how long logs are kept


def held_about(subject: Subject) -> Iterator[Held]:
    """What they entered, signed, looked at and read."""
    yield from rows_about(subject, TABLES)
