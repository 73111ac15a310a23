"""Reporting something, with or without a name, and what is answered to whoever reported it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from gatepost.incidents.asked import EVIDENCE, SUPPORT, WISHES
from gatepost.incidents.evidence.handing_in.links import files_link
from gatepost.incidents.evidence.keeping import stopped
from gatepost.incidents.forms import PublicReportForm, StaffReportForm, WhatForm
from gatepost.incidents.kinds import known
from gatepost.incidents.models import Case
from gatepost.incidents.reporting import (
    digest_of,
    file_report,
    reporters_guidance,
    who_sees,
    write_more,
)
from gatepost.incidents.shown import said, to_do_now
from gatepost.people.access import SignedInRequest, at_school, person_at
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible


@never_cache
@require_safe
def what(request: HttpRequest, slug: str) -> HttpResponse:
    """What is it? Asked before anything can be written, and nothing can be sent here."""
    school = get_object_or_404(School, slug=slug)
    form = WhatForm(request.GET if "kind" in request.GET or "child_image" in request.GET else None)
    if form.is_bound and form.is_valid():
        chosen = urlencode({**form.cleaned_data, **_without_a_name(request)})
        return redirect(f"{reverse('incidents:write', args=[slug])}?{chosen}")
    shown = _frame(request, school) | {"form": form, "anonymous": request.GET.get("name") == "no"}
    return render(request, "incidents/what.html", shown, status=400 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """The report itself: words alone, whatever a browser sends beside them."""
    school = get_object_or_404(School, slug=slug)
    asked = WhatForm(request.GET)
    if not asked.is_valid():
        return redirect("incidents:what", slug)
    person = None if _without_a_name(request) else person_at(request, slug)
    form = _form(request, school, person)
    at = timezone.now()
    if request.method == "POST" and form.is_valid():
        report = form.report(asked.cleaned_data)
        case, code = file_report(school, report, reporter=person, at=at)
        if person is not None:
            messages.success(request, "Thank you. It has been passed on to those who have to know.")
            return redirect("incidents:mine", slug, case.key)
        on = school.day_of(at)
        shown = _frame(request, school) | {"code": code, "nobody": not who_sees(case, on=on)}
        return render(request, "incidents/sent.html", shown)
    found = reporters_guidance(school, asked.cleaned_data, person, on=school.day_of(at))
    shown = _frame(request, school) | {
        "form": form,
        "kind": known().kinds[asked.cleaned_data["kind"]],
        "may_be_child": asked.cleaned_data["child_image"] != "no",
        "now": to_do_now(found, school),
        "keeps": said(found, EVIDENCE, school),
        "support": said(found, SUPPORT, school),
        "wishes": said(found, WISHES, school),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "incidents/write.html", shown, status=status)


@never_cache
@sensitive_post_parameters()
def answers(request: HttpRequest, slug: str) -> HttpResponse:
    """Answers to a report without a name. The code is posted, never part of an address, and nothing is kept of who asks."""
    school = get_object_or_404(School, slug=slug)
    shown: dict[str, object] = {}
    if request.method == "POST":
        code = request.POST.get("code", "")[:60]
        case = Case.objects.filter(school=school, receipt=digest_of(code)).first() if code else None
        if case is None:
            shown["problem"] = (
                "There is no report with this code. Compare it with what you wrote down."
            )
        else:
            _written(request, case)
            link = "" if stopped(case, on=school.day_of(timezone.now())) else files_link(case)
            shown |= {"case": case, "code": code, "lines": case.messages.all(), "files_link": link}
    status = 400 if "problem" in shown else 200
    return render(request, "incidents/answers.html", _frame(request, school) | shown, status=status)


@never_cache
@at_school()
def mine(request: SignedInRequest, report: str) -> HttpResponse:
    """What somebody reported themselves, and what they were told since. Nothing else of the case."""
    found = get_object_or_404(Case.objects.reported_by(request.person), key=report)
    if request.method == "POST":
        _written(request, found, by=request.person)
        return redirect("incidents:mine", request.school.slug, found.key)
    on = request.school.day_of(timezone.now())
    shown = _frame(request, request.school) | {
        "case": found,
        "lines": found.messages.select_related("by"),
        "nobody": not who_sees(found, on=on),
        "may_add": found.closed_at is None and stopped(found, on=on) is None,
    }
    return render(request, "incidents/mine.html", shown)


def _written(request: HttpRequest, case: Case, *, by: Person | None = None) -> None:
    words = request.POST.get("words", "")[:10_000].strip()
    if not words:
        return
    try:
        write_more(case, words, at=timezone.now())
        messages.success(request, "It has been passed on.")
    except NotPossible as problem:
        messages.warning(request, str(problem))


def _form(
    request: HttpRequest, school: School, person: Person | None
) -> StaffReportForm | PublicReportForm:
    sent = request.POST if request.method == "POST" else None
    if person is None:
        return PublicReportForm(sent)
    others = Person.objects.at(school).current(school.day_of(timezone.now()))
    return StaffReportForm(sent, people=[(one.pk, one.name) for one in others])


def _without_a_name(request: HttpRequest) -> dict[str, str]:
    return {"name": "no"} if request.GET.get("name") == "no" else {}


def _frame(request: HttpRequest, school: School) -> dict[str, object]:
    return {"school": school, "person": person_at(request, school.slug), "here": "report"}
