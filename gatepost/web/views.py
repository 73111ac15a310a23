"""The front page, and the pages that are shown when something is wrong."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gatepost.people.access import SignedInRequest, at_school, person_at
from gatepost.people.models import School


def who(request: HttpRequest) -> dict[str, Any]:
    """For every page: who is signed in at the school of the address."""
    match = request.resolver_match
    slug = match.kwargs.get("slug") if match else None
    person = getattr(request, "person", None) or (person_at(request, slug) if slug else None)
    return {"person": person}


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The schools, and what Gatepost is."""
    return render(request, "gatepost/front.html", {"schools": School.objects.all()})


@require_safe
@at_school()
def today(request: SignedInRequest) -> HttpResponse:
    """What waits for somebody, what is late, what is coming."""
    return render(request, "gatepost/today.html", {"school": request.school, "here": "today"})


@require_safe
@at_school()
def menu(request: SignedInRequest) -> HttpResponse:
    """Everything else that somebody can do at their school, by role."""
    return render(request, "gatepost/menu.html", {"school": request.school, "here": "school"})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address or a host that cannot be understood."""
    return render(request, "gatepost/400.html", status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing at this address."""
    return render(request, "gatepost/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something of ours is broken."""
    return render(request, "gatepost/500.html", status=500)
