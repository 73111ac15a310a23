"""Pages of how long one case is kept: what it counts as, what holds it, and how two people delete it."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from gatepost.incidents.keeping_time import deleting, holding
from gatepost.incidents.keeping_time.asked import standing_of
from gatepost.incidents.keeping_time.entering import enter
from gatepost.incidents.keeping_time.forms import DeletionForm, HoldForm, KeptAsForm, LiftForm
from gatepost.incidents.models import Case, KeptAs
from gatepost.incidents.whole import case_for, sees_whole, whole_case_for
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible


@never_cache
@require_safe
@at_school()
def kept(request: SignedInRequest, case: str) -> HttpResponse:
    """How long one case is kept, and what holds it."""
    found = case_for(request.person, case, at=timezone.now())
    found.was_read(by=request.person, at=timezone.now())
    return _shown(request, found)


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school()
def kept_as(request: SignedInRequest, case: str) -> HttpResponse:
    """Say which kind of record it is."""
    found, form = (
        whole_case_for(request.person, case, at=timezone.now()),
        KeptAsForm(request.POST, auto_id="as_%s"),
    )
    return _done(
        request, found, "as_form", form, "It is on record.",
        lambda: enter(found, form.entered, by=request.person, at=timezone.now()),
    )  # fmt: skip


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school()
def hold(request: SignedInRequest, case: str) -> HttpResponse:
    """Keep it from being deleted."""
    found, form = (
        case_for(request.person, case, at=timezone.now()),
        HoldForm(request.POST, auto_id="hold_%s"),
    )
    return _done(
        request, found, "hold_form", form, "The case is held. Nothing of it is deleted.",
        lambda: holding.set_hold(
            found, form.cleaned_data["reason"], by=request.person, at=timezone.now()
        ),
    )  # fmt: skip


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school()
def lift(request: SignedInRequest, case: str) -> HttpResponse:
    """Hold it no longer."""
    found, form = (
        whole_case_for(request.person, case, at=timezone.now()),
        LiftForm(request.POST, auto_id="lift_%s"),
    )
    return _done(
        request, found, "lift_form", form, "The hold is lifted.",
        lambda: holding.lift_hold(
            found, form.cleaned_data["reason"], by=request.person, at=timezone.now()
        ),
    )  # fmt: skip


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school()
def delete(request: SignedInRequest, case: str) -> HttpResponse:
    """Ask for it to be deleted."""
    found = whole_case_for(request.person, case, at=timezone.now())
    others = _others(request, found)
    form = DeletionForm(request.POST, auto_id="delete_%s", others=others)
    return _done(
        request, found, "delete_form", form, "It is deleted once somebody else confirms it.",
        lambda: deleting.ask_deletion(
            found, form.cleaned_data["reason"], second=form.cleaned_data["second"],
            by=request.person, at=timezone.now(),
        ),
    )  # fmt: skip


@never_cache
@require_POST
@at_school()
def called_off(request: SignedInRequest, case: str) -> HttpResponse:
    """It is not deleted after all."""
    found = whole_case_for(request.person, case, at=timezone.now())
    return _done(
        request, found, "", None, "It is not deleted.",
        lambda: deleting.call_off(found, by=request.person, at=timezone.now()),
    )  # fmt: skip


@never_cache
@require_POST
@at_school()
def confirm(request: SignedInRequest, case: str) -> HttpResponse:
    """Delete what somebody else wants deleted."""
    found = whole_case_for(request.person, case, at=timezone.now())
    try:
        deleting.confirm_deletion(found, by=request.person, at=timezone.now())
    except NotPossible as problem:
        messages.warning(request, str(problem))
        return redirect("incidents:kept", request.school.slug, found.key)
    messages.success(request, "The case is deleted. Its certificate is below.")
    return redirect("incidents:keeping-cases", request.school.slug)


def _done(
    request: SignedInRequest, case: Case, name: str, form: forms.Form | None, says: str,
    verb: Callable[[], object],
) -> HttpResponse:  # fmt: skip
    """Do something and say so, or show what is to be put right."""
    if form is not None and not form.is_valid():
        return _shown(request, case, {name: form, "bound": form}, status=400)
    try:
        verb()
        messages.success(request, says)
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("incidents:kept", request.school.slug, case.key)


def _shown(
    request: SignedInRequest, case: Case, bound: dict[str, object] | None = None, *, status: int = 200
) -> HttpResponse:  # fmt: skip
    at = timezone.now()
    standing, newest = standing_of(case), case.kept_as.last()
    shown = {
        "school": request.school,
        "person": request.person,
        "here": "school",
        "case": case,
        "whole": sees_whole(case, request.person, at=at),
        "standing": standing,
        "newest": newest,
        "held": holding.hold_on(case, at=at),
        "past": case.legal_holds.exclude(lifted_at=None).select_related("by", "lifted_by"),
        "stopped": deleting.stopped(case, at=at),
        "wish": case.deletions.filter(called_off_at=None).select_related("by").first(),
        "as_form": KeptAsForm(auto_id="as_%s", initial=_now(standing.rule.record.key, newest)),
        "hold_form": HoldForm(auto_id="hold_%s"),
        "lift_form": LiftForm(auto_id="lift_%s"),
        "delete_form": DeletionForm(auto_id="delete_%s", others=_others(request, case)),
    }
    return render(request, "incidents/retention/case.html", shown | (bound or {}), status=status)


def _now(record: str, newest: KeptAs | None) -> dict[str, object]:
    starts_on, until_on = (newest.starts_on, newest.until_on) if newest else (None, None)
    return {"record": record, "starts_on": starts_on, "until_on": until_on}


def _others(request: SignedInRequest, case: Case) -> QuerySet[Person]:
    on = request.school.day_of(timezone.now())
    here = Person.objects.at(request.school).current(on).exclude(pk=request.person.pk)
    return here.exclude(pk__in=case.concerned.values("person"))
