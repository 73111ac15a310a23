"""The list of terms, a report as page, PDF and table, and the acts of head and chair."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import SchoolDates
from gatepost.people.numbers import number_of
from gatepost.people.rules import NotPossible
from gatepost.policies.campaigns.spreadsheet import as_csv
from gatepost.policies.register.printing import NoPrinter, drawn_once
from gatepost.reports.figures.counted_rows import ROWS, leads
from gatepost.reports.figures.kept import lines, parts_of
from gatepost.reports.models import TermReport
from gatepost.reports.readers import CONFIRMS, ISSUES, READ
from gatepost.reports.termly import pages

ON_A_PAGE = 50


@require_safe
@at_school(*READ)
def terms(request: SignedInRequest) -> HttpResponse:
    """Every report, and the terms that have none."""
    on = timezone.localdate()
    seen = TermReport.objects.visible_to(request.person, on=on).select_related("issue")
    reports = list(seen.defer("figures"))
    every = TermReport.objects.filter(school=request.school).only("first_on", "last_on")
    return render(request, "reports/terms.html", _frame(request) | {
        "reports": reports,
        "years": pages.years_of(reports),
        "open_terms": pages.prepared_and_to_come(
            request.school, request.person, on=on, there=list(every)
        ),
    })  # fmt: skip


@require_POST
@at_school(ISSUES)
def preparing(request: SignedInRequest) -> HttpResponse:
    """Count a term."""
    here = SchoolDates.objects.visible_to(request.person)
    term = get_object_or_404(here, pk=number_of(request.POST.get("term", "")))
    try:
        made = TermReport.prepare(term, by=request.person, at=timezone.now())
    except NotPossible as problem:
        messages.warning(request, str(problem))
        return redirect("reports:terms", request.school.slug)
    messages.success(request, "The report is prepared. Look at it before you issue it.")
    return redirect(made)


@require_safe
@at_school(*READ)
def report(request: SignedInRequest, termly: int) -> HttpResponse:
    """One report."""
    found, held = _found(request, termly), request.person.held_roles(on=timezone.localdate())
    return render(request, "reports/report.html", _frame(request) | {
        "report": found,
        "sections": pages.sections(found, person=request.person, held=held),
        "confirmations": found.confirmations.select_related("by"),
        "may_issue": pages.may_issue(found, held),
        "may_confirm": pages.may_confirm(found, held, request.person),
    })  # fmt: skip


@require_POST
@at_school(ISSUES)
def issuing(request: SignedInRequest, termly: int) -> HttpResponse:
    """Give it to the governors."""
    found = _found(request, termly)
    try:
        found.give_out(by=request.person, at=timezone.now())
    except NotPossible as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, "The governors can read it now.")
    return redirect(found)


@require_POST
@at_school(CONFIRMS)
def confirming(request: SignedInRequest, termly: int) -> HttpResponse:
    """The chair has read it."""
    found = _found(request, termly)
    try:
        found.confirm(by=request.person, at=timezone.now(), seen=request.POST.get("seen", ""))
    except NotPossible as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, "It is on record that you have read it.")
    return redirect(found)


@require_safe
@at_school(*READ)
def counted(request: SignedInRequest, termly: int, topic: str) -> HttpResponse:
    """The rows behind a topic, as far as somebody may see them."""
    found = _found(request, termly)
    held = request.person.held_roles(on=timezone.localdate())
    if not leads(topic, found.term, request.person, held=held):
        raise Http404
    known = ROWS[topic]
    rows = known.find(found.term, request.person)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/counted.html", _frame(request) | {
        "report": found,
        "part": next(one for one in parts_of(found.figures) if one.key == topic),
        "note": known.note,
        "page": page,
        "lines": [known.show(one) for one in page],
    })  # fmt: skip


@require_safe
@at_school(*READ)
def year(request: SignedInRequest, year: int) -> HttpResponse:
    """The sums of a school year, from what each issued report tells."""
    seen = TermReport.objects.visible_to(request.person, on=timezone.localdate())
    found = list(seen.issued().of_year(year).select_related("school"))
    if not found:
        raise Http404
    return render(request, "reports/year.html", _frame(request) | {
        "year": year,
        "reports": found,
        "sections": pages.year_sections(found),
    })  # fmt: skip


@require_safe
@at_school(*READ)
def printed(request: SignedInRequest, termly: int) -> HttpResponse:
    """The same as a PDF."""
    found = _found(request, termly)
    shown = {"report": found, "sections": pages.sections(found), "school": found.school,
             "confirmations": found.confirmations.select_related("by")}  # fmt: skip
    try:
        pdf = drawn_once(render_to_string("reports/print.html", shown))
    except NoPrinter as problem:
        told = {"sentence": str(problem), "back": found.get_absolute_url()}
        return render(request, "policies/no_printer.html", _frame(request) | told, status=503)
    return _file(pdf, "application/pdf", f"{_name(found)}.pdf")


@require_safe
@at_school(*READ)
def table(request: SignedInRequest, termly: int) -> HttpResponse:
    """The figures as a table for a spreadsheet."""
    found = _found(request, termly)
    return as_csv(lines(found.figures), name=_name(found))


@require_safe
@at_school(*READ)
def kept(request: SignedInRequest, termly: int) -> HttpResponse:
    """The figures as they are kept, whose digest is in the ledger."""
    found = _found(request, termly)
    said = {"figures": found.figures, "sha256": found.sha256}
    text = json.dumps(said, ensure_ascii=False, indent=1)
    return _file(text.encode(), "application/json", f"{_name(found)}.json")


def _found(request: SignedInRequest, pk: int) -> TermReport:
    seen = TermReport.objects.visible_to(request.person, on=timezone.localdate())
    return get_object_or_404(seen.select_related("school", "issue__by", "prepared_by"), pk=pk)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _name(report: TermReport) -> str:
    return f"report-{report.school.slug}-{report.first_on:%Y-%m}"


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "school"}
