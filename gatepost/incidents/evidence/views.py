"""Pages of the evidence in a case: words first, and nothing is shown that nobody asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from gatepost.incidents.cases.page import sees_since
from gatepost.incidents.evidence import keeping, viewing
from gatepost.incidents.evidence import sealing as seals
from gatepost.incidents.evidence.capturing import ask
from gatepost.incidents.evidence.exporting import export_case
from gatepost.incidents.evidence.forms import AdviceForm, CaptureForm, DisposalForm, ExportForm
from gatepost.incidents.evidence.kinds_of_files import ENDINGS, PICTURES, TEXT
from gatepost.incidents.holds import Frozen, was_refused
from gatepost.incidents.models import Case, Evidence
from gatepost.incidents.models.evidence import SEALED
from gatepost.incidents.shown import read
from gatepost.incidents.whole import case_for
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.numbers import number_of
from gatepost.people.rules import NotPossible

SANDBOX = "sandbox; default-src 'none'"
RELATED = ("by", "file", "sealing__by", "disposal__by", "disposal__release", "stamp")


@never_cache
@require_safe
@at_school()
def evidence(request: SignedInRequest, case: str) -> HttpResponse:
    """What is kept in a case, in words alone."""
    return _listed(request, case_for(request.person, case, at=timezone.now()))


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school()
def capturing(request: SignedInRequest, case: str) -> HttpResponse:
    """Have a public page kept."""
    found, form, at = (
        case_for(request.person, case, at=timezone.now()),
        CaptureForm(request.POST),
        timezone.now(),
    )
    if not form.is_valid():
        return _listed(request, found, capture_form=form)
    try:
        ask(found, by=request.person, at=at, **form.cleaned_data)
        messages.success(
            request, "The page is captured within minutes. This page shows what came of it."
        )
    except Frozen as waits:
        was_refused(found, waits, by=request.person, at=at)
        messages.warning(request, str(waits))
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("incidents:evidence", request.school.slug, found.key)


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school()
def exporting(request: SignedInRequest, case: str) -> HttpResponse:
    """Hand the evidence on as a bundle, once: whoever sees the whole case, with a reason."""
    found, form, at = (
        case_for(request.person, case, at=timezone.now()),
        ExportForm(request.POST),
        timezone.now(),
    )
    if sees_since(found, request.person, at=at) is not None:
        raise Http404
    if not form.is_valid():
        return _listed(request, found, export_form=form)
    try:
        made = export_case(found, reason=form.cleaned_data["reason"], by=request.person, at=at)
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return _listed(request, found, export_form=form)
    name = f"evidence-{found.key}.zip"
    response = FileResponse(
        made.file, as_attachment=True, filename=name, content_type="application/zip"
    )
    response["Content-Length"] = str(made.size)
    return _harmless(response)


@never_cache
@sensitive_post_parameters()
@at_school()
def item(request: SignedInRequest, case: str, number: int) -> HttpResponse:
    """One item in words; with a click more, and on record, the thing itself."""
    one, view = _item(request, case, number), None
    if request.method == "POST":
        try:
            view = viewing.look(one, by=request.person, at=timezone.now())
        except NotPossible as problem:
            messages.warning(request, str(problem))
            return redirect(one)
    return _shown(request, one, view=view)


@never_cache
@require_POST
@at_school()
def saving(request: SignedInRequest, case: str, number: int) -> HttpResponse:
    """The file itself: saved, never opened within these pages."""
    one = _item(request, case, number)
    try:
        file = viewing.save(one, by=request.person, at=timezone.now())
    except NotPossible as problem:
        messages.warning(request, str(problem))
        return redirect(one)
    response = HttpResponse(file.chunks(), content_type=file.content_type)
    name = f"item-{one.number}.{ENDINGS.get(file.content_type, 'bin')}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _harmless(response)


@never_cache
@require_POST
@at_school()
def sealing(request: SignedInRequest, case: str, number: int) -> HttpResponse:
    """This may be a sexual picture of a child: seal it at once."""
    one = _item(request, case, number)
    says = "It is sealed. Nobody opens or copies it. Tell the safeguarding lead and ring the police on 101, or 999 if a child is in danger now."
    return _done(
        request, one, says, lambda: seals.seal(one, by=request.person, at=timezone.now())
    )  # fmt: skip


@never_cache
@require_POST
@at_school()
def clearing(request: SignedInRequest, case: str, number: int) -> HttpResponse:
    """This one is no such picture."""
    one = _item(request, case, number)
    return _done(
        request, one, "It can be opened again.",
        lambda: seals.clear(one, by=request.person, at=timezone.now()),
    )  # fmt: skip


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school()
def advising(request: SignedInRequest, case: str, number: int) -> HttpResponse:
    """Put down what the police said about a sealed item."""
    one, form = _item(request, case, number), AdviceForm(request.POST)
    if not form.is_valid():
        return _shown(request, one, bound=form)
    return _done(
        request,
        one,
        "The advice is on record.",
        lambda: seals.advise(one, by=request.person, at=timezone.now(), **form.cleaned_data),
    )


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school()
def disposing(request: SignedInRequest, case: str, number: int) -> HttpResponse:
    """Destroy a sealed item on the police's advice."""
    one = _item(request, case, number)
    form = _disposal(one, request)
    if not form.is_valid():
        return _shown(request, one, bound=form)
    release = get_object_or_404(one.case.releases, pk=number_of(form.cleaned_data["release"]))
    return _done(
        request, one, "It is destroyed. Its certificate stays here.",
        lambda: seals.dispose(
            one, release, words=form.cleaned_data["words"], by=request.person, at=timezone.now()
        ),
    )  # fmt: skip


