"""Pages of applications: written, handed in, decided on by those whom the policy names, opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gatepost.channels.ages import least_age
from gatepost.channels.applications.asked import Case, case_of
from gatepost.channels.applications.forms import OpeningForm, WishForm, initial_of
from gatepost.channels.models import Application
from gatepost.channels.models.accounts import KEEPS
from gatepost.core.policy import vocabulary
from gatepost.networks.known import NETWORKS
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person
from gatepost.people.numbers import number_of
from gatepost.people.once import reading_once
from gatepost.people.rules import NotPossible
from gatepost.policies.acts.forms import Reason
from gatepost.policies.acts.pages import Stopped
from gatepost.policies.door import NotYours, policy_at, ruling_on
from gatepost.policies.in_force import readable
from gatepost.policies.models.proposed import Closed

CHANGED = "It has been changed since you opened it. Read it again."


@at_school()
def new_application(request: SignedInRequest) -> HttpResponse:
    """Apply for an account."""
    return _written(request, None)


@at_school()
def changing(request: SignedInRequest, application: int) -> HttpResponse:
    """Change one's application."""
    return _written(request, get_object_or_404(request.person.applications, pk=application))


@require_safe
@at_school()
def application(request: SignedInRequest, application: int) -> HttpResponse:
    """One application: what it says, what the policy still wants, and who can say yes."""
    return _page(request, _visible(request, application))


@require_POST
@at_school()
def handing_in(request: SignedInRequest, application: int) -> HttpResponse:
    """Put it before those who decide."""
    found = get_object_or_404(request.person.applications, pk=application)
    return _does(
        request, found, lambda at: found.hand_in(by=request.person, at=at), "It is handed in."
    )


@require_POST
@at_school()
def withdrawing(request: SignedInRequest, application: int) -> HttpResponse:
    """Take one's own back."""
    found = get_object_or_404(request.person.applications, pk=application)
    return _does(
        request, found, lambda at: found.withdraw(by=request.person, at=at), "It is withdrawn."
    )


