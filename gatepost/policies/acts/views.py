"""Plans that people put before the policy, what others say of them, and answers that people keep."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gatepost.core.policy import SituationError, vocabulary
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person
from gatepost.people.numbers import number_of
from gatepost.people.once import reading_once
from gatepost.policies.acts.cited import cited
from gatepost.policies.acts.forms import Reason
from gatepost.policies.acts.pages import Stopped
from gatepost.policies.can_i import read
from gatepost.policies.door import NotYours, ruling_on
from gatepost.policies.models import KeptAnswer, Plan, Refusal
from gatepost.policies.models.proposed import Closed


@require_safe
@at_school()
def plans(request: SignedInRequest) -> HttpResponse:
    """What somebody put before the policy, answers that they kept, and what was refused to them."""
    person = request.person
    shown = {
        "mine": person.plans.select_related("deed"),
        "answers": KeptAnswer.objects.visible_to(person).select_related("version"),
        "refusals": Refusal.objects.visible_to(person)[:50],
    }
    return render(request, "policies/acts/plans.html", _frame(request) | shown)


@require_POST
@at_school()
def new_plan(request: SignedInRequest) -> HttpResponse:
    """Put down what somebody means to do, from the answer's page."""
    act, facts = _question(request)
    made = Plan.make(act, facts, by=request.person, at=timezone.now())
    return redirect(made)


@require_safe
@at_school()
def plan(request: SignedInRequest, plan: int) -> HttpResponse:
    """One plan: what the policy says of it now, what is missing, and who can say yes."""
    found = get_object_or_404(Plan.objects.visible_to(request.person), pk=plan)
    return _page(request, found)


@require_POST
@at_school()
def deed(request: SignedInRequest, plan: int) -> HttpResponse:
    """Go through the door: it is on record as done, or refused."""
    found = get_object_or_404(request.person.plans, pk=plan)
    try:
        found.do(by=request.person, at=timezone.now(), reason=request.POST.get("reason", "")[:2000])
    except Closed as closed:
        messages.warning(request, str(closed))
        return redirect(found)
    messages.success(request, "It is on record, with the clauses it rests on.")
    return redirect(found)


@require_POST
@at_school()
def withdrawal(request: SignedInRequest, plan: int) -> HttpResponse:
    """Take a plan back."""
    found = get_object_or_404(request.person.plans, pk=plan)
    try:
        found.withdraw(by=request.person, at=timezone.now())
    except Closed as closed:
        messages.warning(request, str(closed))
        return redirect(found)
    messages.success(request, "You have taken it back.")
    return redirect("policies:plans", request.school.slug)


@require_POST
@at_school()
def asking(request: SignedInRequest, plan: int) -> HttpResponse:
    """Ask somebody for a yes, or for their judgement."""
    found = get_object_or_404(request.person.plans, pk=plan)
    of = get_object_or_404(
        Person.objects.visible_to(request.person), pk=number_of(request.POST.get("of", ""))
    )
    try:
        found.ask(of, fact=_fact(request, blank=True), by=request.person, at=timezone.now())
    except (Closed, NotYours) as problem:
        return _page(request, found, problem=str(problem), status=409)
    messages.success(request, f"{of.name} has been asked.")
    return redirect(found)


@require_POST
@at_school()
def saying(request: SignedInRequest, plan: int) -> HttpResponse:
    """Say yes or no to exactly what one has seen."""
    found = get_object_or_404(Plan.objects.visible_to(request.person), pk=plan)
    if request.POST.get("seen") != found.content_hash():
        return _page(request, found, problem="It has been changed. Read it again.", status=409)
    yes = request.POST.get("answer") == "yes"
    try:
        found.say(_fact(request), yes=yes, by=request.person, at=timezone.now())
    except (Closed, NotYours) as problem:
        return _page(request, found, problem=str(problem), status=409)
    messages.success(request, "Your answer is on record.")
    return redirect(found)


@require_POST
@at_school()
def judgement(request: SignedInRequest, plan: int) -> HttpResponse:
    """A second person's word on what only people can judge."""
    found = get_object_or_404(Plan.objects.visible_to(request.person), pk=plan)
    form = Reason(request.POST)
    if request.POST.get("seen") != found.content_hash():
        return _page(request, found, problem="It has been changed. Read it again.", status=409)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    allowed = request.POST.get("answer") == "yes"
    try:
        found.judge(
            allowed=allowed,
            reason=form.cleaned_data["reason"],
            by=request.person,
            at=timezone.now(),
        )
    except (Closed, NotYours) as problem:
        return _page(request, found, problem=str(problem), status=409)
    messages.success(request, "Your judgement is on record.")
    return redirect(found)


@require_POST
@at_school()
def kept_answers(request: SignedInRequest) -> HttpResponse:
    """Keep an answer, with the version of the policy that gave it."""
    act, facts = _question(request)
    kept = KeptAnswer.keep(act, facts, by=request.person, at=timezone.now())
    if kept is None:
        raise Http404
    messages.success(request, "Kept. You find it under “What I asked and did”.")
    return redirect("policies:plans", request.school.slug)


@require_safe
@at_school()
def refusal(request: SignedInRequest, refusal: int) -> HttpResponse:
    """What was refused, as it is on record."""
    found = get_object_or_404(Refusal.objects.visible_to(request.person), pk=refusal)
    shown = {"refusal": found, "clauses": cited(found.clauses, request.school)}
    return render(request, "policies/acts/refusal.html", _frame(request) | shown)


@reading_once()
def _page(
    request: SignedInRequest,
    plan: Plan,
    *,
    problem: str = "",
    form: Reason | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    ruling = ruling_on(plan.act, subject=plan, at=at, facts=plan.facts)
    stopped = Stopped(ruling, plan, at=at)
    shown = {
        "plan": plan,
        "stopped": stopped,
        "is_mine": plan.author_id == request.person.pk,
        "may_judge": request.person in stopped.judges and bool(stopped.to_judge),
        "form": form or Reason(),
        "problem": problem,
    }
    return render(request, "policies/acts/plan.html", _frame(request) | shown, status=status)


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "can-i"}


def _question(request: SignedInRequest) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The act and the facts of a form that carries an answer's address; 404 where they make no question."""
    act = request.POST.get("act", "")
    pairs = {name: values for name, values in request.POST.lists() if name in vocabulary().facts}
    if act not in vocabulary().acts:
        raise Http404
    try:
        return act, dict(read(act, pairs))
    except SituationError:
        raise Http404 from None


def _fact(request: SignedInRequest, *, blank: bool = False) -> str:
    fact = request.POST.get("fact", "")
    if fact not in vocabulary().facts and not (blank and not fact):
        raise Http404
    return fact
