"""Pages of requests: all of them, one with its clock and its pieces, the copy, and what is deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from gatepost.people.access import SignedInRequest, at_school, fresh_second_factor
from gatepost.people.rules import NotPossible
from gatepost.rights.asked import in_law, terms_at
from gatepost.rights.forms import EnterForm, PieceForm, StepForm, WhoseForm
from gatepost.rights.gathering import gather
from gatepost.rights.keeping.deleting import erasable, erase
from gatepost.rights.models import Piece, Request
from gatepost.rights.models.requests import Step
from gatepost.rights.requests.entering import enter
from gatepost.rights.requests.finding import people_like, pupils_like
from gatepost.rights.requests.handlers import HANDLERS
from gatepost.rights.requests.packing import make_copy

ON_A_PAGE = 25
FRESH = 10  # minutes


@never_cache
@require_safe
@at_school(*HANDLERS)
def requests(request: SignedInRequest) -> HttpResponse:
    """Every request that one handles: those that wait first."""
    seen = Request.objects.visible_to(request.person, on=_today(request))
    seen = seen.select_related("school").prefetch_related("steps")
    terms = terms_at(request.school, on=_today(request))
    waiting = [(one, one.due_on(list(one.steps.all()), terms=terms)) for one in seen.open()]
    waiting.sort(key=lambda row: row[1] or date.max)
    done = Paginator(seen.exclude(closed_at=None), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {"waiting": waiting, "page": done, "today": _today(request)}
    return render(request, "rights/requests.html", _frame(request) | shown)


@never_cache
@sensitive_post_parameters()
@at_school(*HANDLERS)
def new(request: SignedInRequest) -> HttpResponse:
    """Put down a request that came by letter, by telephone or at the gate."""
    sent = request.POST if request.method == "POST" else None
    form = EnterForm(sent, initial={"received_on": _today(request)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = enter(
                form.wanted, received_on=said["received_on"],
                by=request.person, at=timezone.now(),
            )  # fmt: skip
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The request is on record, and its clock runs.")
            return redirect(made)
    status = 400 if request.method == "POST" else 200
    return render(request, "rights/new.html", _frame(request) | {"form": form}, status=status)


@never_cache
@require_safe
@at_school(*HANDLERS)
def one(request: SignedInRequest, data_request: int) -> HttpResponse:
    """One request."""
    return _page(request, _found(request, data_request))


@never_cache
@require_POST
@at_school(*HANDLERS)
def whose(request: SignedInRequest, data_request: int) -> HttpResponse:
    """Say whose data it is."""
    found = _found(request, data_request)
    form = _whose_form(request, found, bound=True)
    return _done(
        request, found, "whose_form", form, "It is on record.",
        lambda: found.say_whose(form.chosen, by=request.person, at=timezone.now()),
    )  # fmt: skip


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school(*HANDLERS)
def step(request: SignedInRequest, data_request: int) -> HttpResponse:
    """Put down what was done."""
    found, form = _found(request, data_request), StepForm(request.POST)
    return _done(
        request, found, "step_form", form, "It is on record.",
        lambda: found.put_down(
            form.cleaned_data["kind"], words=form.cleaned_data["words"],
            on=form.cleaned_data["on"], by=request.person, at=timezone.now(),
        ),
    )  # fmt: skip


@never_cache
@require_POST
@at_school(*HANDLERS)
def gathering(request: SignedInRequest, data_request: int) -> HttpResponse:
    """Gather what is held."""
    found = _found(request, data_request)
    return _done(
        request, found, "", None, "Everything is gathered. Look through it before you give it.",
        lambda: gather(found, by=request.person, at=timezone.now()),
    )  # fmt: skip


@never_cache
@sensitive_post_parameters()
@at_school(*HANDLERS)
def piece(request: SignedInRequest, data_request: int, piece_number: int) -> HttpResponse:
    """One piece: what is given of it, and what is blacked out."""
    found, number = _found(request, data_request), piece_number
    there = get_object_or_404(Piece.objects.prefetch_related("decisions"), request=found, number=number)  # fmt: skip
    on = _today(request)
    form = PieceForm(request.POST if request.method == "POST" else None, on=on)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            there.decide(
                said["name"], is_hidden=said["do"] == "hide", reason=said["reason"],
                clause=said["clause"], by=request.person, at=timezone.now(),
            )  # fmt: skip
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "It is on record.")
            return redirect("rights:piece", request.school.slug, found.pk, number)
    others = found.pieces.filter(number__in=(number - 1, number + 1)).values_list("number", flat=True)  # fmt: skip
    shown = {
        "asked": found, "piece": there, "form": form, "others": list(others),
        "names": [(row, PieceForm(initial={"name": row[0]}, on=on, auto_id=f"n{row[0]}_%s")) for row in there.names],
        "law": in_law(there.withheld, on=on) if there.withheld else [],
    }  # fmt: skip
    status = 400 if form.errors else 200
    return render(request, "rights/piece.html", _frame(request) | shown, status=status)


@never_cache
@require_POST
@at_school(*HANDLERS)
def copy(request: SignedInRequest, data_request: int) -> HttpResponse:
    """Make the file."""
    found = _found(request, data_request)
    return _done(
        request, found, "", None, "The copy is made. Fetch it, then hand it over.",
        lambda: make_copy(found, by=request.person, at=timezone.now()),
    )  # fmt: skip


@never_cache
@require_POST
@at_school(*HANDLERS)
@fresh_second_factor(FRESH)
def fetch(request: SignedInRequest, data_request: int, copy: int) -> HttpResponse:
    """The file, once."""
    found = _found(request, data_request)
    there = get_object_or_404(found.copies, pk=copy)
    try:
        content = there.fetch(by=request.person, at=timezone.now())
    except NotPossible as problem:
        messages.warning(request, str(problem))
        return redirect(found)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="your-data-{found.pk}.zip"'
    return response


@never_cache
@require_POST
@at_school(*HANDLERS)
def handed_over(request: SignedInRequest, data_request: int) -> HttpResponse:
    """It was handed over: the request is answered."""
    found = _found(request, data_request)
    words = request.POST.get("words", "")[:4000].strip() or "The copy was handed over."
    if not found.copies.exclude(fetched_at=None).exists():
        messages.warning(request, "Make the copy and fetch it first.")
        return redirect(found)
    return _done(
        request, found, "", None, "The request is answered.",
        lambda: found.put_down(
            Step.HANDED_OVER, words=words, on=_today(request), by=request.person,
            at=timezone.now(),
        ),
    )  # fmt: skip


@never_cache
@at_school(*HANDLERS)
def erasure(request: SignedInRequest, data_request: int) -> HttpResponse:
    """What can be deleted, what has to stay and why; and the deletion itself."""
    found = _found(request, data_request)
    if found.kind != Request.Kind.ERASURE:
        raise Http404
    status = 200
    if request.method == "POST":
        try:
            count = erase(found, request.POST.getlist("kinds"), by=request.person, at=timezone.now())  # fmt: skip
        except NotPossible as problem:
            messages.warning(request, str(problem))
            status = 409
        else:
            messages.success(request, f"{count} records are deleted. The certificate is below.")
            return redirect("rights:erasure", request.school.slug, found.pk)
    on = _today(request)
    rows = [(line, sum(there.count() for _, there in kept), why) for line, kept, why in erasable(found, on=on)]  # fmt: skip
    shown = {
        "asked": found,
        "rows": rows,
        "can_go": any(not why for _, _, why in rows) and found.is_open,
        "certificates": found.deleted.select_related("by"),
        "law": in_law("limits-of-erasure", on=on),
    }
    return render(request, "rights/erasure.html", _frame(request) | shown, status=status)


def _done(
    request: SignedInRequest, found: Request, name: str, form: forms.Form | None, says: str,
    verb: Callable[[], object],
) -> HttpResponse:  # fmt: skip
    """Do something and say so, or show what is to be put right."""
    if form is not None and not form.is_valid():
        return _page(request, found, {name: form, "form": form}, status=400)
    try:
        verb()
        messages.success(request, says)
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("rights:request", request.school.slug, found.pk)


def _page(
    request: SignedInRequest, found: Request, bound: dict[str, object] | None = None, *, status: int = 200
) -> HttpResponse:  # fmt: skip
    on, steps = _today(request), list(found.steps.select_related("by"))
    pieces = found.pieces.prefetch_related("decisions")
    page = Paginator(pieces, ON_A_PAGE).get_page(request.GET.get("page"))
    terms = terms_at(request.school, on=on)
    copies = list(found.copies.select_related("made_by", "fetched_by"))
    shown = {
        "asked": found,
        "steps": steps,
        "due": found.due_on(steps, terms=terms),
        "today": on,
        "is_sure": any(one.kind == Step.IDENTITY_SURE for one in steps),
        "page": page,
        "copies": copies,
        "fetched": any(one.fetched_at for one in copies),
        "terms": terms,
        "law": in_law("rights-request-clock", on=on),
        "whose_form": _whose_form(request, found) if found.is_open else None,
        "step_form": StepForm(initial={"on": on}),
    }
    return render(request, "rights/request.html", _frame(request) | shown | (bound or {}), status=status)  # fmt: skip


def _whose_form(request: SignedInRequest, found: Request, *, bound: bool = False) -> WhoseForm:
    of = found.person or found.pupil
    key = f"{'person' if found.person_id else 'pupil'}-{of.pk}" if of else "nobody"
    people, pupils = people_like(found, besides=request.person), pupils_like(found)
    return WhoseForm(
        request.POST if bound else None, people=people, pupils=pupils, initial={"whose": key}
    )


def _found(request: SignedInRequest, pk: int) -> Request:
    seen = Request.objects.visible_to(request.person, on=_today(request))
    return get_object_or_404(seen.select_related("school", "person", "pupil"), pk=pk)


def _today(request: SignedInRequest) -> date:
    return request.school.day_of(timezone.now())


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "school"}
