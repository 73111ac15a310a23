"""The front page, and the pages that are shown when something is wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gatepost.people.models import School


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The schools, and what Gatepost is."""
    return render(request, "gatepost/front.html", {"schools": School.objects.all()})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address or a host that cannot be understood."""
    return render(request, "gatepost/400.html", status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing at this address."""
    return render(request, "gatepost/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something of ours is broken."""
    return render(request, "gatepost/500.html", status=500)
