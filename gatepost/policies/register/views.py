"""Pages of the register: from the first draft of a version to its last review."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.core.policy import PackError
from gatepost.people.access import SignedInRequest, at_school
from gatepost.policies import packs
from gatepost.policies.models import Version
from gatepost.policies.models.versions import KEEPERS
from gatepost.policies.register import beginning as begin
from gatepost.policies.register import drafting, forms, placing, reviewing, signing, writing
from gatepost.policies.register.cannot import Cannot
from gatepost.policies.register.frames import (
    found_version,
    new_page,
    open_page,
    signature_page,
    version_page,
    versions_of,
)
from gatepost.policies.register.pages import BEGINNERS, WRITERS, Standing
from gatepost.policies.register.uploading import BadUpload, checked, files_in

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
_now = timezone.now


@require_safe
@at_school(*KEEPERS)
def versions(request: SignedInRequest) -> HttpResponse:
    """Every version of the school's policy, the newest first."""
    today = timezone.localdate()
    found = versions_of(request, _now())
    shown = {
        "standings": [Standing(version, today) for version in found],
        "may_write": request.person.holds(*WRITERS, on=today),
    }
    shown |= {"school": request.school, "here": "school"}
    return render(request, "policies/register/versions.html", shown)


@get_or_post
@at_school(*WRITERS)
def new(request: SignedInRequest) -> HttpResponse:
    """Start a new version from one that comes with Gatepost, or from an earlier one."""
    if request.method != "POST":
        return new_page(request, _now())
    at, source = _now(), request.POST.get("source", "")
    kind, _, name = source.partition(":")
    try:
        if kind == "bundled" and name in {pack.slug for pack in packs.policies()}:
            made = drafting.draft_bundled(request.school, name, by=request.person, at=at)
        elif kind == "version" and name.isdecimal():
            earlier = get_object_or_404(versions_of(request, _now()), number=int(name[:9]))
            made = drafting.draft_from(earlier, by=request.person, at=at)
        else:
            return new_page(
                request, _now(), problem="Choose what the new version starts from.", status=400
            )
    except Cannot as problem:
        return new_page(request, _now(), problem=problem.says, status=409)
    messages.success(request, f"Version {made.number} is drafted.")
    return redirect(made)


@require_POST
@at_school(*WRITERS)
def upload(request: SignedInRequest) -> HttpResponse:
    """Start a new version from an uploaded pack; what is wrong with it is shown with file and line."""
    form = forms.Upload(request.POST, request.FILES)
    if not form.is_valid():
        return new_page(request, _now(), form=form, status=400)
    try:
        files = files_in(form.cleaned_data["pack"])
        checked(files)
        made = drafting.draft_uploaded(request.school, files, by=request.person, at=_now())
    except (BadUpload, Cannot) as problem:
        form.add_error("pack", str(problem))
        return new_page(request, _now(), form=form, status=400)
    except PackError as error:
        form.add_error("pack", "The policy cannot be read yet. What is wrong stands below.")
        return new_page(request, _now(), form=form, problems=error.problems, status=400)
    messages.success(request, f"Version {made.number} is drafted.")
    return redirect(made)


@require_safe
@at_school(*KEEPERS)
def version(request: SignedInRequest, number: int) -> HttpResponse:
    """One version: how far it has come, and what comes next."""
    return version_page(request, number, _now())


@require_safe
@at_school(*KEEPERS)
def still_open(request: SignedInRequest, number: int) -> HttpResponse:
    """What a version still leaves open, each with a small form."""
    return open_page(request, number, _now())


@require_POST
@at_school(*WRITERS)
def filling(request: SignedInRequest, number: int, clause: str) -> HttpResponse:
    """Fill a blank."""

    def fill(found: Version, data: dict[str, Any]) -> None:
        writing.fill(found, clause, **data, by=request.person, at=_now())

    return _write(request, number, forms.Filling, f"filling-{clause}", fill)


