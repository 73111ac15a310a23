"""The page of evidence for a self-review, and the same as a dated document."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gatepost.people.access import SignedInRequest, at_school
from gatepost.policies.none_yet import NoPolicyYet
from gatepost.policies.register.printing import NoPrinter
from gatepost.reports.in_force.opening import opens
from gatepost.reports.safe360.gathering import Evidence, evidence, with_links
from gatepost.reports.safe360.printing import drawn

READERS = ("headteacher", "slt", "dsl", "governors", "administrator")


@require_safe
@at_school(*READERS)
def self_review(request: SignedInRequest) -> HttpResponse:
    """What the records show today of each aspect."""
    found = _of_today(request)
    shown = {
        "evidence": with_links(found, opens(request.person.held_roles(on=found.on))),
        "school": request.school,
        "person": request.person,
        "here": "school",
    }
    return render(request, "reports/safe360/evidence.html", shown)


@require_safe
@at_school(*READERS)
def self_review_pdf(request: SignedInRequest) -> HttpResponse:
    """The same, to attach to the review."""
    found = _of_today(request)
    try:
        pdf = drawn(found, school=request.school)
    except NoPrinter as problem:
        back = reverse("reports:self-review", args=[request.school.slug])
        shown = {"school": request.school, "sentence": str(problem), "back": back}
        return render(request, "reports/safe360/no_printer.html", shown, status=503)
    name = f"online-safety-evidence-{request.school.slug}-{found.on.isoformat()}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _of_today(request: SignedInRequest) -> Evidence:
    found = evidence(request.school, on=request.school.day_of(timezone.now()))
    if found is None:
        raise NoPolicyYet(request.school)
    return found
