"""Pages of what was done with what others wrote: agreed to, explained, looked at again and undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gatepost.core.policy import vocabulary
from gatepost.inbox.models import Moderation, Review
from gatepost.inbox.moderating.explaining import (
    explain,
    leave_unexplained,
    neutral_words,
    wanted,
)
from gatepost.inbox.moderating.forms import ReviewForm, WhyForm, WordsForm
from gatepost.inbox.moderating.pages import (
    TO,
    ModerationPage,
)
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person
from gatepost.people.numbers import number_of
from gatepost.people.once import reading_once
from gatepost.people.rules import NotPossible
from gatepost.policies.acts.forms import Reason
from gatepost.policies.door import NotYours, Refused
from gatepost.policies.models.proposed import Closed

CHANGED = "It has been changed since you opened it. Read it again."


@never_cache
@require_safe
@at_school()
def moderation(request: SignedInRequest, item: int, moderation: int) -> HttpResponse:
    """One thing that was done: why, how far it is, and what can follow."""
    return _page(request, _visible(request, item, moderation))


@require_POST
@at_school()
def done(request: SignedInRequest, item: int, moderation: int) -> HttpResponse:
    """A person did it on the network itself."""
    found = _visible(request, item, moderation)
    return _does(
        request,
        found,
        lambda at: found.done_by_hand(by=request.person, at=at),
        "It is on record as done.",
    )


@require_POST
@at_school()
def giving_up(request: SignedInRequest, item: int, moderation: int) -> HttpResponse:
    """It is not done after all."""
    found = _visible(request, item, moderation)
    return _does(
        request, found, lambda at: found.give_up(by=request.person, at=at), "It is not done."
    )


@require_POST
@at_school()
def undoing(request: SignedInRequest, item: int, moderation: int) -> HttpResponse:
    """Have it taken back."""
    found = _visible(request, item, moderation)
    return _does(
        request, found, lambda at: found.undo(by=request.person, at=at), "It is being taken back."
    )


@require_POST
@at_school()
def asking(request: SignedInRequest, item: int, moderation: int) -> HttpResponse:
    """Ask somebody for a yes, or for their judgement."""
    found = _visible(request, item, moderation)
    others = Person.objects.visible_to(request.person)
    of = get_object_or_404(others, pk=number_of(request.POST.get("of", "")))
    return _does(
        request,
        found,
        lambda at: found.ask(of, fact=_fact(request), by=request.person, at=at),
        f"{of.name} has been asked.",
    )


@require_POST
@at_school()
def saying(request: SignedInRequest, item: int, moderation: int) -> HttpResponse:
    """Say yes or no to exactly what one has seen."""
    found = _visible(request, item, moderation)
    if request.POST.get("seen") != found.content_hash():
        return _page(request, found, problem=CHANGED, status=409)
    fact, yes = _fact(request), request.POST.get("answer") == "yes"
    if fact not in vocabulary().acts[found.act].gathered:
        return _page(request, found, problem="Nobody has asked for this.", status=400)
    return _does(
        request,
        found,
        lambda at: found.say(fact, yes=yes, by=request.person, at=at),
        "Your answer is on record.",
    )


@require_POST
@at_school()
def judging(request: SignedInRequest, item: int, moderation: int) -> HttpResponse:
    """A second person's word on what only people can judge."""
    found, form = _visible(request, item, moderation), Reason(request.POST)
    if request.POST.get("seen") != found.content_hash():
        return _page(request, found, problem=CHANGED, status=409)
    if not form.is_valid():
        return _page(request, found, problem="Write a sentence that says why.", status=400)
    allowed, reason = request.POST.get("answer") == "yes", form.cleaned_data["reason"]
    return _does(
        request,
        found,
        lambda at: found.judge(allowed=allowed, reason=reason, by=request.person, at=at),
        "Your judgement is on record.",
    )


@require_POST
@at_school()
def asking_for_review(request: SignedInRequest, item: int, moderation: int) -> HttpResponse:
    """Have somebody else look at it."""
    found, form = _visible(request, item, moderation), WhyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    is_author = request.POST.get("who") == "author"
    why = Review.Why.AUTHOR if is_author else Review.Why.COLLEAGUE
    words = form.cleaned_data["why"]
    return _does(
        request,
        found,
        lambda at: Review.ask(found, words, why=why, by=request.person, at=at),
        "Somebody else will look at it.",
    )


