"""The reports for governors and the trust's table in a real browser."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from gatepost.people.models import School, Trust, TrustOfficer
from gatepost.reports.models import TermReport
from tests.conftest import make_cast
from tests.journeys.looking import At, Looker
from tests.reports.known_term import LAST, a_term, summer

REPORTS = {
    "reports-to-prepare": At("governors-reports/", by="head"),
    "reports-for-a-governor": At("governors-reports/", by="governor"),
    "report-drafted": At("governors-reports/{draft}/", by="chair"),
    "report-issued": At("governors-reports/{report}/", by="head", shows="#incidents"),
    "report-counted": At("governors-reports/{report}/counted/answers/", by="head"),
    "report-of-a-year": At("governors-reports/years/2025/", by="governor"),
    "trust-of-schools": At("/trusts/elm/", by="head", shows="table"),
}


def test_report_pages_are_accessible_and_in_width(site: str, faults_on: Looker) -> None:
    casts = [make_cast(one) for one in School.objects.order_by("slug")]
    cast, at = casts[0], timezone.now()
    a_term(cast)
    made = TermReport.prepare(summer(cast), by=cast.head, at=at)
    made.give_out(by=cast.head, at=at)
    draft = TermReport.prepare(
        summer(cast, first=LAST + timedelta(days=1), last=LAST + timedelta(days=9)),
        by=cast.head, at=at,
    )  # fmt: skip
    summer(cast, first=LAST + timedelta(days=20), last=LAST + timedelta(days=30))
    trust = Trust.objects.create(slug="elm", name="Elm Trust")
    for one in casts:
        trust.take_in(one.school, at=at)
    TrustOfficer.enter(trust, email=cast.head.email, name="Ivy", on=LAST, at=at)

    faults = faults_on(REPORTS, cast.everybody, report=made.pk, draft=draft.pk)

    assert not faults, faults
