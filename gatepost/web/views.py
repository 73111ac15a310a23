"""The front page, and the pages that are shown when something is wrong."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gatepost.people.access import SignedInRequest, at_school, person_at, schools_of
from gatepost.people.models import School
from gatepost.policies.none_yet import NoPolicyYet
from gatepost.policies.register.pages import WRITERS
from gatepost.reports.trust.access import trusts_of
from gatepost.web.menu import menu_of
from gatepost.web.today import today_of

PARTS_OF_DAY = ((12, "morning"), (17, "afternoon"), (24, "evening"))


def who(request: HttpRequest) -> dict[str, Any]:
    """For every page: who is signed in at the school of the address."""
    match = request.resolver_match
    slug = match.kwargs.get("slug") if match else None
    person = getattr(request, "person", None) or (person_at(request, slug) if slug else None)
    return {"person": person}


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The schools, and what Gatepost is; whoever works at one school only comes straight to their day."""
    mine = schools_of(request)
    trusts = trusts_of(request)
    if len(mine) == 1 and not trusts:
        return redirect("today", mine[0].slug)
    shown = {"schools": School.objects.all(), "mine": mine, "trusts": trusts}
    return render(request, "gatepost/front.html", shown)


@require_safe
@at_school()
def today(request: SignedInRequest) -> HttpResponse:
    """What waits for somebody, what is late, what is coming."""
    now = timezone.localtime(timezone=request.school.clock_zone)
    shown = {
        "school": request.school,
        "here": "today",
        "on": now,
        "part_of_day": next(name for hour, name in PARTS_OF_DAY if now.hour < hour),
        "today": today_of(request.person, on=now.date()),
    }
    return render(request, "gatepost/today.html", shown)


@require_safe
@at_school()
def menu(request: SignedInRequest) -> HttpResponse:
    """Everything that somebody can open at their school."""
    places = menu_of(request.person, on=timezone.localdate())
    shown = {"school": request.school, "here": "school", "menu": places}
    return render(request, "gatepost/menu.html", shown)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address, a host or a form that cannot be understood."""
    shown = {"is_form": isinstance(exception, MultiPartParserError)}
    return render(request, "gatepost/400.html", shown, status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing at this address, or nothing before a school's first policy is in force."""
    if isinstance(exception, NoPolicyYet):
        return _no_policy_yet(request, exception.school)
    return render(request, "gatepost/404.html", status=404)


def _no_policy_yet(request: HttpRequest, school: School) -> HttpResponse:
    person = person_at(request, school.slug)
    may_start = bool(person and person.holds(*WRITERS, on=timezone.localdate()))
    shown = {"school": school, "person": person, "may_start": may_start}
    return render(request, "policies/none_yet.html", shown, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something of ours is broken."""
    return render(request, "gatepost/500.html", status=500)
