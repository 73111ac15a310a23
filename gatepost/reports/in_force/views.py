"""The page of the policy in force: every clause with a quiet mark that says what shows it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gatepost.people.access import SignedInRequest, at_school
from gatepost.policies.none_yet import NoPolicyYet
from gatepost.reports.in_force.clauses import in_force
from gatepost.reports.in_force.filtering import Wanted
from gatepost.reports.in_force.opening import SEES_FIGURES, for_reader


@require_safe
@at_school()
def policy_in_force(request: SignedInRequest) -> HttpResponse:
    """All clauses, or some: by what shows them, and by section. Figures are for those who lead."""
    on = request.school.day_of(timezone.now())
    found = in_force(request.school, on=on)
    if found is None:
        raise NoPolicyYet(request.school)
    held = request.person.held_roles(on=on)
    wanted = Wanted.of(request.GET)
    shown = {
        "found": found,
        "summary": found.summary,
        "wanted": wanted,
        "sections": for_reader(wanted.among(found), held=held),
        "sees_figures": bool(held & SEES_FIGURES),
        "school": request.school,
        "person": request.person,
        "here": "policy",
    }
    return render(request, "reports/in_force/policy.html", shown)
