"""Signing in as anybody at the invented school: only in the demo, which listens on this machine alone."""

from __future__ import annotations

import ipaddress

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gatepost.people.models import Person
from gatepost.web.demo.people import SCHOOL, WHO_TO_TRY

LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


@require_safe
def who(request: HttpRequest) -> HttpResponse:
    """Everybody one can be, a few of each kind first."""
    _only_here(request)
    people = list(Person.objects.filter(school__slug=SCHOOL).prefetch_related("roles"))
    first = [person for name in WHO_TO_TRY for person in people if person.name == name]
    others = [person for person in people if person not in first]
    return render(request, "gatepost/demo/who.html", {"first": first, "others": others})


@require_POST
def sign_in(request: HttpRequest, person: int) -> HttpResponse:
    """Be somebody at the invented school."""
    _only_here(request)
    found = get_object_or_404(Person, pk=person, school__slug=SCHOOL, school__is_demo=True)
    if found.account is None:
        raise Http404
    login(request, found.account)
    return redirect("today", SCHOOL)


def _only_here(request: HttpRequest) -> None:
    """Raise Http404 unless the request comes from this machine and was addressed to it."""
    name = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        is_from_here = ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback
    except ValueError:
        is_from_here = False
    if not is_from_here or name not in LOCAL_NAMES:
        raise Http404
