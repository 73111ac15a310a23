"""A term that is over without a report, a draft to be issued, a report whose reading nobody has confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from gatepost.people.models import Person, SchoolDates
from gatepost.people.waiting import Waiting
from gatepost.reports.models import TermReport
from gatepost.reports.models.terms import TermReportQuerySet
from gatepost.reports.readers import CONFIRMS, ISSUES

ASKED_FOR = timedelta(days=120)  # after the end of a term nobody is asked any more


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What waits for a headteacher or a chair of governors about the reports."""
    held = person.held_roles(on=on)
    found: list[Waiting] = []
    if ISSUES in held:
        found += _to_prepare(person, on=on)
        drafts = TermReport.objects.filter(school=person.school_id, issue=None)
        found += _lines(
            "Issue the report for governors", drafts.filter(last_on__gte=on - ASKED_FOR)
        )
    if CONFIRMS in held:
        issued = TermReport.objects.filter(school=person.school_id).issued()
        unread = issued.exclude(confirmations__by=person).filter(last_on__gte=on - ASKED_FOR)
        found += _lines("Read the report for governors", unread)
    return found


def _to_prepare(person: Person, *, on: date) -> Iterator[Waiting]:
    """The term that ended last, where no day of it is in a report."""
    over = SchoolDates.objects.filter(
        school=person.school_id, kind=SchoolDates.Kind.TERM, last_on__lt=on, last_on__gte=on - ASKED_FOR
    )  # fmt: skip
    term = over.order_by("-last_on").first()
    if term is None:
        return
    there = TermReport.objects.filter(school=person.school_id, last_on__gte=term.first_on)
    if not there.filter(first_on__lte=term.last_on).exists():
        url = reverse("reports:terms", args=[person.school.slug])
        yield Waiting(f"Prepare the report for governors: {term}", url)


def _lines(says: str, reports: TermReportQuerySet) -> Iterator[Waiting]:
    for one in reports.select_related("school").defer("figures"):
        yield Waiting(f"{says}: {one.name}", one.get_absolute_url())