@require_POST
@at_school(*WRITERS)
def wording(request: SignedInRequest, number: int, clause: str) -> HttpResponse:
    """Put a clause into the school's own words."""

    def word(found: Version, data: dict[str, Any]) -> None:
        writing.word(found, clause, **data, by=request.person, at=_now())

    return _write(request, number, forms.Rewording, f"wording-{clause}", word)


@require_POST
@at_school(*WRITERS)
def settling(request: SignedInRequest, number: int, allows: str, forbids: str) -> HttpResponse:
    """Decide which of two clauses holds."""

    def settle(found: Version, data: dict[str, Any]) -> None:
        writing.settle(
            found,
            allows=allows,
            forbids=forbids,
            holds=data["holds"],
            by=request.person,
            at=_now(),
        )

    return _write(request, number, forms.Settling, f"settling-{allows}-{forbids}", settle)


@require_POST
@at_school(*WRITERS)
def document(request: SignedInRequest, number: int, key: str) -> HttpResponse:
    """Say where a document is."""

    def place(found: Version, data: dict[str, Any]) -> None:
        placing.place(found, key, **data, by=request.person, at=_now())

    return _write(request, number, forms.Placing, f"document-{key}", place)


@require_POST
@at_school(*WRITERS)
def model(request: SignedInRequest, number: int) -> HttpResponse:
    """Let the model policy answer where this version is silent, or not."""
    lets = request.POST.get("answers") == "yes"
    return _act(
        request,
        number,
        lambda found: writing.let_model_answer(found, lets=lets, by=request.person, at=_now()),
        "The model policy answers where yours is silent."
        if lets
        else "The model policy no longer answers.",
    )


@require_POST
@at_school(*WRITERS)
def presentation(request: SignedInRequest, number: int) -> HttpResponse:
    """Put a finished draft before those who approve and sign it."""
    return _act(
        request,
        number,
        lambda found: signing.present(found, by=request.person, at=_now()),
        "Those who approve and sign it have been asked.",
    )


@require_POST
@at_school(*signing.RECORDERS)
def approval(request: SignedInRequest, number: int, body: str) -> HttpResponse:
    """Record that a body approved a version."""
    form = forms.MeetingHeld(request.POST, auto_id="id_approval_%s")

    def approve(found: Version) -> None:
        met = signing.Meeting(body, form.cleaned_data["met_on"], form.cleaned_data["minute"])
        seen = form.cleaned_data["seen"]
        signing.approve(found, met, seen=seen, by=request.person, at=_now())

    if not form.is_valid():
        return version_page(request, number, _now(), status=400, approval_form=form)
    return _act(request, number, approve, "The approval is on record.")


@get_or_post
@at_school(*KEEPERS)
def signature(request: SignedInRequest, number: int) -> HttpResponse:
    """Read the whole policy, then sign it or say why not."""
    if request.method != "POST":
        return signature_page(request, number, _now())
    form = forms.Signing(request.POST)
    if not form.is_valid():
        return signature_page(request, number, _now(), form=form, status=400)
    role, seen = request.POST.get("role", "")[:40], form.cleaned_data["seen"]
    found = found_version(request, number, _now())
    try:
        signing.sign(found, role, seen=seen, by=request.person, at=_now())
    except Cannot as problem:
        return signature_page(request, number, _now(), cannot=problem, status=409)
    messages.success(request, "You have signed the policy.")
    return redirect(found)


@require_POST
@at_school(*KEEPERS)
def declining(request: SignedInRequest, number: int) -> HttpResponse:
    """Say that one does not sign, and why."""
    form, found = forms.Reason(request.POST), found_version(request, number, _now())
    if not form.is_valid():
        return signature_page(request, number, _now(), declining_form=form, status=400)
    role, reason = request.POST.get("role", "")[:40], form.cleaned_data["reason"]
    try:
        signing.decline(found, role, reason=reason, by=request.person, at=_now())
    except Cannot as problem:
        return signature_page(request, number, _now(), cannot=problem, status=409)
    messages.success(request, "It is on record that you do not sign, and why.")
    return redirect(found)


