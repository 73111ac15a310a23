"""Pages of what is blocked: the sites of a group, the hours of the week, whose addresses are whose."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gatepost.channels.models import Channel
from gatepost.core.blocking import table
from gatepost.core.blocking.sites import KINDS
from gatepost.core.blocking.times import WEEKDAYS
from gatepost.monitoring.blocking.forms import HoursForm, OwnSiteForm, RangeForm, RulesForm
from gatepost.monitoring.blocking.standing import Network, Standing
from gatepost.monitoring.frames import done, frame
from gatepost.monitoring.groups import GROUPS, STAFF, name_of
from gatepost.monitoring.models import AddressRange, OwnSite, SiteRule, WeeklyHours
from gatepost.monitoring.models.blocking import OPEN, SAID
from gatepost.monitoring.readers import KEEPS, SEES
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.rules import NotPossible
from gatepost.policies.in_force import readable

asked = require_http_methods(["GET", "HEAD", "POST"])


@asked
@at_school(*SEES)
def blocked(request: SignedInRequest) -> HttpResponse:
    """How every site stands for one group; whoever looks after the network decides here."""
    group = request.GET.get("group", STAFF)
    if group not in GROUPS:
        raise Http404
    on = _today(request)
    network = Network(request.school, on)
    may_keep = request.person.holds(*KEEPS, on=on)
    if request.method == "POST":
        if not may_keep:
            raise Http404
        return _decided(request, network, group)
    rows = list(network.standings(group))
    clauses = [one.clause for one in network.policy if any(r.by is one for r in rows)]
    shown = {
        "group": GROUPS[group],
        "groups": [GROUPS[key] for key in GROUPS],
        "kinds": [(name, [_row(r) for r in rows if r.site.kind == k]) for k, name in KINDS.items()],
        "modes": SAID,
        "own": OwnSite.objects.filter(school=request.school, ended_at=None),
        "own_form": OwnSiteForm(),
        "table": table(),
        "needed": _needed(request, rows) if group == STAFF else [],
        "clauses": readable(clauses, school=request.school, on=on),
        "may_keep": may_keep,
    }
    return render(request, "monitoring/blocked.html", frame(request) | shown)


def _row(one: Standing) -> dict[str, Any]:
    return {"standing": one, "says": SAID[one.mode], "source": _source(one)}


def _source(one: Standing) -> str:
    """Whose word it is that a site stands as it does."""
    if one.from_group:
        return f"decided for {name_of(one.from_group).lower()}"
    if one.by:
        return f"the policy, clause {one.by.clause.number}"
    return "added by the school" if one.site.kind == "own" else ""


def _needed(request: SignedInRequest, rows: list[Standing]) -> list[str]:
    """Networks that are blocked for staff although the school has an account there that somebody has to run."""
    closed = {one.site.key: one.site.name for one in rows if one.mode != OPEN}
    open_there = Channel.objects.open().filter(school=request.school, network__in=closed)
    return sorted({closed[one.network] for one in open_there})


def _decided(request: SignedInRequest, network: Network, group: str) -> HttpResponse:
    form = RulesForm(request.POST, keys=list(network.sites))
    back = f"{reverse('monitoring:blocked', args=[request.school.slug])}?group={group}"
    if not form.is_valid():
        messages.warning(request, "Choose one of the times on the page.")
        return redirect(back)
    given = {key: mode for key, mode in form.cleaned_data.items() if key in request.POST}
    count = SiteRule.decide(group, given, by=request.person, at=timezone.now())
    says = f"{count} {'site' if count == 1 else 'sites'} changed." if count else "Nothing changed."
    messages.success(request, says)
    return redirect(back)


@asked
@at_school(*KEEPS)
def own_site(request: SignedInRequest) -> HttpResponse:
    """Add a site to the school's own."""
    form = OwnSiteForm(request.POST if request.method == "POST" else None)
    if _entered(request, form, OwnSite):
        messages.success(
            request, "It is on the list, and blocked for everybody until you say otherwise."
        )
        return redirect("monitoring:blocked", request.school.slug)
    return _form_page(request, "own_site", form)


@require_POST
@at_school(*KEEPS)
def own_site_end(request: SignedInRequest, own_site: int) -> HttpResponse:
    """Take one of the school's own sites off the list."""
    mine = OwnSite.objects.filter(school=request.school)
    return _ended(request, get_object_or_404(mine, pk=own_site), "monitoring:blocked")


@asked
@at_school(*KEEPS)
def times(request: SignedInRequest) -> HttpResponse:
    """Breaks and sessions, and one more."""
    form = HoursForm(request.POST if request.method == "POST" else None)
    if _entered(request, form, WeeklyHours):
        messages.success(request, "It is entered.")
        return redirect("monitoring:times", request.school.slug)
    network = Network(request.school, _today(request))
    rows = [(one, _days(one.weekdays)) for one in network.hours]
    return _form_page(request, "times", form, rows=rows, has_terms=bool(network.shut))


@require_POST
@at_school(*KEEPS)
def time_end(request: SignedInRequest, hours: int) -> HttpResponse:
    """End a break or a session."""
    mine = WeeklyHours.objects.filter(school=request.school)
    return _ended(request, get_object_or_404(mine, pk=hours), "monitoring:times")


@asked
@at_school(*KEEPS)
def ranges(request: SignedInRequest) -> HttpResponse:
    """Whose addresses are whose, and one range more."""
    form = RangeForm(request.POST if request.method == "POST" else None)
    if _entered(request, form, AddressRange):
        messages.success(request, "The range is entered.")
        return redirect("monitoring:ranges", request.school.slug)
    rows = [(one, name_of(one.group)) for one in Network(request.school, _today(request)).ranges]
    return _form_page(request, "ranges", form, rows=rows)


@require_POST
@at_school(*KEEPS)
def range_end(request: SignedInRequest, range: int) -> HttpResponse:
    """Take a range away."""
    mine = AddressRange.objects.filter(school=request.school)
    return _ended(request, get_object_or_404(mine, pk=range), "monitoring:ranges")


def _entered(
    request: SignedInRequest, form: forms.Form, kind: type[OwnSite | WeeklyHours | AddressRange]
) -> bool:
    """Enter what was sent; whether something was, and was good."""
    return request.method == "POST" and done(
        form, lambda: kind.enter(**form.cleaned_data, by=request.person, at=timezone.now())
    )


def _form_page(
    request: SignedInRequest, name: str, form: forms.Form, **shown: object
) -> HttpResponse:
    status = 400 if form.errors else 200
    context = frame(request) | {"form": form, **shown}
    return render(request, f"monitoring/{name}.html", context, status=status)


def _ended(
    request: SignedInRequest, row: OwnSite | WeeklyHours | AddressRange, back: str
) -> HttpResponse:
    try:
        row.end(by=request.person, at=timezone.now())
        messages.success(request, "It holds no longer.")
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect(back, request.school.slug)


def _days(weekdays: list[int]) -> str:
    if sorted(weekdays) == [0, 1, 2, 3, 4]:
        return "Monday to Friday"
    return ", ".join(WEEKDAYS[one] for one in sorted(weekdays))


def _today(request: SignedInRequest) -> date:
    return request.school.day_of(timezone.now())
