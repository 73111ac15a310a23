"""Pages of official accounts: the list, one account, how Gatepost signs in there, and who runs it."""

from __future__ import annotations

from itertools import chain

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from gatepost.channels.ages import least_age
from gatepost.channels.connecting import connect_account
from gatepost.channels.forms import ChannelForm, ConnectionForm
from gatepost.channels.handing_over.page import of_channel
from gatepost.channels.models import Application, Channel, Handover, Runner
from gatepost.channels.models.accounts import KEEPS
from gatepost.channels.models.listings import SEES_REPORTS
from gatepost.channels.running import asked_by, standings
from gatepost.channels.safe.standing import safe_of
from gatepost.channels.stopping import why_stopped
from gatepost.networks.errors import NetworkError
from gatepost.networks.known import NETWORKS
from gatepost.people.access import SignedInRequest, at_school, fresh_second_factor
from gatepost.people.models import Person
from gatepost.people.numbers import number_of
from gatepost.people.rules import NotPossible
from gatepost.policies.door import policy_at
from gatepost.policies.in_force import readable

FRESH = 15  # minutes since the second factor


@require_safe
@at_school()
def channels(request: SignedInRequest) -> HttpResponse:
    """The accounts of the school, and who runs them."""
    on = request.school.day_of(timezone.now())
    found = Channel.objects.visible_to(request.person)
    shown = {
        "open": [(one, one.current_runners(on=on)) for one in found.open()],
        "closed": found.exclude(closed_at=None),
        "applications": Application.objects.visible_to(request.person)
        .open()
        .select_related("author", "school"),
        "networks": NETWORKS,
        "may_keep": request.person.holds(*KEEPS, on=on),
        "sees_reports": request.person.holds(*SEES_REPORTS, on=on),
    }
    return render(request, "channels/channels.html", _frame(request) | shown)


@at_school(*KEEPS)
def new_channel(request: SignedInRequest) -> HttpResponse:
    """Put an account on the list."""
    form = ChannelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = Channel.enter(by=request.person, at=timezone.now(), **form.cleaned_data)
        except NotPossible as problem:
            form.add_error("handle", str(problem))
        else:
            return redirect(made)
    status = 400 if request.method == "POST" else 200
    return render(request, "channels/new.html", _frame(request) | {"form": form}, status=status)


@require_safe
@at_school()
def channel(request: SignedInRequest, channel: int) -> HttpResponse:
    """One account."""
    found = get_object_or_404(Channel.objects.visible_to(request.person), pk=channel)
    on = request.school.day_of(timezone.now())
    runs = found.runners.current(on).select_related("person")
    asked = asked_by(policy_at(request.school, on=on))
    shown = {
        "stop": None if found.closed_at else why_stopped(found, on=on),
        "number_by": readable(asked.number_by, school=request.school, on=on),
        "needs_by": readable(chain(*asked.needs.values()), school=request.school, on=on),
        "channel": found,
        "safe": safe_of(found, request.person, on=on),
        "handing": of_channel(found, person=request.person, on=on),
        "about": NETWORKS[found.network],
        "age": least_age(found.network, on=on),
        "connection": found.connection(),
        "named": [(one.runner, one.says) for one in standings(found, on=on)],
        "others": Person.objects.at(request.school).current(on).exclude(runs__in=runs),
        "may_keep": request.person.holds(*KEEPS, on=on) and found.closed_at is None,
    }
    return render(request, "channels/channel.html", _frame(request) | shown)


@sensitive_post_parameters()
@at_school(*KEEPS)
@fresh_second_factor(FRESH)
def connection(request: SignedInRequest, channel: int) -> HttpResponse:
    """Enter how Gatepost signs in; it is tried before it is kept."""
    found = _open(request, channel)
    about = NETWORKS[found.network]
    if not about.asks:
        raise Http404
    form = ConnectionForm(request.POST or None, about=about)
    if request.method == "POST" and form.is_valid():
        try:
            connect_account(found, form.cleaned_data, by=request.person, at=timezone.now())
        except (NetworkError, NotPossible) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Gatepost can sign in there.")
            return redirect(found)
    shown = {"form": form, "channel": found, "about": about}
    status = 400 if request.method == "POST" else 200
    return render(request, "channels/connection.html", _frame(request) | shown, status=status)


@require_POST
@at_school(*KEEPS)
def appointing(request: SignedInRequest, channel: int) -> HttpResponse:
    """Name somebody who runs it."""
    found, others = _open(request, channel), Person.objects.visible_to(request.person)
    person = get_object_or_404(others, pk=number_of(request.POST.get("person", "")))
    try:
        found.appoint(person, by=request.person, at=timezone.now())
        messages.success(request, f"{person.name} runs it now.")
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect(found)


@require_POST
@at_school(*KEEPS)
def stopping(request: SignedInRequest, channel: int, runner: int) -> HttpResponse:
    """Somebody runs it no longer."""
    found = _open(request, channel)
    current = Runner.objects.filter(channel=found, until_on=None)
    one = get_object_or_404(current.select_related("person"), pk=runner)
    one.stop(by=request.person, at=timezone.now())
    messages.success(request, f"{one.person.name} runs it until today.")
    return redirect(found)


@require_POST
@at_school(*KEEPS)
def closing(request: SignedInRequest, channel: int) -> HttpResponse:
    """Take it off the list."""
    found = _open(request, channel)
    if begun := Handover.objects.open().filter(runner__channel=found).first():
        messages.warning(request, "Somebody leaves it behind: close it here, step by step.")
        return redirect(begun)
    found.close(by=request.person, at=timezone.now())
    messages.success(request, "It is closed here. Close it on the network as well.")
    return redirect("channels:channels", request.school.slug)


def _open(request: SignedInRequest, pk: int) -> Channel:
    return get_object_or_404(Channel.objects.visible_to(request.person).open(), pk=pk)


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "school"}
