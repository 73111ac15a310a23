"""Pages on which somebody says what something is, and chooses what is done: one question after the other."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from gatepost.core.policy import vocabulary
from gatepost.core.policy.words import fact_words
from gatepost.inbox.models import Item, Moderation, Wish
from gatepost.inbox.moderating.beginning import alarm_first, begin, is_alarm
from gatepost.inbox.moderating.pages import Asking, Choice, Facts, choices_of
from gatepost.networks.arriving import Act
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.rules import NotPossible
from gatepost.policies.can_i import NotAnswered


@never_cache
@sensitive_post_parameters()
@at_school()
def moderating(request: SignedInRequest, item: int) -> HttpResponse:
    """First what it is, then what is done: one question after the other, on two pages."""
    found, at = _item(request, item), timezone.now()
    asking = Asking(found, request.person, at)
    pairs = dict((request.POST if request.method == "POST" else request.GET).lists())
    if "asked" not in pairs and found.case is None:
        return _questions(request, asking)
    try:
        # What is a case already is hidden without a question.
        facts = asking.read(pairs) if found.case is None else {}
    except NotAnswered as error:
        return _questions(request, asking, error=error)
    if request.method == "POST":
        return _begin(request, found, facts, at=at)
    choices = choices_of(found, facts, by=request.person, at=at)
    return _choosing(request, found, facts, choices)


@require_POST
@at_school()
def alarming(request: SignedInRequest, item: int) -> HttpResponse:
    """What may show or endanger a child is passed on and hidden at once, without a reason."""
    found, at = _item(request, item), timezone.now()
    facts = _said(request)
    if not is_alarm(facts):
        return redirect("inbox:moderate", request.school.slug, found.pk)
    alarm_first(found, facts, by=request.person, at=at)
    messages.success(
        request,
        "It has been passed on to those who look after children, and hiding it is under way. Do not answer it.",
    )
    return redirect("inbox:queue", request.school.slug)


def _begin(request: SignedInRequest, item: Item, facts: Facts, *, at: datetime) -> HttpResponse:
    chosen = request.POST.get("what", "")
    choices = choices_of(item, facts, by=request.person, at=at, data=request.POST, chosen=chosen)
    choice = next((one for one in choices if one.what == chosen), None)
    if choice is None:
        problem = (
            "This is done or under way already." if chosen in set(Act) else "Choose what is done."
        )
        return _choosing(request, item, facts, choices, problem=problem, status=409)
    if not choice.form.is_valid():
        return _choosing(request, item, facts, choices, status=400)
    wish = Wish(what=choice.what, facts=facts, **choice.form.cleaned_data)
    try:
        made = begin(item, wish, by=request.person, at=at)
    except NotPossible as problem_found:
        return _choosing(request, item, facts, choices, problem=str(problem_found), status=409)
    messages.success(request, _went(made))
    return redirect(made)


def _went(made: Moderation) -> str:
    state = Moderation.State
    return {
        str(state.ASKED): "Somebody else is asked before it is done.",
        str(state.BY_HAND): "It is yours to do on the network. Say here when it is done.",
    }.get(made.state, "It is under way.")


def _questions(
    request: SignedInRequest, asking: Asking, *, error: NotAnswered | None = None
) -> HttpResponse:
    shown = _frame(request) | {"item": asking.item, "questions": asking.questions(error=error)}
    return render(request, "inbox/moderating/questions.html", shown, status=400 if error else 200)


def _choosing(
    request: SignedInRequest,
    item: Item,
    facts: Facts,
    choices: list[Choice],
    **more: object,
) -> HttpResponse:
    status = more.pop("status", 200)
    usual = vocabulary().facts
    told = [fact_words(f, v) for f, v in facts.items() if v and tuple(v) != (usual[f].default,)]
    shown = _frame(request) | {
        "item": item,
        "choices": choices,
        "hidden": [(fact, value) for fact, values in facts.items() for value in values],
        "told": told,
        "is_alarm": is_alarm(facts) and item.case_id is None,
        **more,
    }
    return render(request, "inbox/moderating/choose.html", shown, status=int(str(status)))


def _said(request: SignedInRequest) -> Facts:
    facts = vocabulary().facts
    pairs = {name: request.POST.getlist(name) for name in request.POST if name in facts}
    return {
        name: tuple(one for one in values if one in facts[name].values)
        for name, values in pairs.items()
    }


def _item(request: SignedInRequest, pk: int) -> Item:
    on = request.school.day_of(timezone.now())
    seen = Item.objects.visible_to(request.person, on=on)
    return get_object_or_404(seen.select_related("school", "channel", "case"), pk=pk)


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "inbox"}
