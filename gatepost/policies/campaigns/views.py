"""Pages for asking people to read the policy and for seeing who has."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost import notices
from gatepost.people.access import SignedInRequest, at_school
from gatepost.policies.campaigns import asking, letters, whom
from gatepost.policies.campaigns.forms import AnswerForm, OpenForm
from gatepost.policies.campaigns.register import lines, register
from gatepost.policies.campaigns.spreadsheet import as_csv
from gatepost.policies.models import Ask, Campaign, Remark, Version
from gatepost.policies.models.campaigns import LOOKS_AFTER, SEES_FIGURES, SEES_NAMES, CannotAnswer


@require_safe
@at_school(*SEES_FIGURES)
def campaigns(request: SignedInRequest) -> HttpResponse:
    """The rounds of reading, the newest first."""
    on = timezone.localdate()
    found = Campaign.objects.visible_to(request.person, on=on).select_related("version__school")
    version = Version.objects.in_force(request.school, on=on)
    shown = {
        "school": request.school,
        "registers": [register(campaign, on=on) for campaign in found],
        "may_open": request.person.holds(*LOOKS_AFTER, on=on)
        and version is not None
        and not found.running().filter(version=version).exists(),
        "terms": whom.terms(version.pack) if version else None,
        "here": "school",
    }
    return render(request, "policies/campaigns/campaigns.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@at_school(*LOOKS_AFTER)
def new(request: SignedInRequest) -> HttpResponse:
    """Whom the policy brings in, with how many there are; others can be added, nobody taken out."""
    on = timezone.localdate()
    version = Version.objects.in_force(request.school, on=on)
    if version is None:
        messages.warning(request, "No policy is in force yet, so there is nothing to read.")
        return redirect("policies:campaigns", request.school.slug)
    form = OpenForm(request.POST or None, pack=version.pack, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            campaign = asking.open_campaign(
                version, by=request.person, at=timezone.now(),
                due_on=form.cleaned_data["due_on"], also=form.cleaned_data["also"],
            )  # fmt: skip
        except asking.CannotAsk as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "Everybody was asked.")
            return redirect("policies:campaign", request.school.slug, campaign.pk)
    return _proposal(request, version, form)


def _proposal(request: SignedInRequest, version: Version, form: OpenForm) -> HttpResponse:
    on = timezone.localdate()
    proposed = [
        (group, len(asking.people_asked(version, [group.actor], on=on)))
        for group in whom.groups(version.pack)
    ]
    shown = {
        "school": request.school,
        "version": version,
        "form": form,
        "given": [(group, number) for group, number in proposed if group.is_given],
        "others": [(group, number) for group, number in proposed if not group.is_given],
        "chosen": form["also"].value() or [],
        "terms": whom.terms(version.pack),
        "everybody": len(asking.people_asked(version, whom.given(version.pack), on=on)),
        "is_configured": notices.is_configured(),
        "here": "school",
    }
    status = 400 if form.errors else 200
    return render(request, "policies/campaigns/new.html", shown, status=status)


@require_safe
@at_school(*SEES_FIGURES)
def campaign(request: SignedInRequest, pk: int) -> HttpResponse:
    """The register of a round: figures by group, and names for those who may see them."""
    on = timezone.localdate()
    found = _campaign(request, pk)
    shown = {
        "school": request.school,
        "register": register(found, on=on),
        "on": on,
        "sees_names": request.person.holds(*SEES_NAMES, on=on),
        "looks_after": request.person.holds(*LOOKS_AFTER, on=on),
        "here": "school",
    }
    return render(request, "policies/campaigns/campaign.html", shown)


@require_safe
@at_school(*SEES_NAMES)
def export(request: SignedInRequest, pk: int) -> HttpResponse:
    """The register as a file."""
    found = _campaign(request, pk)
    whole = register(found, on=timezone.localdate()).whole
    name = f"read-{request.school.slug}-version-{found.version.number}"
    return as_csv(lines(whole.asks), name=name)


@require_POST
@at_school(*LOOKS_AFTER)
def closing(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a round."""
    try:
        _campaign(request, pk).close(by=request.person, at=timezone.now())
        messages.success(request, "The round is closed. Nobody is reminded any more.")
    except CannotAnswer as why:
        messages.warning(request, str(why))
    return redirect("policies:campaign", request.school.slug, pk)


@require_safe
@never_cache
@at_school(*LOOKS_AFTER)
def letter(request: SignedInRequest, pk: int, ask: int) -> HttpResponse:
    """A letter on paper for one person who has no e-mail address."""
    found = get_object_or_404(
        Ask.objects.waiting().with_answers().filter(person__email="", person__account=None),
        campaign=_campaign(request, pk),
        pk=ask,
    )
    address = letters.address_of(found)
    shown = {
        "school": request.school,
        "ask": found,
        "address": address,
        "is_whole": address.startswith("http"),
        "code": letters.code_of(address),
    }
    return render(request, "policies/campaigns/letter.html", shown)


@require_safe
@never_cache
@at_school("headteacher", "chair-of-governors")
def remarks(request: SignedInRequest) -> HttpResponse:
    """Questions, and those who do not agree: for the headteacher alone, a headteacher's own for the chair."""
    return _remarks(request, AnswerForm())


@require_POST
@at_school("headteacher", "chair-of-governors")
def settlement(request: SignedInRequest, pk: int) -> HttpResponse:
    """A question was answered, or there was a talk."""
    found = Remark.objects.for_answering(request.person, on=timezone.localdate())
    remark = get_object_or_404(found, pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _remarks(request, form, status=400)
    try:
        answer = form.cleaned_data["answer"]
        remark.settle(by=request.person, at=timezone.now(), answer=answer)
        messages.success(request, "Kept. It no longer waits for you.")
    except CannotAnswer as why:
        messages.warning(request, str(why))
    return redirect("policies:remarks", request.school.slug)


def _remarks(request: SignedInRequest, form: AnswerForm, status: int = 200) -> HttpResponse:
    found = Remark.objects.for_answering(request.person, on=timezone.localdate())
    found = found.select_related("ask__person", "ask__campaign__version", "settled_by")
    shown = {
        "school": request.school,
        "open": found.open(),
        "settled": found.exclude(settled_at=None).order_by("-settled_at")[:50],
        "form": form,
        "here": "school",
    }
    return render(request, "policies/campaigns/remarks.html", shown, status=status)


def _campaign(request: SignedInRequest, pk: int) -> Campaign:
    found = Campaign.objects.visible_to(request.person, on=timezone.localdate())
    return get_object_or_404(found.select_related("version__school"), pk=pk)
