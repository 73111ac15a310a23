"""Pages of the calendar and of the pause."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.rules import NotPossible
from gatepost.posts.calendar.months import month_of, week_of
from gatepost.posts.models import EmergencySwitch, Pause, Post
from gatepost.posts.publishing.pausing import pauses_that_hold

PAUSES = ("slt", "dsl", "administrator", "chair-of-governors")


@require_safe
@at_school()
def calendar(request: SignedInRequest) -> HttpResponse:
    """What goes out when, by month or by week."""
    today = request.school.day_of(timezone.now())
    on = _day(request.GET.get("on", ""), otherwise=today)
    is_week = request.GET.get("by") == "week"
    span = week_of(request.person, on) if is_week else month_of(request.person, on)
    shown = {"span": span, "is_week": is_week, "today": today, "on": on}
    return render(request, "posts/calendar.html", _frame(request) | shown)


@require_safe
@at_school(*PAUSES)
def pause(request: SignedInRequest) -> HttpResponse:
    """Whether publishing is paused, and what waits for somebody to let it go."""
    waiting = Post.objects.visible_to(request.person).under_way().select_related("author")
    switch = EmergencySwitch.objects.filter(school=request.school, is_on=True)
    shown = {
        "pause": Pause.objects.open().filter(school=request.school).select_related("by").first(),
        "held": [post for post in waiting if pauses_that_hold(post)],
        "past": Pause.objects.filter(school=request.school).exclude(ended_at=None)[:10],
        "emergencies": switch.exists(),
    }
    return render(request, "posts/pause.html", _frame(request) | shown)


@require_POST
@at_school(*PAUSES)
def beginning(request: SignedInRequest) -> HttpResponse:
    """Stop everything."""
    try:
        Pause.begin(
            by=request.person, at=timezone.now(), reason=request.POST.get("reason", "")[:2000]
        )
        messages.success(request, "Publishing is paused. Nothing goes out.")
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("posts:pause", request.school.slug)


@require_POST
@at_school(*PAUSES)
def ending(request: SignedInRequest) -> HttpResponse:
    """Let new posts go out again."""
    held = get_object_or_404(Pause.objects.open(), school=request.school)
    held.end(by=request.person, at=timezone.now())
    messages.success(request, "The pause is over. Let go of what waited, one by one.")
    return redirect("posts:pause", request.school.slug)


@require_POST
@at_school("headteacher")
def emergency_posts(request: SignedInRequest) -> HttpResponse:
    """Allow emergency posts, or stop allowing them."""
    turned = request.POST.get("allow") == "yes"
    EmergencySwitch.turn(on=turned, by=request.person, at=timezone.now())
    says = "Emergency posts are allowed." if turned else "Emergency posts are not allowed any more."
    messages.success(request, says)
    return redirect("posts:pause", request.school.slug)


def _day(written: str, *, otherwise: date) -> date:
    try:
        on = date.fromisoformat(written)
    except ValueError:
        return otherwise
    return on if date(2000, 1, 1) <= on <= date(2100, 1, 1) else otherwise


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "posts"}