def _item(request: SignedInRequest, key: str, number: int) -> Evidence:
    """An item that somebody sees: of those given a case later, only what came in since."""
    case = case_for(request.person, key, at=timezone.now())
    since = sees_since(case, request.person, at=timezone.now())
    one = get_object_or_404(
        Evidence.objects.filter(case=case).since(since).select_related(*RELATED), number=number
    )
    one.case = case
    return one


def _listed(
    request: SignedInRequest,
    case: Case,
    *,
    capture_form: CaptureForm | None = None,
    export_form: ExportForm | None = None,
) -> HttpResponse:
    at = timezone.now()
    since = sees_since(case, request.person, at=at)
    waits = keeping.stopped(case, on=request.school.day_of(at))
    captures = case.captures.select_related("by")
    bound = capture_form or export_form
    shown = _frame(request, case) | {
        "items": case.evidence.all().since(since).select_related(*RELATED),
        "sees_all": since is None,
        "waits": waits,
        "clauses": [read(one, request.school) for one in waits.because] if waits else [],
        "captures": captures.filter(at__gte=since) if since else captures,
        "exports": case.exports.select_related("by") if since is None else [],
        "capture_form": capture_form or CaptureForm(prefix=None),
        "export_form": export_form or ExportForm(),
        "bound": bound,
    }
    return render(request, "incidents/evidence/list.html", shown, status=400 if bound else 200)


def _shown(
    request: SignedInRequest,
    one: Evidence,
    *,
    view: viewing.View | None = None,
    bound: DisposalForm | AdviceForm | None = None,
) -> HttpResponse:
    told = one.said
    tables = {
        "Of the file": told.technical,
        "Of what it is": told.descriptive,
        "Of how it is kept": told.administrative,
        "Of where it comes from": told.provenance,
    }
    shown = _frame(request, one.case) | {
        "one": one,
        "told": told,
        "tables": tables,
        "view": view,
        "can_show": one.media_type in (*PICTURES, TEXT),
        "must_answer": one.state != SEALED and one.waits_for_answer,
        "advice": seals.advice_for(one, at=timezone.now()),
        "advice_form": bound if isinstance(bound, AdviceForm) else AdviceForm(),
        "form": bound if isinstance(bound, DisposalForm) else _disposal(one),
        "bound": bound,
        "has_authority": bool(settings.TIMESTAMPS),
    }
    return render(request, "incidents/evidence/item.html", shown, status=400 if bound else 200)


def _disposal(one: Evidence, request: SignedInRequest | None = None) -> DisposalForm:
    advice = [
        (given.pk, f"{given.source}, put down by {given.by} on {given.at:%d %B %Y}")
        for given in seals.advice_for(one, at=timezone.now())
    ]
    return DisposalForm(request.POST if request else None, advice=advice)


def _done(
    request: SignedInRequest, one: Evidence, says: str, verb: Callable[[], object]
) -> HttpResponse:
    try:
        verb()
        messages.success(request, says)
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect(one)


def _harmless(response: HttpResponseBase) -> HttpResponse:
    """What is saved cannot run here, and no cache keeps it."""
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return cast(HttpResponse, response)


def _frame(request: SignedInRequest, case: Case) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "school", "case": case}
