"""Pages of the safe of an account: what is in it, one look at a time, and its upkeep."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from gatepost.channels.models import Channel, Secret, SecretLook
from gatepost.channels.models.secrets import (
    grown_old,
    may_keep,
    may_look,
    still_to_change,
    suspect,
)
from gatepost.channels.safe.asked import Kind, asked_by
from gatepost.channels.safe.codes import NoKey, code_at
from gatepost.channels.safe.forms import EnterForm, LookForm, SuspectForm, ValueForm
from gatepost.channels.safe.standing import safe_of
from gatepost.people.access import SignedInRequest, View, at_school, fresh_second_factor
from gatepost.people.rules import NotPossible
from gatepost.policies.door import policy_at

FRESH = 15  # minutes since the second factor
LAST = 30  # looks that the page lists


def open_to(may: Callable[..., bool]) -> Callable[[View], View]:
    """A view of the safe of an account, below `at_school`; 404 where it is closed or not open to whoever asks."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedInRequest, channel: int, **kwargs: Any) -> HttpResponse:
            rows = Channel.objects.visible_to(request.person).open().select_related("school")
            found = get_object_or_404(rows, pk=channel)
            if not may(found, request.person, on=request.school.day_of(timezone.now())):
                raise Http404
            return view(request, channel=found, **kwargs)

        return guarded

    return decorate


@require_safe
@at_school()
@open_to(may_look)
@fresh_second_factor(FRESH)
def safe(request: SignedInRequest, channel: Channel) -> HttpResponse:
    """What is kept, without what is in it."""
    on = request.school.day_of(timezone.now())
    stale = {one.secret.pk: one.because for one in still_to_change(channel, on=on)}
    old = {one.pk for one in grown_old(channel, on=on)}
    kept = channel.secrets.open().select_related("entered_by")
    looks = SecretLook.objects.filter(secret__channel=channel).defer("secret__value")
    shown: dict[str, Any] = {
        "safe": safe_of(channel, request.person, on=on),
        "kept": [(one, stale.get(one.pk, ()), one.pk in old) for one in kept],
        "offered": asked_by(policy_at(request.school, on=on)).offered(),
        "looks": looks.select_related("secret", "person")[:LAST]
        if may_keep(channel, request.person, on=on)
        else [],
    }
    return _page(request, "safe", channel, **shown)


@sensitive_post_parameters()
@at_school()
@open_to(may_keep)
@fresh_second_factor(FRESH)
@sensitive_variables()
def entering(request: SignedInRequest, channel: Channel, keeps: str) -> HttpResponse:
    """Put something in."""
    kind = _offered(request, keeps)
    form = EnterForm(request.POST or None, kind=kind)
    return _kept(request, channel, form) or _form(request, channel, form, f"{kind}")


@sensitive_post_parameters()
@at_school()
@open_to(may_keep)
@fresh_second_factor(FRESH)
@sensitive_variables()
def changing(request: SignedInRequest, channel: Channel, secret: int) -> HttpResponse:
    """Put something else in its place."""
    row = get_object_or_404(channel.secrets.open(), pk=secret)
    form = ValueForm(request.POST or None, kind=row.about)
    kept = _kept(request, channel, form, name=row.name)
    return kept or _form(request, channel, form, str(row), is_change=True)


@require_POST
@at_school()
@open_to(may_look)
@fresh_second_factor(FRESH)
@sensitive_variables()
def looking(request: SignedInRequest, channel: Channel, secret: int) -> HttpResponse:
    """Show one thing, once, in this answer alone."""
    row, at = get_object_or_404(channel.secrets.open(), pk=secret), timezone.now()
    form = LookForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Say in a few words what you need it for.")
        return redirect("channels:safe", request.school.slug, channel.pk)
    reason = form.cleaned_data["reason"]
    try:
        value = row.look(reason=reason, by=request.person, at=at)
        code = code_at(value, at=at) if row.about.shape == "seed" else None
    except (NotPossible, NoKey) as problem:
        messages.warning(request, str(problem))
        return redirect("channels:safe", request.school.slug, channel.pk)
    shown: dict[str, Any] = (
        {"code": code} if code else {"value": value, "rows": value.count("\n") + 2}
    )
    return _page(request, "seen", channel, secret=row, reason=reason, **shown)


@require_POST
@at_school()
@open_to(may_keep)
@fresh_second_factor(FRESH)
def discarding(request: SignedInRequest, channel: Channel, secret: int) -> HttpResponse:
    """Throw something away."""
    row = get_object_or_404(channel.secrets.all().defer("value"), pk=secret)
    try:
        row.discard(by=request.person, at=timezone.now())
        messages.success(request, f"{row}: thrown away.")
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("channels:safe", request.school.slug, channel.pk)


@require_POST
@at_school()
@open_to(may_keep)
@fresh_second_factor(FRESH)
def suspecting(request: SignedInRequest, channel: Channel) -> HttpResponse:
    """Have everything changed because others may know it."""
    form = SuspectForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Say in a few words what happened.")
        return redirect("channels:safe", request.school.slug, channel.pk)
    try:
        suspect(channel, note=form.cleaned_data["note"], by=request.person, at=timezone.now())
        messages.success(request, "Everything here is marked. It stays so until it is changed.")
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("channels:safe", request.school.slug, channel.pk)


@sensitive_variables()
def _kept(
    request: SignedInRequest, channel: Channel, form: ValueForm, *, name: str = ""
) -> HttpResponse | None:
    """Keep what was entered, where it is in order."""
    if request.method != "POST" or not form.is_valid():
        return None
    entered = {"name": name, **form.cleaned_data}
    try:
        Secret.enter(channel, kind=form.kind.key, by=request.person, at=timezone.now(), **entered)
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return None
    messages.success(request, "It is in the safe.")
    return redirect("channels:safe", request.school.slug, channel.pk)


def _offered(request: SignedInRequest, key: str) -> Kind:
    on = request.school.day_of(timezone.now())
    for kind in asked_by(policy_at(request.school, on=on)).offered():
        if kind.key == key:
            return kind
    raise Http404


def _form(
    request: SignedInRequest, channel: Channel, form: ValueForm, what: str, **more: object
) -> HttpResponse:
    status = 400 if request.method == "POST" else 200
    return _page(request, "enter", channel, status=status, form=form, what=what, **more)


def _page(
    request: SignedInRequest, name: str, channel: Channel, *, status: int = 200, **shown: object
) -> HttpResponse:
    """A page that no browser and no proxy keeps."""
    frame = {"school": request.school, "person": request.person, "here": "school"}
    context = frame | {"channel": channel} | shown
    response = render(request, f"channels/safe/{name}.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