@require_POST
@at_school(*BEGINNERS)
def beginning(request: SignedInRequest, number: int) -> HttpResponse:
    """Put a version in force from a day on."""
    form = forms.Beginning(request.POST, auto_id="id_beginning_%s")
    if not form.is_valid():
        return version_page(request, number, _now(), status=400, beginning_form=form)
    is_later = form.cleaned_data["from_on"] > timezone.localdate()
    return _act(
        request,
        number,
        lambda found: begin.put_in_force(found, **form.cleaned_data, by=request.person, at=_now()),
        "The day is set. Nothing changes until then."
        if is_later
        else "The day is set. This version is in force.",
    )


@require_POST
@at_school(*WRITERS, "chair-of-governors")
def withdrawal(request: SignedInRequest, number: int) -> HttpResponse:
    """Take back a version that has not come into force."""
    form = forms.Reason(request.POST, auto_id="id_withdrawal_%s")
    if not form.is_valid():
        return version_page(request, number, _now(), status=400, withdrawal_form=form)
    return _act(
        request,
        number,
        lambda found: begin.withdraw(found, **form.cleaned_data, by=request.person, at=_now()),
        "The version is withdrawn.",
    )


@require_POST
@at_school(*BEGINNERS)
def review(request: SignedInRequest, number: int) -> HttpResponse:
    """Record a review and what came of it."""
    form = forms.Reviewing(request.POST, auto_id="id_review_%s")
    if not form.is_valid():
        return version_page(request, number, _now(), status=400, review_form=form)
    return _act(
        request,
        number,
        lambda found: reviewing.review(found, **form.cleaned_data, by=request.person, at=_now()),
        "The review is on record.",
    )


@require_POST
@at_school(*KEEPERS)
def news(request: SignedInRequest, number: int) -> HttpResponse:
    """Say that something has changed, so that the policy has to be looked at now."""
    form = forms.Reason(request.POST, auto_id="id_news_%s")
    if not form.is_valid():
        return version_page(request, number, _now(), status=400, news_form=form)
    return _act(
        request,
        number,
        lambda found: reviewing.report_news(
            found, **form.cleaned_data, by=request.person, at=_now()
        ),
        "The policy is now due for review.",
    )


@require_POST
@at_school()
def upkeep(request: SignedInRequest, number: int, clause: str) -> HttpResponse:
    """Say that a standing duty was done."""
    found = found_version(request, number, _now())
    try:
        reviewing.tick(found, clause, by=request.person, at=_now())
    except Cannot as problem:
        messages.warning(request, problem.says)
    else:
        messages.success(request, "It is on record as done.")
    if request.person.holds(*KEEPERS, on=timezone.localdate()):
        return redirect(found)
    return redirect("policies:policy", request.school.slug)


def _act(
    request: SignedInRequest, number: int, do: Callable[[Version], object], says: str
) -> HttpResponse:
    """One act upon a version: done and said, or refused with the clauses behind it."""
    found = found_version(request, number, _now())
    try:
        do(found)
    except Cannot as problem:
        return version_page(request, number, _now(), cannot=problem, status=409)
    messages.success(request, says)
    return redirect(found)


def _write(
    request: SignedInRequest,
    number: int,
    form_class: type[Form],
    name: str,
    write: Callable[[Version, dict[str, Any]], object],
) -> HttpResponse:
    """One of the small forms on the page of what is open."""
    form, found = (
        form_class(request.POST, auto_id=f"{name}-%s"),
        found_version(request, number, _now()),
    )
    if not form.is_valid():
        return open_page(request, number, _now(), bound={name: form}, status=400)
    try:
        write(found, form.cleaned_data)
    except Cannot as problem:
        return open_page(request, number, _now(), cannot=problem, status=409)
    messages.success(request, "It is written down.")
    return redirect("policies:version-open", request.school.slug, number)
