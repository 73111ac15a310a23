"""Pages of hand-overs: how far one is, and each step of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gatepost.channels.handing_over.asked import may_look, may_see_to_it
from gatepost.channels.handing_over.forms import StepForm
from gatepost.channels.handing_over.page import page_of
from gatepost.channels.models import Handover, Runner
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person
from gatepost.people.numbers import number_of
from gatepost.people.rules import NotPossible
from gatepost.policies.models.proposed import Closed


@require_POST
@at_school()
def beginning(request: SignedInRequest, channel: int, runner: int) -> HttpResponse:
    """Begin at once what a worker would begin within the hour."""
    if not may_see_to_it(request.person, on=_today(request)):
        raise Http404
    rows = Runner.objects.filter(channel=channel, channel__school=request.school)
    found = get_object_or_404(rows.select_related("channel__school", "person"), pk=runner)
    try:
        return redirect(Handover.begin(found, by=request.person, at=timezone.now()))
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect(found.channel)


@require_safe
@at_school()
def handover(request: SignedInRequest, handover: int) -> HttpResponse:
    """How far one is, and what is still to be done."""
    return _page(request, _visible(request, handover, may_look))


@require_POST
@at_school()
def naming(request: SignedInRequest, handover: int) -> HttpResponse:
    """Name somebody else who runs the account."""
    found = _visible(request, handover, may_see_to_it)
    others = Person.objects.visible_to(request.person)
    person = get_object_or_404(others, pk=number_of(request.POST.get("person", "")))
    return _does(
        request,
        found,
        lambda at: found.name(person, by=request.person, at=at),
        f"{person.name} runs it from now on.",
    )


@require_POST
@at_school()
def ending(request: SignedInRequest, handover: int) -> HttpResponse:
    """The leaver runs it no longer."""
    found = _visible(request, handover, may_see_to_it)
    says = f"{found.leaver} runs it no longer."
    return _does(request, found, lambda at: found.end_running(by=request.person, at=at), says)


@require_POST
@at_school()
def stepping(request: SignedInRequest, handover: int) -> HttpResponse:
    """Say that a step is done."""
    found, form = _visible(request, handover, may_see_to_it), StepForm(request.POST)
    if not form.is_valid():
        problem = next(text for texts in form.errors.values() for text in texts)
        return _page(request, found, problem=str(problem), status=400)
    step, note = form.cleaned_data["step"], form.cleaned_data["note"]
    return _does(
        request,
        found,
        lambda at: found.take(step, note=note, by=request.person, at=at),
        "It is on record.",
    )


@require_POST
@at_school()
def transferring(request: SignedInRequest, handover: int) -> HttpResponse:
    """End it: the account goes on with others."""
    found = _visible(request, handover, may_see_to_it)
    says = "It is handed over."
    return _does(request, found, lambda at: found.transfer(by=request.person, at=at), says)


@require_POST
@at_school()
def closing(request: SignedInRequest, handover: int) -> HttpResponse:
    """End it: the account is closed."""
    found = _visible(request, handover, may_see_to_it)
    says = "It is closed here. Close it on the network as well."
    return _does(request, found, lambda at: found.close(by=request.person, at=at), says)


def _does(
    request: SignedInRequest, found: Handover, act: Callable[[datetime], object], says: str
) -> HttpResponse:
    try:
        act(timezone.now())
    except (NotPossible, Closed) as problem:
        found.refresh_from_db()
        return _page(request, found, problem=str(problem), status=409)
    messages.success(request, says)
    return redirect(found)


def _page(
    request: SignedInRequest, found: Handover, *, problem: str = "", status: int = 200
) -> HttpResponse:
    shown = page_of(found, person=request.person, on=_today(request))
    frame = {"school": request.school, "person": request.person, "here": "school"}
    shown |= {"problem": problem, **frame}
    return render(request, "channels/handing_over/handover.html", shown, status=status)


def _visible(request: SignedInRequest, pk: int, may: Callable[..., bool]) -> Handover:
    if not may(request.person, on=_today(request)):
        raise Http404
    return get_object_or_404(Handover.objects.visible_to(request.person).whole(), pk=pk)


def _today(request: SignedInRequest) -> date:
    return request.school.day_of(timezone.now())
