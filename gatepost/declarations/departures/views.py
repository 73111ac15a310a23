"""Pages of departures: tell of one, and read what was told and answered."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gatepost.core.policy import Clause
from gatepost.declarations.departures.forms import AdviceForm, DepartureForm, ReplyForm
from gatepost.declarations.models import Departure
from gatepost.declarations.models.departures import wanted_of
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person, School
from gatepost.people.roles import ROLES
from gatepost.people.rules import NotPossible
from gatepost.policies.door import policy_at
from gatepost.policies.in_force import readable

ACT = "depart-from-policy"


@at_school()
def new(request: SignedInRequest) -> HttpResponse:
    """Tell of a departure of one's own."""
    on = _today(request)
    wanted = wanted_of(request.person, on=on)
    form = DepartureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = Departure.tell(form.account(), by=request.person, at=timezone.now())
        except NotPossible as problem:
            form.add_error("happens_on", str(problem))
        else:
            messages.success(request, "It is told. You will get an answer in writing.")
            return redirect(made)
    shown = {
        "form": form,
        "wanted": wanted,
        "to": _in_words(wanted.to),
        "clauses": readable(_speaking(request.school, on=on), school=request.school, on=on),
    }
    status = 400 if request.method == "POST" else 200
    return render(
        request, "declarations/new_departure.html", _frame(request) | shown, status=status
    )


@require_safe
@at_school()
def departure(request: SignedInRequest, departure: int) -> HttpResponse:
    """One departure, for whoever told it and whoever was told."""
    return _page(request, _found(request, departure))


@require_POST
@at_school()
def advice(request: SignedInRequest, departure: int) -> HttpResponse:
    """Put down what an adviser said."""
    found, form = _found(request, departure), AdviceForm(request.POST, prefix="advice")
    if not form.is_valid():
        return _page(request, found, advice=form, status=400)
    try:
        found.note_advice(**form.cleaned_data, by=request.person, at=timezone.now())
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return _page(request, found, advice=form, status=409)
    messages.success(request, "The advice is on record.")
    return redirect(found)


@require_POST
@at_school()
def answer(request: SignedInRequest, departure: int) -> HttpResponse:
    """Answer in writing."""
    found, form = _found(request, departure), ReplyForm(request.POST, prefix="reply")
    if not form.is_valid():
        return _page(request, found, reply=form, status=400)
    try:
        found.answer(**form.cleaned_data, by=request.person, at=timezone.now())
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return _page(request, found, reply=form, status=409)
    messages.success(request, "Your answer is on record, and the person has been told of it.")
    return redirect(found)


def _page(
    request: SignedInRequest,
    found: Departure,
    *,
    advice: AdviceForm | None = None,
    reply: ReplyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    on = _today(request)
    is_mine = found.author_id == request.person.pk
    advisers = _advisers(found.author, on=on)
    initial = {"body": advisers[0][1] if advisers else "", "on": on}
    problem = advice or reply
    shown = {
        "departure": found,
        "is_mine": is_mine,
        "to": _in_words(found.to),
        "advice": found.advice.select_related("by"),
        "asks_for_advice": readable([one for one, _ in advisers], school=request.school, on=on),
        "advice_form": advice or AdviceForm(prefix="advice", initial=initial),
        "reply_form": reply or ReplyForm(prefix="reply"),
        "form": problem if problem and problem.errors else None,
    }
    return render(request, "declarations/departure.html", _frame(request) | shown, status=status)


def _advisers(author: Person, *, on: date) -> tuple[tuple[Clause, str], ...]:
    return wanted_of(author, on=on).advisers


def _speaking(school: School, *, on: date) -> list[Clause]:
    """Every clause that speaks of departures."""
    pack = policy_at(school, on=on)
    return [
        one
        for one in (pack.clauses if pack else ())
        if any(ACT in table.get("act", ()) for table in one.when)
    ]


def _found(request: SignedInRequest, pk: int) -> Departure:
    seen = Departure.objects.visible_to(request.person, on=_today(request))
    return get_object_or_404(seen.select_related("author__school", "school", "reply__by"), pk=pk)


def _in_words(roles: tuple[str, ...] | list[str]) -> list[str]:
    return [ROLES.get(role, role) for role in roles]


def _today(request: SignedInRequest) -> date:
    return request.school.day_of(timezone.now())


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "school"}
