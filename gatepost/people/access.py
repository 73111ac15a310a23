"""Who may open a page: somebody at this school, with a role where one is asked for. Everybody else gets 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
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


def person_at(request: HttpRequest, slug: str) -> Person | None:
    """Who is signed in, at the school of a slug; None for strangers and for those who left."""
    if not isinstance(request.user, Account):
        return None
    on = timezone.localdate()
    found = Person.objects.current(on).select_related("school", "account")
    return found.filter(school__slug=slug, account=request.user).first()


def has_second_factor(account: Account | None) -> bool:
    """Whether an account has a passkey or an app that makes codes."""
    from allauth.mfa.models import Authenticator

    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=account, type__in=kinds).exists())
