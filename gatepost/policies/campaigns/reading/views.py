"""Pages on which somebody reads the policy and answers, signed in or by a link of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.people.access import SignedInRequest, at_school
from gatepost.policies.campaigns.forms import CommentForm, QuestionForm
from gatepost.policies.campaigns.links import LinkOver, NoSuchLink, ask_of
from gatepost.policies.campaigns.reading import answering
from gatepost.policies.campaigns.reading.parts import CHANGES, Reading, reading_of
from gatepost.policies.models import Ask
from gatepost.policies.models.campaigns import CannotAnswer


@dataclass(frozen=True)
class Way:
    """How somebody came to what they read: signed in, or by a link."""

    ask: Ask
    base: str
    by_link: bool

    def reading(self) -> Reading:
        """What they are given to read."""
        return reading_of(self.ask)

    def shows(self, reading: Reading, **more: Any) -> dict[str, Any]:
        """What every page of it shows, and more."""
        school = self.ask.campaign.school
        return {"school": school, "ask": self.ask, "reading": reading, "base": self.base,
                "by_link": self.by_link, **more}  # fmt: skip


View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """The page for the person who is asked, signed in; nobody else finds it."""

    @never_cache
    @at_school()
    def opened(request: SignedInRequest, /, pk: int, **more: Any) -> HttpResponse:
        own = Ask.objects.with_answers().filter(
            person=request.person, campaign__version__school=request.school
        )
        ask = get_object_or_404(own, pk=pk)
        base = reverse("policies:reading", args=[request.school.slug, pk])
        return view(request, Way(ask, base, by_link=False), **more)

    return opened


def linked(view: View) -> View:
    """The same page by a link, which shows nothing of anybody else."""

    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        try:
            ask = ask_of(token, on=timezone.localdate())
            if ask.answered:
                raise LinkOver(
                    "You have said already that you have read and understood it. Thank you: there is nothing left to do."
                )
        except NoSuchLink:
            return render(request, "policies/campaigns/no_such_link.html", status=404)
        except LinkOver as over:
            return render(request, "policies/campaigns/link_over.html", {"why": over}, status=410)
        base = reverse("policies:reading-link", args=[token])
        return view(request, Way(ask, base, by_link=True), **more)

    return opened


@require_safe
@at_school()
def mine(request: SignedInRequest) -> HttpResponse:
    """What somebody is asked to read, and their receipts."""
    asks = Ask.objects.with_answers().filter(
        person=request.person, campaign__version__school=request.school
    )
    shown = {"school": request.school, "asks": asks.order_by("-asked_at"), "here": "school"}
    return render(request, "policies/campaigns/mine.html", shown)


@require_safe
def overview(request: HttpRequest, way: Way) -> HttpResponse:
    """How far one is, and the answer once all is read."""
    return render(request, "policies/campaigns/reading.html", way.shows(way.reading()))


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, way: Way, key: str) -> HttpResponse:
    """One section, or what changes; “Read” keeps the place and goes on."""
    reading = way.reading()
    section = reading.part(key)
    if section is None and not (key == CHANGES and reading.changed):
        raise Http404
    if request.method == "POST":
        way.ask.mark_read(key, at=timezone.now())
        following = way.reading().after(key) if key != CHANGES else ""
        return redirect(f"{way.base}{following}/" if following else f"{way.base}#answer")
    shown = way.shows(reading, part=section, after=reading.after(key))
    template = "changes" if key == CHANGES else "part"
    return render(request, f"policies/campaigns/{template}.html", shown)


@require_POST
def acknowledgement(request: HttpRequest, way: Way) -> HttpResponse:
    """“I have read and understood it.”"""
    reading, seen = way.reading(), request.POST.get("seen", "")
    try:
        answering.acknowledge(reading, at=timezone.now(), seen=seen, by_link=way.by_link)
    except CannotAnswer as why:
        return _refused(request, way, why)
    if way.by_link:
        return render(request, "policies/campaigns/thanks.html", way.shows(reading))
    messages.success(request, "Thank you. It is kept that you have read and understood the policy.")
    return redirect(way.base)


@require_http_methods(["GET", "HEAD", "POST"])
def declining(request: HttpRequest, way: Way) -> HttpResponse:
    """“I do not agree.”"""
    reading, form = way.reading(), CommentForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        shown = way.shows(reading, form=form)
        status = 400 if form.errors else 200
        return render(request, "policies/campaigns/declining.html", shown, status=status)
    try:
        answering.decline(
            reading, at=timezone.now(), seen=request.POST.get("seen", ""),
            comment=form.cleaned_data["text"], by_link=way.by_link,
        )  # fmt: skip
    except CannotAnswer as why:
        return _refused(request, way, why)
    messages.success(request, "Thank you for saying so. The headteacher will talk with you.")
    return redirect(way.base)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, way: Way) -> HttpResponse:
    """“I have a question.”"""
    form = QuestionForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        shown = way.shows(way.reading(), form=form)
        status = 400 if form.errors else 200
        return render(request, "policies/campaigns/question.html", shown, status=status)
    try:
        way.ask.put_question(form.cleaned_data["text"], at=timezone.now(), by_link=way.by_link)
    except CannotAnswer as why:
        return _refused(request, way, why)
    messages.success(request, "Your question goes to the headteacher.")
    return redirect(way.base)


def _refused(request: HttpRequest, way: Way, why: CannotAnswer) -> HttpResponse:
    shown = way.shows(way.reading(), why=why)
    return render(request, "policies/campaigns/reading.html", shown, status=409)
