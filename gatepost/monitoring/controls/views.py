"""Pages of the access controls."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gatepost.monitoring import fields
from gatepost.monitoring.controls.standing import standings, wanted
from gatepost.monitoring.frames import done, frame
from gatepost.monitoring.models import ControlLook
from gatepost.monitoring.readers import KEEPS, SEES
from gatepost.people.access import SignedInRequest, at_school
from gatepost.policies.in_force import readable

_EARLIER = 20
_FOUND = [("", "Choose"), ("yes", "Yes"), ("no", "No, or not everywhere")]


class LookForm(forms.Form):
    """What somebody found when they tried."""

    works = fields.choice("Did it work?", _FOUND)
    on = fields.day("On which day did you look?", required="Enter the day on which you looked.")
    words = fields.words(
        "What did you find?", rows=3, hint="Has to be said where it does not work."
    )


@require_safe
@at_school(*SEES)
def controls(request: SignedInRequest) -> HttpResponse:
    """Every control, who looked last, and when it is looked at again."""
    on = _today(request)
    rows = standings(request.school, on=on)
    clauses = [clause for row in rows for clause in row.control.clauses]
    shown = {
        "rows": [(row, row.is_gap(on=on)) for row in rows],
        "clauses": readable(clauses, school=request.school, on=on),
        "may_keep": request.person.holds(*KEEPS, on=on),
    }
    return render(request, "monitoring/controls.html", frame(request) | shown)


@require_http_methods(["GET", "HEAD", "POST"])
@at_school(*KEEPS)
def looking(request: SignedInRequest, control: str) -> HttpResponse:
    """One control: what was found before, and what is found now."""
    on = _today(request)
    found = wanted(request.school, on=on).get(control)
    if found is None:
        raise Http404
    form = LookForm(request.POST if request.method == "POST" else None, initial={"on": on})

    def put_down() -> None:
        said = form.cleaned_data
        ControlLook.put_down(
            control, works=said["works"] == "yes", words=said["words"], on=said["on"],
            by=request.person, at=timezone.now(),
        )  # fmt: skip

    if request.method == "POST" and done(form, put_down):
        messages.success(request, "It is on record.")
        return redirect("monitoring:controls", request.school.slug)
    looks = ControlLook.objects.filter(school=request.school, control=control)
    shown = {
        "control": found,
        "form": form,
        "looks": looks.select_related("by")[:_EARLIER],
        "clauses": readable(found.clauses, school=request.school, on=on),
    }
    status = 400 if form.errors else 200
    return render(request, "monitoring/looking.html", frame(request) | shown, status=status)


def _today(request: SignedInRequest) -> date:
    return request.school.day_of(timezone.now())
