"""Pages of what the filter saw, without names, and of the lines that a case asks for."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.incidents.models import Case
from gatepost.monitoring.blocking.standing import Network
from gatepost.monitoring.frames import done, frame
from gatepost.monitoring.logs.arriving import ReadWhileArriving
from gatepost.monitoring.logs.forms import LinesForm, LogForm
from gatepost.monitoring.logs.keeping import keep, reading_for
from gatepost.monitoring.logs.lines import NotALog
from gatepost.monitoring.logs.summing import summary_of
from gatepost.monitoring.models import FilterLog, LogRequest
from gatepost.monitoring.models.logs import kept_days
from gatepost.monitoring.readers import KEEPS, SEES
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.rules import NotPossible

asked = require_http_methods(["GET", "HEAD", "POST"])
_A_PAGE = 20


@require_safe
@at_school(*SEES)
def logs(request: SignedInRequest) -> HttpResponse:
    """The logs that were read, the newest first."""
    found = FilterLog.objects.filter(school=request.school).select_related("by")
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "kept_days": kept_days(request.school),
        "may_keep": request.person.holds(*KEEPS, on=_today(request)),
    }
    return render(request, "monitoring/logs.html", frame(request) | shown)


# Exempt, because the check of forged requests would read what was sent before it is known where it goes.
@csrf_exempt
@asked
@at_school(*KEEPS)
def bringing(request: SignedInRequest) -> HttpResponse:
    """Bring a log in: it is counted while it arrives, and nothing of the file is written down."""
    if request.method == "POST":
        reading = reading_for(request.person, at=timezone.now())
        request.upload_handlers = [ReadWhileArriving(request, reading)]
        return _brought(request)
    return _bringing(request, LogForm())


@csrf_protect
def _brought(request: HttpRequest) -> HttpResponse:
    signed_in: SignedInRequest = request  # type: ignore[assignment]
    form = LogForm(request.POST, request.FILES)
    if not form.is_valid():
        return _bringing(signed_in, form)
    try:
        reading = form.cleaned_data["file"].reading
        made = keep(reading, by=signed_in.person, at=timezone.now())
    except (NotALog, NotPossible) as problem:
        form.add_error("file", str(problem))
        return _bringing(signed_in, form)
    messages.success(request, "It is counted. Nothing of the file itself was kept.")
    return redirect("monitoring:log", signed_in.school.slug, made.pk)


@csrf_protect
def _bringing(request: HttpRequest, form: LogForm) -> HttpResponse:
    signed_in: SignedInRequest = request  # type: ignore[assignment]
    status = 400 if form.errors else 200
    shown = frame(signed_in) | {"form": form}
    return render(request, "monitoring/log_new.html", shown, status=status)


@require_safe
@at_school(*SEES)
def log(request: SignedInRequest, log: int) -> HttpResponse:
    """What one log came to."""
    found = get_object_or_404(
        FilterLog.objects.filter(school=request.school).select_related("by"), pk=log
    )
    on = _today(request)
    shown = {
        "log": found,
        "summary": summary_of(found, sites=Network(request.school, on).sites),
        "may_keep": request.person.holds(*KEEPS, on=on),
    }
    return render(request, "monitoring/log.html", frame(request) | shown)


@require_POST
@at_school(*KEEPS)
def forgetting(request: SignedInRequest, log: int) -> HttpResponse:
    """Delete what is left of a log."""
    found = get_object_or_404(FilterLog, school=request.school, pk=log)
    found.forget(by=request.person, at=timezone.now())
    messages.success(request, "It is deleted.")
    return redirect("monitoring:logs", request.school.slug)


@never_cache
@asked
@sensitive_post_parameters()
@at_school()
def lines(request: SignedInRequest) -> HttpResponse:
    """Lines that one's cases have asked for, and a new request; for whoever leads a case, and empty for everybody else."""
    on = _today(request)
    cases = list(Case.objects.visible_to(request.person, on=on).open()[:_A_PAGE])
    form = LinesForm(request.POST if request.method == "POST" else None, cases=cases)

    def ask() -> None:
        said = form.cleaned_data
        LogRequest.ask(
            form.cases[said["case"]], who=said["who"], why=said["why"],
            span=form.span(request.school.clock_zone), by=request.person, at=timezone.now(),
        )  # fmt: skip

    if request.method == "POST" and done(form, ask):
        messages.success(
            request, "Asked. Whoever brings the next log puts the lines into the case, unseen."
        )
        return redirect("monitoring:lines", request.school.slug)
    wanted = LogRequest.objects.visible_to(request.person, on=on)
    shown = {
        "cases": cases,
        "form": form,
        "wanted": wanted.select_related("case__school", "by")[:_A_PAGE],
    }
    status = 400 if form.errors else 200
    return render(request, "monitoring/lines.html", frame(request) | shown, status=status)


@require_POST
@at_school()
def withdrawing(request: SignedInRequest, wanted: int) -> HttpResponse:
    """Lines are needed no longer."""
    mine = LogRequest.objects.visible_to(request.person, on=_today(request))
    try:
        get_object_or_404(mine, pk=wanted).withdraw(by=request.person, at=timezone.now())
        messages.success(request, "It is withdrawn.")
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("monitoring:lines", request.school.slug)


def _today(request: SignedInRequest) -> date:
    return request.school.day_of(timezone.now())
