"""Pages of how long cases are kept: the table, and the certificates of those that were deleted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gatepost.incidents.keeping_time.asked import rules_of
from gatepost.incidents.keeping_time.forms import RuleForm
from gatepost.incidents.keeping_time.noting import asked_for, due_for
from gatepost.incidents.models import Certificate, KeepingRule
from gatepost.incidents.models.retention import RULERS
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.rules import NotPossible


@never_cache
@at_school(*RULERS)
def keeping(request: SignedInRequest) -> HttpResponse:
    """How long the school keeps each kind of record, and where it says so itself."""
    form = RuleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            KeepingRule.change(
                request.school, said["record"], years=said["years"], reason=said["reason"],
                by=request.person, at=timezone.now(),
            )  # fmt: skip
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "It counts from now on.")
            return redirect("incidents:keeping", request.school.slug)
    shown = _frame(request) | {"rules": rules_of(request.school), "form": form}
    status = 400 if form.errors else 200
    return render(request, "incidents/retention/table.html", shown, status=status)


@never_cache
@require_safe
@at_school()
def cases(request: SignedInRequest) -> HttpResponse:
    """Of the cases that somebody may see: what has been kept for long enough, what waits for a second yes, what is gone."""
    on = request.school.day_of(timezone.now())
    gone = Certificate.objects.visible_to(request.person).select_related("asked_by", "confirmed_by")
    shown = _frame(request) | {
        "due": due_for(request.person, on=on),
        "asked": asked_for(request.person, on=on),
        "certificates": gone,
    }
    return render(request, "incidents/retention/cases.html", shown)


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "school"}
