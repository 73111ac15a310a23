"""Pages of the calendar and of the pause."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models.school_dates import KEEP_DATES
from gatepost.people.rules import NotPossible
from gatepost.policies.models.proposed import Closed
from gatepost.posts.calendar.forms import MoveForm
from gatepost.posts.calendar.months import month_of, week_of, without_an_hour
from gatepost.posts.calendar.moving import Loss, in_words, loss_of, place_of
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
    shown = {
        "span": span,
        "is_week": is_week,
        "today": today,
        "on": on,
        "later": without_an_hour(request.person),
        "keeps_dates": request.person.holds(*KEEP_DATES, on=today),
    }
    return render(request, "posts/calendar.html", _frame(request) | shown)


@require_http_methods(["GET", "HEAD", "POST"])
@at_school()
def move(request: SignedInRequest, post: int) -> HttpResponse:
    """Choose another day and hour for one's own post; what that makes void is said before it is done."""
    found, at = get_object_or_404(request.person.posts, pk=post), timezone.now()
    if request.method != "POST":
        return _move_page(
            request, found, MoveForm(school=request.school, at=at, initial=_when(found))
        )
    form = MoveForm(request.POST, school=request.school, at=at)
    if not form.is_valid():
        return _move_page(request, found, form)
    to = form.cleaned_data["to"]
    loss = loss_of(found, to=to)
    if loss and request.POST.get("sure") != loss.seen:
        return _move_page(request, found, form, loss=loss)
    try:
        if to != found.due_at:
            found.move(to, by=request.person, at=at)
    except (NotPossible, Closed) as problem:
        form.add_error(None, str(problem))
        return _move_page(request, found, form, status=409)
    again = " Hand it in again." if loss else ""
    messages.success(request, f"The post is on {in_words(to)} now.{again}")
    return redirect(place_of(found, by_week=request.POST.get("by") == "week"))


def _when(post: Post) -> dict[str, object]:
    """Day and hour of a post in the school's own time."""
    if post.due_at is None:
        return {}
    due_at = post.due_at.astimezone(post.school.clock_zone)
    return {"on": due_at.date(), "hour": due_at.time()}


def _move_page(
    request: SignedInRequest,
    post: Post,
    form: MoveForm,
    *,
    loss: Loss | None = None,
    status: int = 0,
) -> HttpResponse:
    by = request.POST.get("by") or request.GET.get("by", "")
    shown = {
        "post": post,
        "form": form,
        "loss": loss,
        "by": "week" if by == "week" else "",
        "back": place_of(post, by_week=by == "week"),
    }
    status = status or (400 if form.errors else 200)
    return render(request, "posts/move.html", _frame(request) | shown, status=status)


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
