"""Pages of how people are told: one's own, and the school's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Device, Held, QuietHours, Room, Wish
from gatepost.people.rules import KEEPERS, NotPossible
from gatepost.people.telling import push
from gatepost.people.telling.failing import unreached
from gatepost.people.telling.trying import last_by, try_way
from gatepost.web.told.forms import DeviceForm, HoursForm, RoomForm, SchoolRoomForm, WishForm
from gatepost.web.told.naming import name_of
from gatepost.web.told.showing import ways_of, what_always_comes

asked = require_http_methods(["GET", "HEAD", "POST"])
DAYS_SHOWN = timedelta(days=14)


@asked
@at_school()
def mine(request: SignedInRequest) -> HttpResponse:
    """How one is told, and a form to change it."""
    hours = QuietHours.of(request.school)
    if request.method != "POST":
        return _mine(request, WishForm.of(Wish.of(request.person), hours), hours)
    form = WishForm(request.POST)
    if form.is_valid():
        try:
            Wish.choose(form.wish(request.person), at=timezone.now())
        except NotPossible as problem:
            form.add_error("by_mail", str(problem))
        else:
            messages.success(request, "Your choice is kept.")
            return redirect("told:mine", request.school.slug)
    return _mine(request, form, hours, status=400)


def _mine(
    request: SignedInRequest, form: WishForm, hours: QuietHours, *, status: int = 200
) -> HttpResponse:
    shown = {
        "form": form,
        "hours": hours,
        "ways": ways_of(request.person),
        "push_key": push.public_key(),
        "always": what_always_comes(request.school, on=request.school.day_of(timezone.now())),
    }
    return render(request, "told/mine.html", _frame(request) | shown, status=status)


@require_safe
@at_school()
def daily(request: SignedInRequest) -> HttpResponse:
    """What one's messages of the day spoke of and Today does not show."""
    held = Held.objects.filter(
        person=request.person, kind="something-new", settled_at__gte=timezone.now() - DAYS_SHOWN
    )
    shown = {"news": held.exclude(link="").order_by("-at")[:50]}
    return render(request, "told/daily.html", _frame(request) | shown)


@require_POST
@at_school()
def test(request: SignedInRequest) -> HttpResponse:
    """Send a test by one of one's ways."""
    return _tested(request, "told:mine")


@require_POST
@at_school(*KEEPERS)
def school_test(request: SignedInRequest) -> HttpResponse:
    """Send a test to one of the school's rooms."""
    return _tested(request, "told:school")


def _tested(request: SignedInRequest, back: str) -> HttpResponse:
    try:
        try_way(
            request.POST.get("way", ""),
            by=request.person,
            at=timezone.now(),
            of_school=back == "told:school",
        )
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "A test is on its way. It can take a minute.")
    return redirect(back, request.school.slug)


@require_POST
@sensitive_post_parameters("subscription")
@at_school()
def devices(request: SignedInRequest) -> HttpResponse:
    """Add the browser that one uses."""
    name = name_of(request.headers.get("user-agent", ""))
    form = DeviceForm({**request.POST.dict(), "name": name})
    if not form.is_valid():
        says = next(iter(form.errors.get("subscription", [])), "This browser could not be added.")
        messages.error(request, str(says))
    else:
        _try(
            request,
            lambda: Device.add(form.device(request.person), at=timezone.now()),
            "This browser is added. Send a test to see whether messages arrive.",
        )
    return redirect("told:mine", request.school.slug)


@require_POST
@at_school()
def device_removal(request: SignedInRequest, device: int) -> HttpResponse:
    """Remove one of one's devices."""
    found = get_object_or_404(Device.objects.select_related("person"), pk=device, person=request.person)  # fmt: skip
    _try(request, lambda: found.remove(by=request.person, at=timezone.now()), "It is removed.")
    return redirect("told:mine", request.school.slug)


@asked
@sensitive_post_parameters("address")
@at_school()
def room(request: SignedInRequest) -> HttpResponse:
    """Add a room of one's own."""
    form = RoomForm(request.POST if request.method == "POST" else None)
    return _room(request, form, back="told:mine")


@asked
@sensitive_post_parameters("address")
@at_school(*KEEPERS)
def school_room(request: SignedInRequest) -> HttpResponse:
    """Add a room of the school."""
    form = SchoolRoomForm(request.POST if request.method == "POST" else None)
    return _room(request, form, back="told:school")


def _room(request: SignedInRequest, form: RoomForm, *, back: str) -> HttpResponse:
    if form.is_valid():
        owner = request.person if back == "told:mine" else None
        try:
            form.room(by=request.person, person=owner).set_up(at=timezone.now())
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The room is added. Send a test to see whether it works.")
            return redirect(back, request.school.slug)
    shown = {"form": form, "back": back}
    status = 400 if form.errors else 200
    return render(request, "told/room.html", _frame(request) | shown, status=status)


@require_POST
@at_school()
def room_removal(request: SignedInRequest, room: int) -> HttpResponse:
    """Remove a room of one's own."""
    found = get_object_or_404(Room, pk=room, person=request.person)
    return _removed(request, found, "told:mine")


@require_POST
@at_school(*KEEPERS)
def school_room_removal(request: SignedInRequest, school_room: int) -> HttpResponse:
    """Remove a room of the school."""
    found = get_object_or_404(Room.objects.of_school(request.school), pk=school_room)
    return _removed(request, found, "told:school")


def _removed(request: SignedInRequest, found: Room, back: str) -> HttpResponse:
    _try(request, lambda: found.remove(by=request.person, at=timezone.now()), "It is removed.")
    return redirect(back, request.school.slug)


@require_safe
@at_school(*KEEPERS)
def school(request: SignedInRequest) -> HttpResponse:
    """The school's rooms and quiet hours, and whom nothing reaches."""
    return _school(request, HoursForm.of(QuietHours.of(request.school)))


@require_POST
@at_school("headteacher")
def hours(request: SignedInRequest) -> HttpResponse:
    """The headteacher sets the quiet hours."""
    form = HoursForm(request.POST)
    if not form.is_valid():
        return _school(request, form, status=400)
    begins, ends = form.hours
    days = form.cleaned_data["days"]
    QuietHours.choose(begins, ends, days=days, by=request.person, at=timezone.now())
    messages.success(request, "The quiet hours are set.")
    return redirect("told:school", request.school.slug)


def _school(request: SignedInRequest, form: HoursForm, *, status: int = 200) -> HttpResponse:
    at = timezone.now()
    rooms = list(Room.objects.of_school(request.school))
    last = last_by([one.reference for one in rooms])
    shown = {
        "form": form,
        "hours": QuietHours.of(request.school),
        "is_head": request.person.holds("headteacher", on=request.school.day_of(at)),
        "rooms": [(one, last.get(one.reference)) for one in rooms],
        "unreached": unreached(request.school, at=at),
    }
    return render(request, "told/school.html", _frame(request) | shown, status=status)


def _try(request: SignedInRequest, do: Callable[[], object], says: str) -> None:
    """Do something, and say that it is done or why it cannot be."""
    try:
        do()
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, says)


def _frame(request: SignedInRequest) -> dict[str, Any]:
    return {"school": request.school, "person": request.person, "here": "school"}
