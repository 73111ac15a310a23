"""The page of the daily look at an account: what is known, what has changed, who links back, and settling it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gatepost.channels.listing.asked import register_of
from gatepost.channels.models import AccountChange, AccountLook, Channel
from gatepost.channels.models.accounts import KEEPS, WEBSITES
from gatepost.channels.verifying.linking import LinkBack, how_to, link_back
from gatepost.channels.verifying.words import FIELDS, shown
from gatepost.networks.known import NETWORKS
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.rules import NotPossible
from gatepost.policies.door import policy_at
from gatepost.policies.in_force import readable

_SAID = {
    AccountChange.OURS: "Thank you. That is how the account is known from now on.",
    AccountChange.DISOWNED: "Nothing goes out there any more. Those who lead the school have been told.",
    AccountChange.REGAINED: "Thank you. The account is looked at once more within minutes.",
}
_EARLIER = 20


@require_safe
@at_school()
def looked(request: SignedInRequest, channel: int) -> HttpResponse:
    """What is known of an account, and what has changed."""
    found = _visible(request, channel)
    look = AccountLook.objects.filter(channel=found).first()
    on = request.school.day_of(timezone.now())
    list_url = request.build_absolute_uri(reverse("channels:genuine", args=[request.school.slug]))
    clauses = register_of(policy_at(request.school, on=on))
    frame = {
        "school": request.school,
        "person": request.person,
        "here": "school",
        "channel": found,
        "about": NETWORKS[found.network],
        "look": look,
        "known": _known(look),
        "change": found.changes.filter(settled_at=None).first(),
        "earlier": found.changes.exclude(settled_at=None).select_related("settled_by")[:_EARLIER],
        "list_url": list_url,
        "link_back": _link_back(look, found, to=list_url),
        "how_to": how_to(found),
        "is_website": found.network in WEBSITES,
        "clauses": readable(clauses, school=request.school, on=on),
        "may_keep": request.person.holds(*KEEPS, on=on) and found.closed_at is None,
    }
    return render(request, "channels/verifying/looked.html", frame)


@require_POST
@at_school(*KEEPS)
def looking_again(request: SignedInRequest, channel: int) -> HttpResponse:
    """Have an account looked at now."""
    found = _visible(request, channel)
    look = get_object_or_404(AccountLook, channel=found)
    look.look_soon(at=timezone.now())
    messages.success(request, "It is looked at within minutes. Open this page again then.")
    return redirect("channels:looked", request.school.slug, found.pk)


@require_POST
@at_school(*KEEPS)
def settling(request: SignedInRequest, channel: int) -> HttpResponse:
    """Say what a change was."""
    found = _visible(request, channel)
    look = get_object_or_404(AccountLook, channel=found)
    how = request.POST.get("how", "")
    if how not in _SAID:
        raise Http404
    try:
        seen = request.POST.get("seen", "")
        look.settle(how=how, seen=seen, by=request.person, at=timezone.now())
        messages.success(request, _SAID[how])
    except NotPossible as problem:
        messages.warning(request, str(problem))
    return redirect("channels:looked", request.school.slug, found.pk)


def _visible(request: SignedInRequest, pk: int) -> Channel:
    return get_object_or_404(Channel.objects.visible_to(request.person), pk=pk)


def _known(look: AccountLook | None) -> list[tuple[str, str]]:
    """What is known and of use to people, in words."""
    if look is None:
        return []
    return [
        (label, shown(look.known[key]))
        for key, label in FIELDS.items()
        if key not in ("there", "picture") and look.known.get(key)
    ]


def _link_back(look: AccountLook | None, channel: Channel, *, to: str) -> LinkBack | None:
    sites = Channel.objects.open().filter(school=channel.school_id, network__in=WEBSITES)
    others = sites.exclude(pk=channel.pk).values_list("url", flat=True)
    return link_back(look.links if look else (), to=to, sites=others)
