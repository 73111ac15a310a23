"""The public list of the school's genuine accounts, its poster and feed, and reports of false pages."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gatepost.channels.listing.asked import lists
from gatepost.channels.listing.forms import FakeForm, ListedForm, OutcomeForm
from gatepost.channels.models import Channel, FakeReport, Listed
from gatepost.channels.models.accounts import KEEPS, NEWS_PAGE
from gatepost.channels.models.listings import SEES_REPORTS
from gatepost.networks.known import NETWORKS
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import School
from gatepost.people.rules import NotPossible
from gatepost.policies.campaigns.letters import code_of
from gatepost.policies.door import policy_at
from gatepost.policies.in_force import readable

KEPT = "public, max-age=3600"


@dataclass(frozen=True)
class Account:
    """A genuine account, as everybody may see it."""

    pk: int
    name: str
    network: str
    handle: str
    url: str
    since: date
    looked_at_on: date | None = None
    is_seen_to_be_ours: bool = False


@require_safe
def genuine(request: HttpRequest, slug: str) -> HttpResponse:
    """Every account that is the school's own, for everybody."""
    return render(request, "channels/listing/genuine.html", _genuine(request, slug))


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """The same to print, with codes for telephones."""
    return render(request, "channels/listing/poster.html", _genuine(request, slug))


@require_safe
def code(request: HttpRequest, slug: str, channel: int) -> HttpResponse:
    """The address of an account as a code for telephones, drawn here."""
    found = get_object_or_404(Channel.objects.open().filter(school__slug=slug), pk=channel)
    url = _url(request, found)
    if not url:
        raise Http404
    return HttpResponse(code_of(url), content_type="image/svg+xml", headers={"Cache-Control": KEPT})


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for programs."""
    school = get_object_or_404(School, slug=slug)
    accounts = [asdict(one) for one in _accounts(request, school)]
    told = {"school": school.name, "accounts": accounts}
    return JsonResponse(told, headers={"Access-Control-Allow-Origin": "*"})


def reporting(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell the school of a page that only pretends to be its own."""
    school = get_object_or_404(School, slug=slug)
    form = FakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            FakeReport.take_in(school, at=timezone.now(), **form.cleaned_data)
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Thank you. The school has been told and will look at it.")
            return redirect("channels:genuine", slug)
    shown = {"school": school, "form": form}
    status = 400 if request.method == "POST" else 200
    return render(request, "channels/listing/report.html", shown, status=status)


@require_safe
@at_school(*SEES_REPORTS)
def fakes(request: SignedInRequest) -> HttpResponse:
    """What was reported, the open ones first."""
    found = FakeReport.objects.filter(school=request.school).select_related("settled_by")
    shown = {
        "open": found.filter(settled_at=None),
        "settled": found.exclude(settled_at=None)[:50],
    }
    return render(request, "channels/listing/fakes.html", _frame(request) | shown)


@require_POST
@at_school(*SEES_REPORTS)
def settling(request: SignedInRequest, fake: int) -> HttpResponse:
    """Put down what was done about one."""
    found = get_object_or_404(FakeReport, school=request.school, pk=fake)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Write a sentence on what was done.")
        return redirect("channels:fakes", request.school.slug)
    try:
        found.settle(form.cleaned_data["outcome"], by=request.person, at=timezone.now())
        messages.success(request, "It is on record.")
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("channels:fakes", request.school.slug)


@require_safe
@at_school()
def provided(request: SignedInRequest) -> HttpResponse:
    """What else the policy has the school list."""
    return _provided(request, ListedForm())


@require_POST
@at_school(*KEEPS)
def entering(request: SignedInRequest) -> HttpResponse:
    """Put something on one of the lists."""
    form, kind = ListedForm(request.POST), request.POST.get("kind", "")
    on = request.school.day_of(timezone.now())
    if kind not in {one.key for one in lists(policy_at(request.school, on=on))}:
        raise Http404
    if not form.is_valid():
        return _provided(request, form, kind=kind, status=400)
    Listed.enter(kind, by=request.person, at=timezone.now(), **form.cleaned_data)
    return redirect("channels:provided", request.school.slug)


@require_POST
@at_school(*KEEPS)
def removing(request: SignedInRequest, listed: int) -> HttpResponse:
    """Take something off a list."""
    found = get_object_or_404(Listed, school=request.school, pk=listed, removed_at=None)
    found.remove(by=request.person, at=timezone.now())
    return redirect("channels:provided", request.school.slug)


def _provided(
    request: SignedInRequest, form: ListedForm, *, kind: str = "", status: int = 200
) -> HttpResponse:
    on = request.school.day_of(timezone.now())
    entries = list(Listed.objects.filter(school=request.school, removed_at=None))
    kept = [
        (
            one,
            [entry for entry in entries if entry.kind == one.key],
            readable(one.clauses, school=request.school, on=on),
        )
        for one in lists(policy_at(request.school, on=on))
    ]
    may_keep = request.person.holds(*KEEPS, on=on)
    shown = {"kept": kept, "form": form, "kind": kind, "may_keep": may_keep}
    return render(request, "channels/listing/provided.html", _frame(request) | shown, status=status)


def _genuine(request: HttpRequest, slug: str) -> dict[str, object]:
    school = get_object_or_404(School, slug=slug)
    on = school.day_of(timezone.now())
    public = [one for one in lists(policy_at(school, on=on)) if one.is_public]
    entries = list(Listed.objects.filter(school=school, removed_at=None))
    return {
        "school": school,
        "on": on,
        "accounts": _accounts(request, school),
        "others": [(one, [entry for entry in entries if entry.kind == one.key]) for one in public],
    }


def _accounts(request: HttpRequest, school: School) -> list[Account]:
    return [
        Account(
            pk=one.pk,
            name=one.name,
            network=NETWORKS[one.network].name,
            handle=one.handle,
            url=_url(request, one),
            since=school.day_of(one.opened_at),
            **_last_look(one),
        )
        for one in Channel.objects.open().filter(school=school).select_related("look", "school")
    ]


def _last_look(channel: Channel) -> dict[str, Any]:
    """When an account was last found to be as it is known; nothing where that is open."""
    look = getattr(channel, "look", None)
    on = look.vouched_on if look else None
    return {"looked_at_on": on, "is_seen_to_be_ours": bool(look and on and look.is_ours)}


def _url(request: HttpRequest, channel: Channel) -> str:
    """Where the public finds an account."""
    if channel.network == NEWS_PAGE:
        return request.build_absolute_uri(reverse("posts:news", args=[channel.school.slug]))
    return channel.url


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "school"}
