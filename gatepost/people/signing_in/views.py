"""Pages of signing in that are Gatepost's own: one's account, sessions, invitations, the emergency link."""

from __future__ import annotations

from typing import Any

import requests
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.people.access import (
    SignedInRequest,
    at_school,
    fresh_second_factor,
    has_second_factor,
)
from gatepost.people.models import Account, EmergencyLink, Invitation, Person
from gatepost.people.models.invitations import Closed
from gatepost.people.rules import KEEPERS, NotPossible
from gatepost.people.signing_in import openid
from gatepost.people.signing_in.forms import EmergencyForm, NewPasswordForm
from gatepost.people.signing_in.lost import remove_second_factor
from gatepost.people.signing_in.sessions import end_everywhere

GONE = 410


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What one signs in with, and where to change it."""
    user = _account_of(request)
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {
        "kinds": kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "connected": _connected(request, user),
        "people": Person.objects.filter(account=user).select_related("school"),
        "sessions": len(UserSession.objects.purge_and_list(user)),
    }
    return render(request, "people/signing_in/account.html", context)


@require_safe
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Asks whoever needs a second factor to set one up, before anything else opens."""
    if has_second_factor(_account_of(request)):
        return redirect("people:account")
    return render(request, "people/signing_in/second_factor.html")


@require_safe
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    user = _account_of(request)
    found = sorted(UserSession.objects.purge_and_list(user), key=lambda one: one.last_seen_at)
    return render(request, "people/signing_in/sessions.html", {"sessions": found[::-1]})


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out on one of one's devices."""
    session = get_object_or_404(UserSession, pk=pk, user=_account_of(request))
    is_this = session.is_current()
    session.end()
    if is_this:
        logout(request)
        return redirect("account_login")
    messages.success(request, "That device is signed out.")
    return redirect("people:sessions")


@require_POST
@login_required
def end_all_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here included."""
    end_everywhere(_account_of(request), at=timezone.now())
    logout(request)
    messages.success(request, "You are signed out on every device.")
    return redirect("account_login")


@require_http_methods(["GET", "HEAD", "POST"])
@at_school(*KEEPERS)
@fresh_second_factor(15)
def lost(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lets an administrator help somebody who has lost their telephone or passkey."""
    shown = get_object_or_404(Person.objects.visible_to(request.person), pk=pk)
    context = {"school": request.school, "here": "school", "shown": shown, "refusal": ""}
    if request.method != "POST":
        return render(request, "people/signing_in/lost.html", context)
    try:
        remove_second_factor(shown, by=request.person, at=timezone.now())
    except NotPossible as refusal:
        context["refusal"] = str(refusal)
        return render(request, "people/signing_in/lost.html", context, status=409)
    messages.success(request, f"{shown} sets up another second factor at the next sign-in.")
    return redirect(shown)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Lets somebody in whom a school has invited: with a new password, or the account they have."""
    found = Invitation.objects.of_token(token)
    if found is None:
        return _closed(request, NOT_KNOWN, status=404)
    if why := found.why_closed(timezone.now()):
        return _closed(request, why, status=GONE)
    known = found.account()
    if known is not None:
        return _join_with(request, found, known)
    form = NewPasswordForm(request.POST or None, account=Account(email=found.email))
    if request.method == "POST" and form.is_valid():
        return _join(request, found, password=form.cleaned_data["password"])
    context = {"form": form, "invitation": found, "providers": openid.providers(request)}
    return render(request, "people/signing_in/invitation.html", context)


NOT_KNOWN = "There is no such invitation. Copy the whole link from the message, or ask your school’s administrator for a new one."
NO_LINK = "There is no such link. Copy the whole line that the server printed."


def _join_with(request: HttpRequest, found: Invitation, known: Account) -> HttpResponse:
    """Whoever has an account with the address signs in with it first."""
    if request.method == "POST" and request.user == known:
        return _join(request, found, account=known)
    context = {"invitation": found, "known": known, "is_me": request.user == known}
    return render(request, "people/signing_in/invitation_known.html", context)


def _join(request: HttpRequest, found: Invitation, **how: Any) -> HttpResponse:
    try:
        user = found.accept(at=timezone.now(), **how)
    except Closed as closed:
        return _closed(request, str(closed), status=GONE)
    if request.user == user:
        messages.success(request, f"You are now at {found.person.school}.")
        return redirect("today", found.person.school.slug)
    return _enter(request, user)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@never_cache
def emergency(request: HttpRequest, token: str) -> HttpResponse:
    """Lets an administrator in who has lost every other way."""
    found = EmergencyLink.objects.of_token(token)
    if found is None:
        return _closed(request, NO_LINK, status=404)
    if why := found.why_closed(timezone.now()):
        return _closed(request, why, status=GONE)
    user = found.person.account
    assert user is not None
    form = EmergencyForm(request.POST or None, account=user)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "link": found}
        return render(request, "people/signing_in/emergency.html", context)
    lost = form.cleaned_data["second_factor_lost"]
    try:
        user = found.use(
            at=timezone.now(), password=form.cleaned_data["password"], second_factor_lost=lost
        )
    except Closed as closed:
        return _closed(request, str(closed), status=GONE)
    return _enter(request, user)


@require_safe
def provider_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to a provider."""
    return _with_provider(request, provider_id, OAuth2LoginView)


@require_safe
def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from a provider."""
    return _with_provider(request, provider_id, OAuth2CallbackView)


def _with_provider(request: HttpRequest, provider_id: str, view: Any) -> HttpResponse:
    try:
        adapter = openid.adapter_for(request, provider_id)
        answer: HttpResponse = view.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (OAuth2Error, requests.RequestException, ValueError) as problem:
        answer = openid.error_page(request, provider_id, problem)
    return answer


def _enter(request: HttpRequest, user: Account) -> HttpResponse:
    """Sign in whoever has just chosen a password, which counts as having typed it."""
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, user, method="password", email=user.email, reauthenticated=True)
    answer: HttpResponse = perform_login(request, user, email_verification="none")
    return answer


def _closed(request: HttpRequest, why: str, *, status: int) -> HttpResponse:
    return render(request, "people/signing_in/closed.html", {"why": why}, status=status)


def _account_of(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def _connected(request: HttpRequest, user: Account) -> list[dict[str, Any]]:
    """Every provider that is set up, and whether it is tied to this account."""
    mine = set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True))
    return [
        {"provider": provider, "is_tied": provider.app.provider_id in mine}
        for provider in openid.providers(request)
    ]
