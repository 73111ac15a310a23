"""The pages of the register with what they show, for views that answer with one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate

from gatepost.core.policy import Clause, Problem
from gatepost.core.register import fills_itself
from gatepost.people.access import SignedInRequest
from gatepost.policies import packs
from gatepost.policies.models import Version
from gatepost.policies.models.versions import VersionQuerySet
from gatepost.policies.reading import Readable, paper
from gatepost.policies.register import forms
from gatepost.policies.register.cannot import Cannot
from gatepost.policies.register.open import open_in
from gatepost.policies.register.pages import Desk


def versions_of(request: SignedInRequest, at: datetime) -> VersionQuerySet:
    """The versions that somebody may see, the newest first."""
    seen = Version.objects.visible_to(request.person, on=localdate(at))
    return seen.whole().order_by("-number")


def found_version(request: SignedInRequest, number: int, at: datetime) -> Version:
    """One of them, or 404."""
    return get_object_or_404(versions_of(request, at), number=number)


def new_page(
    request: SignedInRequest,
    at: datetime,
    *,
    form: forms.Upload | None = None,
    problems: Iterable[Problem] = (),
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """What a new version can start from."""
    shown = {
        "policies": packs.policies(),
        "model": packs.MODEL,
        "versions": [one for one in versions_of(request, at) if not one.is_withdrawn],
        "form": form or forms.Upload(),
        "problems": problems,
        "problem": problem,
    }
    return _page(request, "new", shown, status=status)


def version_page(
    request: SignedInRequest,
    number: int,
    at: datetime,
    *,
    cannot: Cannot | None = None,
    status: int = 200,
    **bound: Form,
) -> HttpResponse:
    """One version, its forms fresh but for one that was not filled in as it should be."""
    version, today = found_version(request, number, at), localdate(at)
    fresh: dict[str, Form] = {
        "approval_form": forms.MeetingHeld(
            initial={"seen": version.seen}, auto_id="id_approval_%s"
        ),
        "beginning_form": forms.Beginning(initial={"from_on": today}, auto_id="id_beginning_%s"),
        "withdrawal_form": forms.Reason(auto_id="id_withdrawal_%s"),
        "review_form": forms.Reviewing(auto_id="id_review_%s"),
        "news_form": forms.Reason(auto_id="id_news_%s"),
    }
    failed = next(iter(bound.values()), None)
    shown = {
        **fresh,
        **bound,
        "failed": failed,
        "desk": Desk(version, today, person=request.person),
        "in_force": Version.objects.in_force(request.school, on=today),
        "cannot": cannot,
        "cannot_clauses": _readable(version, cannot.clauses if cannot else ()),
    }
    return _page(request, "version", shown, status=status)


def open_page(
    request: SignedInRequest,
    number: int,
    at: datetime,
    *,
    bound: Mapping[str, Form] | None = None,
    cannot: Cannot | None = None,
    status: int = 200,
) -> HttpResponse:
    """What a version leaves open, each with its form."""
    version, bound = found_version(request, number, at), dict(bound or {})
    desk = Desk(version, localdate(at), person=request.person)
    found = open_in(version)
    shown = {
        "desk": desk,
        "open": found,
        "may_word": desk.may_write and not version.is_fixed,
        "unfilled": [
            (one, _form("filling", one, bound)) for one in _readable(version, found.unfilled)
        ],
        "defective": [
            (one, _form("wording", one, bound)) for one in _readable(version, found.defective)
        ],
        "outdated": [
            (one, _form("wording", one, bound)) for one in _readable(version, found.outdated)
        ],
        "against": [
            (
                *_readable(version, (one.allows, one.forbids)),
                _settling(one.allows, one.forbids, bound),
            )
            for one in found.contradictions
        ],
        "documents": [
            (one, _readable(version, one.clauses), _placing(one.key, bound))
            for one in found.documents
        ],
        "failed": next(iter(bound.values()), None),
        "cannot": cannot,
        "cannot_clauses": _readable(version, cannot.clauses if cannot else ()),
    }
    return _page(request, "open", shown, status=status)


def signature_page(
    request: SignedInRequest,
    number: int,
    at: datetime,
    *,
    cannot: Cannot | None = None,
    status: int = 200,
    **bound: Form,
) -> HttpResponse:
    """The whole policy, and below it the place to sign."""
    version = found_version(request, number, at)
    desk = Desk(version, localdate(at), person=request.person)
    if not desk.own_roles and cannot is None:
        raise Http404
    shown = {
        "desk": desk,
        "paper": paper(version.pack.on(localdate(at)), request.path),
        "form": forms.Signing(initial={"seen": version.seen}),
        "declining_form": forms.Reason(auto_id="id_declining_%s"),
        **bound,
        "failed": next(iter(bound.values()), None),
        "cannot": cannot,
        "cannot_clauses": _readable(version, cannot.clauses if cannot else ()),
    }
    return _page(request, "signature", shown, status=status)


def _page(
    request: SignedInRequest, name: str, shown: Mapping[str, Any], *, status: int
) -> HttpResponse:
    frame = {"school": request.school, "here": "school"}
    return render(request, f"policies/register/{name}.html", frame | dict(shown), status=status)


def _readable(version: Version, clauses: Iterable[Clause]) -> list[Readable]:
    """Clauses as the text of their version shows them."""
    url = reverse("policies:version-text", args=[version.school.slug, version.number])
    by_id = paper(version.pack, url).by_id
    return [by_id[clause.id] for clause in clauses if clause.id in by_id]


def _form(kind: str, clause: Readable, bound: Mapping[str, Form]) -> Form | None:
    """The form for a clause; none where signing or putting in force fills its blank."""
    name = f"{kind}-{clause.id}"
    if kind == "filling" and fills_itself(clause.clause):
        return None
    if kind == "filling":
        return bound.get(name) or forms.Filling(auto_id=f"{name}-%s")
    return bound.get(name) or forms.Rewording(initial={"text": clause.says}, auto_id=f"{name}-%s")


def _settling(allows: Clause, forbids: Clause, bound: Mapping[str, Form]) -> Form:
    name = f"settling-{allows.id}-{forbids.id}"
    return bound.get(name) or forms.Settling(auto_id=f"{name}-%s")


def _placing(key: str, bound: Mapping[str, Form]) -> Form:
    name = f"document-{key}"
    return bound.get(name) or forms.Placing(auto_id=f"{name}-%s")
