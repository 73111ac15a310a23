"""Pages of how long things are kept: the table, what is over, holds, certificates."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gatepost.incidents.keeping_time.asked import rules_of
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.rules import NotPossible
from gatepost.rights.asked import in_law
from gatepost.rights.forms import HoldRecordsForm, LiftRecordsForm, SpanForm
from gatepost.rights.keeping.deleting import count, delete_over, over
from gatepost.rights.keeping.holding import named
from gatepost.rights.keeping.table import CONFIRMED, kinds, lines_of
from gatepost.rights.models import DeletedRecords, Hold, OwnSpan
from gatepost.rights.models.spans import RULERS

ON_A_PAGE = 25


@never_cache
@at_school(*RULERS)
def table(request: SignedInRequest) -> HttpResponse:
    """The one table of every kind of record, and the form to change a span."""
    form = SpanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            OwnSpan.change(said["kind"], span=form.span, reason=said["reason"], by=request.person, at=timezone.now())  # fmt: skip
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "It counts from now on.")
            return redirect("rights:keeping", request.school.slug)
    on = request.school.day_of(timezone.now())
    shown = {
        "lines": lines_of(request.school),
        "cases": rules_of(request.school),
        "form": form,
        "law": in_law("kept-no-longer-than-needed", on=on),
    }
    status = 400 if form.errors else 200
    return render(request, "rights/keeping/table.html", _frame(request) | shown, status=status)


@never_cache
@require_safe
@at_school(*RULERS)
def kept_long_enough(request: SignedInRequest) -> HttpResponse:
    """What has been kept for long enough, as it is now, and the certificates of what is gone."""
    school, on = request.school, request.school.day_of(timezone.now())
    waits = [line for line in lines_of(school) if line.kind.how == CONFIRMED]
    found = [(line, count(over(line, school, on=on))) for line in waits]
    gone = DeletedRecords.objects.filter(school=school).select_related("by")
    shown = {
        "found": [row for row in found if row[1]],
        "page": Paginator(gone, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "rights/keeping/over.html", _frame(request) | shown)


@never_cache
@require_POST
@at_school(*RULERS)
def deletion(request: SignedInRequest) -> HttpResponse:
    """Delete what has been kept for long enough, of one kind."""
    kind = request.POST.get("kind", "")
    try:
        if kind not in kinds() or kinds()[kind].how != CONFIRMED:
            raise NotPossible("Choose a kind of record.")
        made = delete_over(request.school, kind, by=request.person, at=timezone.now())
        messages.success(request, f"{made.count} records are deleted. The certificate is below.")
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("rights:kept-long-enough", request.school.slug)


@never_cache
@at_school(*RULERS)
def holds(request: SignedInRequest) -> HttpResponse:
    """What must not be deleted, and the form to hold something."""
    form = HoldRecordsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            of = said["kind"] or named(request.school, said["name"])
            Hold.set(said["reason"], of=of, by=request.person, at=timezone.now())
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "It is held. Nothing of it is deleted.")
            return redirect("rights:holds", request.school.slug)
    there = Hold.objects.filter(school=request.school)
    rows = there.select_related("by", "lifted_by", "person", "pupil")
    shown = {
        "form": form,
        "lift_form": LiftRecordsForm(),
        "holds": [(one, kinds()[one.kind].says if one.kind in kinds() else str(one.person or one.pupil)) for one in rows[:200]],
    }  # fmt: skip
    status = 400 if form.errors else 200
    return render(request, "rights/keeping/holds.html", _frame(request) | shown, status=status)


@never_cache
@require_POST
@at_school(*RULERS)
def lifting(request: SignedInRequest, hold: int) -> HttpResponse:
    """Hold something no longer."""
    found = get_object_or_404(Hold, school=request.school, pk=hold)
    try:
        found.lift(request.POST.get("reason", "")[:4000], by=request.person, at=timezone.now())
        messages.success(request, "The hold is lifted.")
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("rights:holds", request.school.slug)


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "school"}
