"""Pages of other systems: the tokens, the addresses that are told, and what the calls are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.api.api import api
from gatepost.api.calls import DECLARED
from gatepost.api.forms import AREAS, HookForm, TokenForm
from gatepost.api.hooks.standing import behind
from gatepost.api.models import Hook, Token
from gatepost.api.models.hooks import KEEPS
from gatepost.api.problems import NOT_FOUND, Problem
from gatepost.api.scopes import SCOPES
from gatepost.api.told import EVENTS_TOLD
from gatepost.people.access import SignedInRequest, at_school, fresh_second_factor
from gatepost.people.rules import NotPossible

FRESH = 15  # minutes since the second factor
asked = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@at_school()
def systems(request: SignedInRequest) -> HttpResponse:
    """One's own tokens; for the administrator all of the school's, and the addresses that are told."""
    at = timezone.now()
    on = request.school.day_of(at)
    tokens = Token.objects.visible_to(request.person, on=on).select_related("person__account", "school")  # fmt: skip
    open_now = tokens.open(on)
    hooks = Hook.objects.visible_to(request.person, on=on).filter(ended_at=None)
    shown: dict[str, Any] = {
        "tokens": [(one, one.why_not(at=at)) for one in open_now],
        "ended": tokens.exclude(pk__in=open_now.values("pk"))[:20],
        "hooks": [(one, behind(one)) for one in hooks.select_related("school")],
        "keeps_hooks": request.person.holds(*KEEPS, on=on),
    }
    return _page(request, "systems", **shown)


@never_cache
@asked
@at_school()
@fresh_second_factor(FRESH)
def new_token(request: SignedInRequest) -> HttpResponse:
    """Make a token of one's own; it is shown once."""
    at = timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = TokenForm(sent, person=request.person, on=request.school.day_of(at))
    if form.is_valid():
        try:
            made, token = Token.make(**form.cleaned_data, by=request.person, at=at)
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            return _page(request, "shown_once", token=made, secret=token)
    return _page(request, "new_token", status=_status(request), form=form)


@require_POST
@at_school()
def token_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a token."""
    at = timezone.now()
    rows = Token.objects.visible_to(request.person, on=request.school.day_of(at))
    found = get_object_or_404(rows, pk=pk)
    return _does(
        request, lambda: found.revoke(by=request.person, at=at), "The token opens nothing any more."
    )


@never_cache
@asked
@at_school(*KEEPS)
@fresh_second_factor(FRESH)
def new_hook(request: SignedInRequest) -> HttpResponse:
    """Have an address told of what happens."""
    form = HookForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        url, events = form.cleaned_data["url"], form.events
        try:
            _, secret = Hook.make(url, events=events, by=request.person, at=timezone.now())
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            return _page(request, "shown_once", secret=secret)
    return _page(request, "new_hook", status=_status(request), form=form)


@never_cache
@require_POST
@at_school(*KEEPS)
@fresh_second_factor(FRESH)
def hook_secret(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another secret for an address; it is shown once."""
    at = timezone.now()
    secret = _hook(request, pk, at=at).rotate(by=request.person, at=at)
    return _page(request, "shown_once", secret=secret, is_another=True)


@require_POST
@at_school(*KEEPS)
def hook_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tell an address nothing more."""
    at = timezone.now()
    hook = _hook(request, pk, at=at)
    return _does(request, lambda: hook.end(by=request.person, at=at), "It is told nothing more.")


@require_POST
@at_school(*KEEPS)
def hook_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Try an address anew that was given up."""
    at = timezone.now()
    hook = _hook(request, pk, at=at)
    return _does(
        request, lambda: hook.begin_again(by=request.person, at=at), "It is tried again now."
    )


@require_safe
@at_school()
def calls(request: SignedInRequest) -> HttpResponse:
    """Every call, the page that does the same, and the events that addresses are told of."""
    return _page(request, "calls", calls=list(DECLARED.values()), scopes=SCOPES, events=EVENTS_TOLD)


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document. It says nothing of any school."""
    return JsonResponse(api.get_openapi_schema(), json_dumps_params={"default": str})


@csrf_exempt
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Where there is no call."""
    return Problem(404, NOT_FOUND).answer()


def _hook(request: SignedInRequest, pk: int, *, at: datetime) -> Hook:
    rows = Hook.objects.visible_to(request.person, on=request.school.day_of(at))
    return get_object_or_404(rows.filter(ended_at=None), pk=pk)


def _does(request: SignedInRequest, do: Callable[[], object], says: str) -> HttpResponse:
    try:
        do()
        messages.success(request, says)
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("api:systems", request.school.slug)


def _status(request: SignedInRequest) -> int:
    return 400 if request.method == "POST" else 200


def _page(request: SignedInRequest, name: str, *, status: int = 200, **shown: Any) -> HttpResponse:
    frame = {"school": request.school, "person": request.person, "here": "school", "areas": AREAS}
    return render(request, f"api/{name}.html", frame | shown, status=status)
