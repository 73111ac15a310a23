"""Pages of exceptions: all that one may see, a new one, and one with what was said to it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gatepost.core.policy import vocabulary
from gatepost.declarations.asked import exceptions_of
from gatepost.declarations.exceptions.forms import AnswerForm, EndForm, ExceptionForm, form_for
from gatepost.declarations.models import PolicyException
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.door import policy_at
from gatepost.policies.in_force import readable


@require_safe
@at_school()
def exceptions(request: SignedInRequest) -> HttpResponse:
    """Every exception that one has, looks after or can answer."""
    on = _today(request)
    seen = PolicyException.objects.visible_to(request.person, on=on)
    rows = [(one, one.state(on=on)) for one in seen.select_related("author", "stop", "school")]
    open_ = ("waiting", "agreed", "in force")
    shown = {
        "open": [row for row in rows if row[1] in open_],
        "over": [row for row in rows if row[1] not in open_],
    }
    return render(request, "declarations/exceptions.html", _frame(request) | shown)


@at_school()
def new(request: SignedInRequest) -> HttpResponse:
    """Ask for an exception of one's own."""
    at, on = timezone.now(), _today(request)
    possible = exceptions_of(policy_at(request.school, on=on), request.person.actors)
    others = Person.objects.visible_to(request.person).current(on).exclude(pk=request.person.pk)
    form = ExceptionForm(
        request.POST if request.method == "POST" else None,
        possible=possible,
        people=[request.person, *others.order_by("family_name", "given_name")],
        initial={"which": request.GET.get("which", ""), "from_on": on},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = PolicyException.ask(form.asked(), by=request.person, at=at)
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Those who can agree to it have been asked.")
            return redirect(made)
    clauses = [one.clause for one in possible]
    shown = {
        "form": form,
        "clauses": readable(clauses, school=request.school, on=on),
        "states": list(dict.fromkeys(says for one in possible for says in one.states)),
    }
    status = 400 if request.method == "POST" else 200
    return render(
        request, "declarations/new_exception.html", _frame(request) | shown, status=status
    )


@require_safe
@at_school()
def exception(request: SignedInRequest, exception: int) -> HttpResponse:
    """One exception and how it stands."""
    return _page(request, _found(request, exception))


@require_POST
@at_school()
def agreement(request: SignedInRequest, exception: int) -> HttpResponse:
    """A party's answer to what was seen."""
    found, fact = _found(request, exception), request.POST.get("fact", "")
    if fact not in found.parties:
        raise Http404
    form = form_for(fact, data=request.POST)
    if not form.is_valid():
        return _page(request, found, answered=form, status=400)
    try:
        seen = request.POST.get("seen", "")
        found.answer(form.said(), seen=seen, by=request.person, at=timezone.now())
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return _page(request, found, answered=form, status=409)
    messages.success(request, "The answer is on record.")
    return redirect(found)


@require_POST
@at_school()
def ending(request: SignedInRequest, exception: int) -> HttpResponse:
    """End an exception before its time."""
    found, form = _found(request, exception), EndForm(request.POST)
    if not form.is_valid():
        return _page(request, found, end=form, status=400)
    try:
        found.end(why=form.cleaned_data["why"], by=request.person, at=timezone.now())
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return _page(request, found, end=form, status=409)
    messages.success(request, "It has ended.")
    return redirect(found)


def _page(
    request: SignedInRequest,
    found: PolicyException,
    *,
    answered: AnswerForm | None = None,
    end: EndForm | None = None,
    status: int = 200,
) -> HttpResponse:
    on = _today(request)
    state = found.state(on=on)
    pack = policy_at(request.school, on=on)
    clause = pack.by_id.get(found.clause) if pack else None
    asked = found.waits_for if state == "waiting" else []
    mine = [fact for fact in asked if found.may_answer(fact, by=request.person, on=on)]
    waits = [vocabulary().facts[fact].short for fact in asked if fact not in mine]
    forms = [answered if answered and answered.fact == fact else form_for(fact) for fact in mine]
    problem = answered or end
    shown = {
        "exception": found,
        "state": state,
        "is_mine": found.author_id == request.person.pk,
        "clauses": readable([clause] if clause else [], school=request.school, on=on),
        "answers": found.answers.values(),
        "waits": waits,
        "forms": [(form, vocabulary().facts[form.fact].short) for form in forms],
        "form": problem if problem and problem.errors else None,
        "end": (end or EndForm()) if state in ("waiting", "agreed", "in force") else None,
    }
    return render(request, "declarations/exception.html", _frame(request) | shown, status=status)


def _found(request: SignedInRequest, pk: int) -> PolicyException:
    seen = PolicyException.objects.visible_to(request.person, on=_today(request))
    return get_object_or_404(seen.select_related("author", "owner", "school", "stop"), pk=pk)


def _today(request: SignedInRequest) -> date:
    return request.school.day_of(timezone.now())


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "school"}
