"""Pages on which the office says what families are asked, in which words, and for how long a yes counts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.consents.asked import terms_at
from gatepost.consents.models import Practice, Use
from gatepost.consents.models.contacts import KEEPS
from gatepost.consents.setting_up import keep_uses
from gatepost.consents.shown import attempt, form_page, page
from gatepost.consents.wording.forms import PracticeForm, WordsForm
from gatepost.people.access import SignedInRequest, at_school

asked = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@at_school(*KEEPS)
def uses(request: SignedInRequest) -> HttpResponse:
    """What families are asked, in which words, and for how long a yes counts."""
    keep_uses(request.school, at=timezone.now())
    on = timezone.localdate()
    practice = Practice.objects.filter(school=request.school).first()
    months = practice.months if practice else None
    return page(
        request,
        "wording/uses",
        uses=Use.objects.filter(school=request.school).asked().with_words(),
        terms=terms_at(request.school, on=on),
        form=PracticeForm(initial={"months": str(months or "")}),
    )


@require_POST
@at_school(*KEEPS)
def practice(request: SignedInRequest) -> HttpResponse:
    """How long a yes counts."""
    form = PracticeForm(request.POST)
    if form.is_valid():
        months = int(form.cleaned_data["months"] or 0) or None
        Practice.settle(request.school, months=months, by=request.person, at=timezone.now())
        messages.success(request, "Kept.")
    else:
        messages.warning(request, "Choose from the list.")
    return redirect("consents:uses", request.school.slug)


@asked
@at_school(*KEEPS)
def new_use(request: SignedInRequest) -> HttpResponse:
    """Something more to ask about."""
    terms, at = terms_at(request.school, on=timezone.localdate()), timezone.now()
    keep_uses(request.school, at=at)
    form = WordsForm(request.POST or None, terms=terms)
    if form.is_valid():
        key = slugify(form.words.title)
        Use.make(request.school, form.words, key=key, by=request.person, at=at)
        messages.success(request, "Families are asked about this from now on.")
        return redirect("consents:uses", request.school.slug)
    return form_page(request, form, title="Ask about something more", button="Ask about it")


@asked
@at_school(*KEEPS)
def use(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask in other words."""
    found, on, at = _use(request, pk), timezone.localdate(), timezone.now()
    words = found.words
    initial = {"title": words.title, "says": words.says, "channels": words.channels}
    form = WordsForm(
        request.POST or None, terms=terms_at(request.school, on=on), use=found, initial=initial
    )
    if form.is_valid():
        is_same = form.cleaned_data["is_same"]
        if attempt(form, lambda: found.word(form.words, is_same=is_same, by=request.person, at=at)):
            messages.success(request, "Families are asked in these words from now on.")
            return redirect("consents:uses", request.school.slug)
    return form_page(
        request, form, title=words.title, button="Ask in these words",
        says="Unless it means the same and covers nothing more, every yes that was given stops counting, and families are asked anew.",
    )  # fmt: skip


@require_POST
@at_school(*KEEPS)
def use_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    """Families are no longer asked about it."""
    _use(request, pk).end(by=request.person, at=timezone.now())
    messages.success(request, "Families are no longer asked about it. A no that was given stands.")
    return redirect("consents:uses", request.school.slug)


def _use(request: SignedInRequest, pk: int) -> Use:
    here = Use.objects.visible_to(request.person, on=timezone.localdate()).asked()
    return get_object_or_404(here.with_words(), pk=pk)
