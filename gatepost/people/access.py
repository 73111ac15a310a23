"""Who may open a page: somebody at this school, with a role where one is asked for. Everybody else gets 404."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from gatepost.people.models import Account, Person, School
from gatepost.people.roles import NEED_SECOND_FACTOR

P = ParamSpec("P")
View = Callable[..., HttpResponse]


class SignedInRequest(HttpRequest):
    """A request of somebody who is signed in and known at the school of the address."""

    user: Account
    person: Person
    school: School


def at_school(
    *roles: str,
) -> Callable[[Callable[Concatenate[SignedInRequest, P], HttpResponse]], View]:
    """A view of a school's own people, or of those who hold one of some roles; its address names the school by slug.

    Whoever is not signed in is asked to, whether or not there is such a school, so that the answer tells nothing.
    """

    def decorate(
        view: Callable[Concatenate[SignedInRequest, P], HttpResponse],
    ) -> View:
        @wraps(view)
        def guarded(
            request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            on = timezone.localdate()
            person = person_at(request, slug)
            if person is None or not person.is_current(on):
                raise Http404
            held = person.held_roles(on=on)
            if roles and not held & set(roles):
                raise Http404
            if held & NEED_SECOND_FACTOR and not has_second_factor(person.account):
                return redirect("people:second-factor")
            signed_in: SignedInRequest = request  # type: ignore[assignment]
            signed_in.person, signed_in.school = person, person.school
            return view(signed_in, *args, **kwargs)

        guarded.roles = roles  # type: ignore[attr-defined]  # read by the tests of who may open what
        return guarded

    return decorate


def fresh_second_factor(minutes: int) -> Callable[[View], View]:
    """A view that opens only to whoever has shown their second factor within some minutes.

    It goes below `at_school`. What was posted too late is not kept: after the second factor, the page that was
    posted from comes back, and the button has to be pressed once more.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            account = request.user if isinstance(request.user, Account) else None
            if not has_second_factor(account):
                return redirect("people:second-factor")
            if second_factor_is_fresh(request, minutes=minutes, at=timezone.localtime()):
                return view(request, *args, **kwargs)
            return redirect(
                f"{_where_to_show_it(account)}?{urlencode({'next': _back_to(request)})}"
            )

        return guarded

    return decorate


def second_factor_is_fresh(request: HttpRequest, *, minutes: int, at: datetime) -> bool:
    """Whether whoever is signed in has shown their second factor, in this session, within some minutes."""
    from allauth.account.authentication import get_authentication_records

    shown = [
        record["at"]
        for record in get_authentication_records(request, request.user)
        if record.get("method") == "mfa"
    ]
    return bool(shown) and 0 <= at.timestamp() - max(shown) < minutes * 60


def _where_to_show_it(account: Account | None) -> str:
    from allauth.mfa.models import Authenticator

    has_app = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()
    return reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")


def _back_to(request: HttpRequest) -> str:
    """The page itself, or the one of ours that was posted from."""
    came_from = urlsplit(request.headers.get("referer", ""))
    if request.method in ("GET", "HEAD") or came_from.netloc != request.get_host():
        return request.get_full_path()
    return came_from._replace(scheme="", netloc="").geturl()


def person_at(request: HttpRequest, slug: str) -> Person | None:
    """Who is signed in, at the school of a slug; None for strangers and for those who left. Asked once a request."""
    if not isinstance(request.user, Account):
        return None
    known: dict[object, Person | None] = vars(request).setdefault("people_at", {})
    asked = (slug, request.user.pk)
    if asked not in known:
        found = Person.objects.current(timezone.localdate()).select_related("school", "account")
        known[asked] = found.filter(school__slug=slug, account=request.user).first()
    return known[asked]


def schools_of(request: HttpRequest) -> list[School]:
    """The schools at which whoever is signed in is known today."""
    if not isinstance(request.user, Account):
        return []
    here = Person.objects.current(timezone.localdate()).filter(account=request.user)
    return list(School.objects.filter(people__in=here))


def has_second_factor(account: Account | None) -> bool:
    """Whether an account has a passkey or an app that makes codes."""
    from allauth.mfa.models import Authenticator

    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=account, type__in=kinds).exists())
