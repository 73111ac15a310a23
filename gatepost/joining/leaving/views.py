"""Pages of what goes on after leaving: for the leaver to confirm, and for the school to see who has."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gatepost.joining.leaving.forms import PaperForm
from gatepost.joining.leaving.standing import Leaver, digest_of, leaver_of, leavers_of, owing
from gatepost.joining.models import LeavingReceipt
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person
from gatepost.people.rules import KEEPERS, NotPossible
from gatepost.policies.in_force import readable

NOT_ALONE = "A policy alone does not bind people who have left."
asked = require_http_methods(["GET", "HEAD", "POST"])


@asked
@at_school()
def leaving(request: SignedInRequest) -> HttpResponse:
    """What goes on for oneself, to be confirmed once one's last day is known."""
    at = timezone.now()
    problem = ""
    if request.method == "POST":
        try:
            LeavingReceipt.confirm(request.person, seen=request.POST.get("seen", ""), at=at)
        except NotPossible as not_possible:
            problem = str(not_possible)
        else:
            messages.success(request, "It is on record that you have read this. Keep a copy.")
            return redirect("joining:leaving", request.school.slug)
    found = leaver_of(request.person, on=request.school.day_of(at))
    shown = _frame(request) | _words(request, found) | {"problem": problem}
    return render(request, "joining/leaving.html", shown, status=400 if problem else 200)


@require_safe
@at_school(*KEEPERS)
def leavers(request: SignedInRequest) -> HttpResponse:
    """Everybody with a last day, and whether they have in writing what goes on."""
    on = request.school.day_of(timezone.now())
    found = list(leavers_of(request.school, on=on))
    shown = {
        "owing": owing(found),
        "open": [one for one in found if one.is_open],
        "done": [one for one in found if one.receipt],
        "free": [one for one in found if not one.duties],
        "on": on,
    }
    return render(request, "joining/leavers.html", _frame(request) | shown)


@asked
@at_school(*KEEPERS)
def leaver(request: SignedInRequest, leaver: int) -> HttpResponse:
    """One leaver's paper, to print and hand over."""
    people = Person.objects.visible_to(request.person).exclude(left_on=None)
    person = get_object_or_404(people.select_related("school"), pk=leaver)
    at = timezone.now()
    on = request.school.day_of(at)
    form = PaperForm(request.POST or None, initial={"on": on})
    if request.method == "POST" and form.is_valid():
        day, seen = form.cleaned_data["on"], request.POST.get("seen", "")
        try:
            LeavingReceipt.hand_over(person, seen=seen, on=day, by=request.person, at=at)
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"It is on record that {person} has this on paper.")
            return redirect("joining:leavers", request.school.slug)
    shown = _words(request, leaver_of(person, on=on)) | {"form": form, "on": on}
    status = 400 if request.method == "POST" else 200
    return render(request, "joining/leaver.html", _frame(request) | shown, status=status)


def _words(request: SignedInRequest, found: Leaver) -> dict[str, object]:
    """The duties beside their clauses, in the words of the policy that they are read from."""
    today = request.school.day_of(timezone.now())
    on = min(today, found.person.left_on or today)
    clauses = readable((one.clause for one in found.duties), school=request.school, on=on)
    return {
        "leaver": found,
        "things": found.person.issued.select_related("taken_by"),
        "rows": list(zip(found.duties, clauses, strict=True)),
        "seen": digest_of(found.duties),
        "not_alone": NOT_ALONE if any(one.is_for_people_to_judge for one in found.duties) else "",
    }


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "joining"}
