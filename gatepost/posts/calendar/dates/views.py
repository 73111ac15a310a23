"""Pages of the school's dates."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import SchoolDates
from gatepost.people.models.school_dates import KEEP_DATES
from gatepost.people.rules import NotPossible
from gatepost.posts.calendar.dates.forms import DatesForm


@require_http_methods(["GET", "HEAD", "POST"])
@at_school(*KEEP_DATES)
def dates(request: SignedInRequest) -> HttpResponse:
    """Which days are term, and on which the school is closed."""
    at = timezone.now()
    form = DatesForm(request.POST or None, on=request.school.day_of(at))
    if request.method == "POST" and form.is_valid():
        kind, name = form.cleaned_data["kind"], form.cleaned_data["name"]
        try:
            made = SchoolDates.enter(kind, name=name, days=form.days, by=request.person, at=at)
        except NotPossible as problem:
            form.add_error("first_on", str(problem))
        else:
            messages.success(request, f"{made} is in the calendar.")
            return redirect("posts:school-dates", request.school.slug)
    shown = {
        "school": request.school,
        "person": request.person,
        "here": "posts",
        "form": form,
        "dates": SchoolDates.objects.visible_to(request.person),
    }
    status = 400 if form.errors else 200
    return render(request, "posts/school_dates.html", shown, status=status)


@require_POST
@at_school(*KEEP_DATES)
def taking_away(request: SignedInRequest, dates: int) -> HttpResponse:
    """Take some out of the calendar."""
    found = get_object_or_404(SchoolDates.objects.visible_to(request.person), pk=dates)
    found.take_away(by=request.person, at=timezone.now())
    messages.success(request, f"{found} is no longer in the calendar.")
    return redirect("posts:school-dates", request.school.slug)