@require_POST
@at_school()
def reviewing(request: SignedInRequest, item: int, moderation: int, review: int) -> HttpResponse:
    """Say whether it was right."""
    found, form = _visible(request, item, moderation), ReviewForm(request.POST)
    looked = get_object_or_404(found.reviews, pk=review)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    said = form.cleaned_data
    return _does(
        request,
        found,
        lambda at: looked.decide(
            upheld=said["upheld"] == "yes",
            words=said["why"],
            ends_on=said["ends_on"],
            by=request.person,
            at=at,
        ),
        "Your finding is on record.",
    )


@require_POST
@at_school()
def network_answer(request: SignedInRequest, item: int, moderation: int) -> HttpResponse:
    """What the network made of a report."""
    found = _visible(request, item, moderation)
    words = request.POST.get("words", "")[:2000]
    return _does(
        request,
        found,
        lambda at: found.network_answered(words, by=request.person, at=at),
        "The network’s answer is on record.",
    )


@never_cache
@at_school()
def explaining(request: SignedInRequest, item: int, moderation: int) -> HttpResponse:
    """Say why, in neutral words."""
    found = _visible(request, item, moderation)
    to = _to(request, found)
    if to is None:
        return _page(request, found, problem="Nobody has to be told why any more.", status=409)
    form = WordsForm(request.POST or None, initial={"words": _begun(request, found)})
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _explained(request, found, form.cleaned_data["words"], to=to)
        except NotPossible as not_possible:
            problem = str(not_possible)
    shown = _frame(request) | {
        "page": ModerationPage(found, request.person, timezone.now()),
        "moderation": found,
        "form": form,
        "to": to,
        "to_words": TO[to],
        "texts": neutral_words(found),
        "problem": problem,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "inbox/moderating/explain.html", shown, status=status)


@require_POST
@at_school()
def not_explaining(request: SignedInRequest, item: int, moderation: int) -> HttpResponse:
    """Say nothing, and why."""
    found, form = _visible(request, item, moderation), WhyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    to, why = request.POST.get("to", ""), form.cleaned_data["why"]
    return _does(
        request,
        found,
        lambda at: leave_unexplained(found, why, to=to, by=request.person, at=at),
        "It is on record that nothing is said, and why.",
    )


def _explained(request: SignedInRequest, found: Moderation, words: str, *, to: str) -> HttpResponse:
    at = timezone.now()
    made = explain(found, words, to=to, by=request.person, at=at)
    if made.post is None:
        messages.success(request, "It is on record what was said.")
        return redirect(found)
    try:
        made.post.hand_in(by=request.person, at=at)
    except (NotPossible, NotYours, Closed, Refused):
        messages.info(
            request, "Your words are kept. Before they go out, they need what you see here."
        )
        return redirect(made.post)
    messages.success(
        request, "Your words are handed in. They go out as soon as everybody who has to has agreed."
    )
    return redirect(found)


def _does(
    request: SignedInRequest, found: Moderation, act: Callable[[datetime], object], says: str
) -> HttpResponse:
    try:
        act(timezone.now())
    except (NotPossible, NotYours, Closed) as problem:
        found.refresh_from_db()
        return _page(request, found, problem=str(problem), status=409)
    messages.success(request, says)
    return redirect(found)


@reading_once()
def _page(
    request: SignedInRequest, found: Moderation, *, status: int = 200, **more: object
) -> HttpResponse:
    page = ModerationPage(found, request.person, timezone.now())
    shown = {
        "page": page,
        "moderation": found,
        "reason_form": Reason(),
        "why_form": WhyForm(prefix=None, auto_id="id_%s"),
        "review_form": ReviewForm(auto_id="review_%s"),
        **more,
    }
    return render(
        request, "inbox/moderating/moderation.html", _frame(request) | shown, status=status
    )


def _to(request: SignedInRequest, found: Moderation) -> str | None:
    asked = request.POST.get("to") or request.GET.get("to", "")
    open_ones = wanted(found)
    return asked if asked in open_ones else next(iter(open_ones), None)


def _begun(request: SignedInRequest, found: Moderation) -> str:
    texts = neutral_words(found)
    number = number_of(request.GET.get("text", "")) or 1
    return texts[number - 1].text if 0 < number <= len(texts) else ""


def _fact(request: SignedInRequest) -> str:
    fact = request.POST.get("fact", "")
    return fact if fact in vocabulary().facts else ""


def _visible(request: SignedInRequest, item: int, pk: int) -> Moderation:
    on = request.school.day_of(timezone.now())
    seen = Moderation.objects.visible_to(request.person, on=on).filter(item=item)
    return get_object_or_404(
        seen.select_related("school", "author", "item__channel", "item__case", "version"), pk=pk
    )


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "inbox"}
