"""Who may open a trust's pages: somebody who works for it today, with a second factor. Everybody else gets 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from gatepost.people.access import has_second_factor
from gatepost.people.models import Account, Trust, TrustOfficer


def of_trust(view: Callable[[HttpRequest, Trust], HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of a trust's own people; its address names the trust by slug."""

    @wraps(view)
    def guarded(request: HttpRequest, trust: str) -> HttpResponse:
        if not isinstance(request.user, Account):
            return redirect_to_login(request.get_full_path())
        mine = TrustOfficer.objects.current(timezone.localdate()).filter(account=request.user)
        office = mine.filter(trust__slug=trust).select_related("trust").first()
        if office is None:
            raise Http404
        if not has_second_factor(request.user):
            return redirect("people:second-factor")
        return view(request, office.trust)

    return guarded


def trusts_of(request: HttpRequest) -> list[Trust]:
    """The trusts for which whoever is signed in works today."""
    if not isinstance(request.user, Account):
        return []
    mine = TrustOfficer.objects.current(timezone.localdate()).filter(account=request.user)
    return list(Trust.objects.filter(officers__in=mine))
