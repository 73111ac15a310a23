"""A school's network, for tests: one of everything that somebody can enter."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from gatepost.incidents.models import Access, Case
from gatepost.incidents.models.cases import Report
from gatepost.incidents.reporting import file_report
from gatepost.monitoring.logs.keeping import keep, reading_for
from gatepost.monitoring.models import (
    AddressRange,
    FilterAddress,
    FilterLog,
    ImpactAssessment,
    LogRequest,
    NetworkNotice,
    OwnSite,
    WeeklyHours,
)
from gatepost.monitoring.models.notices import Details
from gatepost.monitoring.notice.forms import questions
from gatepost.people.models import Person

SAID = Details(
    watchers="The ICT technician.",
    why="To keep children safe.",
    ask="The data protection officer, at the office.",
    kept_days=60,
)
WEEK = [0, 1, 2, 3, 4]


def published(by: Person, *, at: datetime, **more: Any) -> NetworkNotice:
    """The notice goes out."""
    return NetworkNotice.publish(Details(**{**vars(SAID), **more}), by=by, at=at)


def assessed(by: Person, *, at: datetime) -> ImpactAssessment:
    """An assessment that nobody has signed."""
    answers = dict.fromkeys(questions(), "We looked at it.")
    return ImpactAssessment.write(
        answers, review_on=by.school.day_of(at) + timedelta(days=300), by=by, at=at
    )


def hours(kind: str, start: str, until: str, *, by: Person, at: datetime) -> WeeklyHours:
    """A break or a session from Monday to Friday."""
    times = {"start": time.fromisoformat(start), "until": time.fromisoformat(until)}
    return WeeklyHours.enter(kind=kind, **times, weekdays=WEEK, by=by, at=at)


def squid_line(
    at: float, who: str, host: str, *, status: str = "TCP_MISS/200", ip: str = "10.1.0.7"
) -> str:
    """One line as Squid writes it."""
    return f"{at:.3f}     52 {ip} {status} 1234 CONNECT {host}:443 {who} HIER_DIRECT/192.0.2.1 -"


def brought(lines: list[str], *, by: Person, at: datetime, pieces: int = 7) -> FilterLog:
    """Somebody brings a log in, which arrives piece by piece."""
    reading = reading_for(by, at=at)
    whole = "\n".join(lines).encode()
    step = max(1, len(whole) // pieces)
    for start in range(0, len(whole), step):
        reading.feed(whole[start : start + step])
    reading.end()
    return keep(reading, by=by, at=at)


def case_of(lead: Person, *, at: datetime) -> Case:
    """A case that one person alone leads."""
    case, _ = file_report(
        lead.school, Report("something-else", "Somebody chats all day."), reporter=lead, at=at
    )
    case.accesses.all().delete()
    Access.objects.create(case=case, person=lead, given_at=at)
    return case


def wanted_lines(case: Case, who: str, *, by: Person, at: datetime, days: int = 30) -> LogRequest:
    """Whoever leads a case asks for somebody's lines of the last days."""
    span = (at - timedelta(days=days), at)
    return LogRequest.ask(case, who=who, why="A child was written to.", span=span, by=by, at=at)


def network_records(cast: SimpleNamespace, *, at: datetime) -> dict[str, Any]:
    """One of each at the cast's school."""
    technician = cast.technician
    published(technician, at=at)
    site = OwnSite.enter(name="Games", domains=["games.example"], by=technician, at=at)
    here = AddressRange.enter(group="staff", range="10.1.0.0/16", by=technician, at=at)
    address, _ = FilterAddress.make("Proxy", group="staff", form="squid", by=technician, at=at)
    lines = [squid_line(at.timestamp(), f"user{one}", "www.x.com") for one in range(6)]
    case = case_of(cast.writer, at=at)
    return {
        "own_site": site.pk,
        "hours": hours("break", "12:00", "13:00", by=technician, at=at).pk,
        "range": here.pk,
        "address": address.pk,
        "assessment": assessed(cast.data_officer, at=at).pk,
        "control": "guests-apart",
        "log": brought(lines, by=technician, at=at).pk,
        "wanted": wanted_lines(case, "somebody", by=cast.writer, at=at).pk,
    }
