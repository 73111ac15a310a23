"""The page of worries about one person that came more than once."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gatepost.incidents.patterns.finding import read_patterns
from gatepost.people.access import SignedInRequest, at_school


@never_cache
@require_safe
@at_school("headteacher", "dsl")
def patterns(request: SignedInRequest) -> HttpResponse:
    """Who has several, of the cases that whoever asks may see. That each was read is put on record."""
    shown = {
        "school": request.school,
        "person": request.person,
        "here": "school",
        "patterns": read_patterns(request.person, at=timezone.now()),
    }
    return render(request, "incidents/patterns.html", shown)
