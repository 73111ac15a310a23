"""Pages of the new school year: the steps, and the year groups that move up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.rules import NotPossible
from gatepost.school_year.models import StepConfirmed
from gatepost.school_year.models.steps import KEEPERS
from gatepost.school_year.moving_up import dry_run, move_up, moved, take_back
from gatepost.school_year.steps import KEYS, steps_of
from gatepost.school_year.years import prepared_on


@require_safe
@at_school(*KEEPERS)
def year(request: SignedInRequest) -> HttpResponse:
    """Every step, with how it stands."""
    on = request.school.day_of(timezone.now())
    steps = steps_of(request.school, on=on)
    shown = {
        "year": prepared_on(on),
        "steps": steps,
        "done": sum(one.confirmed is not None for one in steps),
    }
    return render(request, "school_year/year.html", _frame(request) | shown)


@require_POST
@at_school(*KEEPERS)
def confirmation(request: SignedInRequest) -> HttpResponse:
    """Confirm a step, or open it again."""
    step, at = request.POST.get("step", ""), timezone.now()
    try:
        if step not in KEYS:
            raise NotPossible("Choose one of the steps.")
        if request.POST.get("do") == "open":
            StepConfirmed.reopen(step, by=request.person, at=at)
            messages.success(request, "The step is open again.")
        else:
            StepConfirmed.confirm(step, by=request.person, at=at)
            messages.success(request, "The step is done.")
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("school_year:year", request.school.slug)


@at_school(*KEEPERS)
def moving_up(request: SignedInRequest) -> HttpResponse:
    """What moving up would change; and doing it."""
    school, at = request.school, timezone.now()
    last = _number(request.POST.get("last") or request.GET.get("last", ""))
    if request.method == "POST":
        try:
            move_up(
                school, seen=request.POST.get("seen", ""), last=last,
                empty_forms=bool(request.POST.get("empty_forms")), by=request.person, at=at,
            )  # fmt: skip
            messages.success(request, "The year groups have moved up. You can take it back until you confirm the step.")  # fmt: skip
        except NotPossible as problem:
            messages.warning(request, str(problem))
        return redirect("school_year:moving-up", school.slug)
    on = school.day_of(at)
    there = moved(school, on=on)
    shown = {
        "moved": there,
        "leavers": sum(bool(change[3]) for change in there.changes) if there else 0,
        "run": None if there else dry_run(school, on=on, last=last),
        "year": prepared_on(on),
    }
    return render(request, "school_year/moving_up.html", _frame(request) | shown)


@require_POST
@at_school(*KEEPERS)
def taking_back(request: SignedInRequest) -> HttpResponse:
    """As it was before."""
    try:
        take_back(request.school, by=request.person, at=timezone.now())
        messages.success(request, "The year groups are as they were before.")
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("school_year:moving-up", request.school.slug)


def _number(written: str) -> int | None:
    return int(written[:2]) if written.isascii() and written.isdigit() else None


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "school"}
