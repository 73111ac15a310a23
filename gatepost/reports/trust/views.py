"""The trust's table, as a page and as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gatepost.people.models import Trust
from gatepost.people.numbers import number_of
from gatepost.policies.campaigns.spreadsheet import as_csv
from gatepost.reports.trust.access import of_trust
from gatepost.reports.trust.lines import HEADINGS, SORTS, TrustTable, csv_lines, table_of


@require_safe
@of_trust
def table(request: HttpRequest, trust: Trust) -> HttpResponse:
    """All schools of the trust."""
    found = _table(request, trust)
    shown = {
        "trust": trust,
        "table": found,
        "headings": HEADINGS,
        "sort": _sort(request),
        "on": timezone.localdate(),
    }
    return render(request, "reports/trust.html", shown)


@require_safe
@of_trust
def export(request: HttpRequest, trust: Trust) -> HttpResponse:
    """The same as a file."""
    found = _table(request, trust)
    return as_csv(csv_lines(found), name=f"schools-{trust.slug}-{found.year}")


def _table(request: HttpRequest, trust: Trust) -> TrustTable:
    year = number_of(request.GET.get("year", "")) or None
    return table_of(trust, year=year, sort=_sort(request))


def _sort(request: HttpRequest) -> str:
    asked = request.GET.get("sort", "")
    return asked if asked in SORTS else "name"