@require_POST
@at_school()
def sending_back(request: SignedInRequest, application: int) -> HttpResponse:
    """Give it back with a note."""
    found, form = _visible(request, application), Reason(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    note = form.cleaned_data["reason"]
    return _does(
        request,
        found,
        lambda at: found.send_back(note, by=request.person, at=at),
        "It is back with its author.",
    )


@require_POST
@at_school()
def asking(request: SignedInRequest, application: int) -> HttpResponse:
    """Ask somebody for a yes, or for their judgement."""
    found = get_object_or_404(request.person.applications, pk=application)
    others = Person.objects.visible_to(request.person)
    of = get_object_or_404(others, pk=number_of(request.POST.get("of", "")))
    fact = request.POST.get("fact", "")
    known = fact if fact in vocabulary().facts else ""
    return _does(
        request,
        found,
        lambda at: found.ask(of, fact=known, by=request.person, at=at),
        f"{of.name} has been asked.",
    )


@require_POST
@at_school()
def saying(request: SignedInRequest, application: int) -> HttpResponse:
    """Say yes or no to exactly what one has seen."""
    found, fact = _visible(request, application), request.POST.get("fact", "")
    if request.POST.get("seen") != found.content_hash():
        return _page(request, found, problem=CHANGED, status=409)
    if fact not in vocabulary().acts[found.act].gathered:
        return _page(request, found, problem="Nobody has asked for this.", status=400)
    yes = request.POST.get("answer") == "yes"
    return _does(
        request,
        found,
        lambda at: found.say(fact, yes=yes, by=request.person, at=at),
        "Your answer is on record.",
    )


@require_POST
@at_school()
def judging(request: SignedInRequest, application: int) -> HttpResponse:
    """A second person's word on what only people can judge."""
    found, form = _visible(request, application), Reason(request.POST)
    if request.POST.get("seen") != found.content_hash():
        return _page(request, found, problem=CHANGED, status=409)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    allowed, reason = request.POST.get("answer") == "yes", form.cleaned_data["reason"]
    return _does(
        request,
        found,
        lambda at: found.judge(allowed=allowed, reason=reason, by=request.person, at=at),
        "Your judgement is on record.",
    )


@require_POST
@at_school()
def opening(request: SignedInRequest, application: int) -> HttpResponse:
    """Put the account on the list, once everything that the policy wants is there."""
    found, form = _visible(request, application), OpeningForm(request.POST)
    if not _may_open(request, found):
        raise Http404
    if not form.is_valid():
        return _page(request, found, opening=form, status=400)
    given = form.cleaned_data
    return _does(
        request,
        found,
        lambda at: found.open_account(by=request.person, at=at, **given),
        "The account is on the list, with those who run it.",
    )


def _written(request: SignedInRequest, found: Application | None) -> HttpResponse:
    at = timezone.now()
    on = request.school.day_of(at)
    case, people = _case(request, at=at), Person.objects.at(request.school).current(on)
    initial = initial_of(found) if found else {}
    form = WishForm(request.POST or None, case=case, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        if found is None:
            return redirect(Application.make(form.wish(), by=request.person, at=at))
        kept = found
        return _does(
            request, kept, lambda at: kept.write(form.wish(), by=request.person, at=at), "Saved."
        )
    clauses = [one.clause for one in case.points] + list(case.others)
    shown = {
        "form": form,
        "application": found,
        "clauses": readable(dict.fromkeys(clauses), school=request.school, on=on),
    }
    status = 400 if request.method == "POST" else 200
    page = "channels/applications/write.html"
    return render(request, page, _frame(request) | shown, status=status)


def _does(
    request: SignedInRequest, found: Application, do: Callable[[datetime], object], says: str
) -> HttpResponse:
    """Do something to an application and show it; what stands in the way is said on its page."""
    try:
        do(timezone.now())
    except (NotPossible, NotYours, Closed) as problem:
        found.refresh_from_db()
        return _page(request, found, problem=str(problem), status=409)
    messages.success(request, says)
    return redirect(found)


@reading_once()
def _page(
    request: SignedInRequest,
    found: Application,
    *,
    problem: str = "",
    form: Reason | None = None,
    opening: OpeningForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    ruling = ruling_on(found.act, subject=found, at=at, facts=found.known(at=at))
    stopped = Stopped(ruling, found, at=at)
    case = _case(request, at=at)
    shown = {
        "application": found,
        "network": NETWORKS[found.network].name,
        "age": least_age(found.network, on=request.school.day_of(at)),
        "answers": [(one, found.answers.get(one.key, "")) for one in case.points],
        "named": list(found.runners.all()),
        "stopped": stopped,
        "may_judge": bool(stopped.to_judge) and request.person in stopped.judges,
        "is_mine": found.author_id == request.person.pk,
        "is_open": found.channel_id is None and not (found.withdrawn_at or found.expired_at),
        "notes": list(found.notes.select_related("by")),
        "missing": found.unanswered(at=at),
        "may_open": _may_open(request, found) and ruling.verdict in ("may", "silent"),
        "opening": opening or OpeningForm(),
        "form": form or Reason(),
        "problem": problem,
    }
    page = "channels/applications/application.html"
    return render(request, page, _frame(request) | shown, status=status)


def _may_open(request: SignedInRequest, found: Application) -> bool:
    at = timezone.now()
    roles = _case(request, at=at).openers or KEEPS
    on = request.school.day_of(at)
    return request.person.holds(*roles, on=on) and found.author_id != request.person.pk


def _case(request: SignedInRequest, *, at: datetime) -> Case:
    return case_of(policy_at(request.school, on=request.school.day_of(at)))


def _visible(request: SignedInRequest, pk: int) -> Application:
    found = Application.objects.visible_to(request.person)
    return get_object_or_404(found.select_related("author", "school"), pk=pk)


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "school"}
