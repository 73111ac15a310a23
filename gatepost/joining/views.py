"""The page on which somebody goes through what the policy wants them to look at about themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from gatepost.joining.models import Done
from gatepost.joining.standing import standings_of
from gatepost.people.access import SignedInRequest, at_school
from gatepost.policies.in_force import readable


@at_school()
def mine(request: SignedInRequest) -> HttpResponse:
    """One's own checklist; nobody else sees it."""
    at = timezone.now()
    if request.method == "POST":
        count = Done.tick(request.person, request.POST.getlist("done"), at=at)
        if count:
            messages.success(request, "It is noted that you have been through this.")
        else:
            messages.warning(request, "Tick what you have been through.")
        return redirect("joining:mine", request.school.slug)
    on = request.school.day_of(at)
    standings = standings_of(request.person, on=on)
    clauses = readable((one.point.clause for one in standings), school=request.school, on=on)
    rows = list(zip(standings, clauses, strict=True))
    shown = {
        "school": request.school,
        "person": request.person,
        "here": "joining",
        "open": [row for row in rows if row[0].is_open(on=on)],
        "done": [row for row in rows if not row[0].is_open(on=on)],
    }
    return render(request, "joining/mine.html", shown)
