"""Pages that open by a link and the child's birthday; whoever lacks one of the two learns nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.consents.answering import answer_by_link
from gatepost.consents.cannot import CannotDo
from gatepost.consents.family.forms import BirthdayForm
from gatepost.consents.family.pages import Sheet
from gatepost.consents.forms import AnswersForm
from gatepost.consents.links import DoesNotOpen, open_with_date, opened
from gatepost.consents.models import Link

SESSION = "consents"
SECONDS = 30 * 60  # a page that is left lying open closes by itself
View = Callable[..., HttpResponse]


def hidden(view: View) -> View:
    """A page that no search engine keeps and no cache."""

    @never_cache
    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answered


def behind_birthday(view: View) -> View:
    """A page that opens once the birthday was given, to this browser and for half an hour; else it is asked for."""

    @hidden
    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        try:
            link = opened(token, at=timezone.now())
        except DoesNotOpen:
            return redirect("consents:family", token)
        known = request.session.get(SESSION, {})
        if timezone.now().timestamp() - known.get(str(link.pk), 0) > SECONDS:
            return redirect("consents:family", token)
        response: HttpResponse = view(request, token, link)
        return response

    return answered


@require_http_methods(["GET", "HEAD", "POST"])
@hidden
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Asks for the birthday, whatever the link is worth; a wrong date and a dead link are answered alike."""
    form = BirthdayForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _start(request, form, status=400 if form.errors else 200)
    try:
        link = open_with_date(token, form.born_on, at=timezone.now())
    except DoesNotOpen:
        return _start(request, BirthdayForm(), status=403, is_shut=True)
    known = request.session.get(SESSION, {})
    request.session[SESSION] = {**known, str(link.pk): int(timezone.now().timestamp())}
    return redirect("consents:family-answers", token)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_birthday
def answers(request: HttpRequest, token: str, link: Link) -> HttpResponse:
    """Each use with a yes and a no, and what this person has said before."""
    sheet = _sheet(link)
    form = AnswersForm(request.POST or None, uses=sheet.uses)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "answers", token, sheet, form=form)
    try:
        seen = request.POST.get("seen", "")
        answer_by_link(link, form.said, seen=seen, at=timezone.now())
    except CannotDo as why:
        form = AnswersForm(uses=sheet.uses)
        return _page(request, "answers", token, _sheet(link), form=form, why=why, status=409)
    return redirect("consents:family-receipt", token)


@require_safe
@behind_birthday
def receipt(request: HttpRequest, token: str, link: Link) -> HttpResponse:
    """What this person has answered, to be kept or printed."""
    return _page(request, "receipt", token, _sheet(link))


@require_POST
@hidden
def closing(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the birthday again from now on."""
    request.session.pop(SESSION, None)
    return render(request, "consents/family/closed.html")


def _sheet(link: Link) -> Sheet:
    return Sheet.of(link, on=link.contact.pupil.school.day_of(timezone.now()))


def _start(request: HttpRequest, form: BirthdayForm, *, status: int, is_shut: bool = False) -> HttpResponse:  # fmt: skip
    shown = {"form": form, "is_shut": is_shut}
    return render(request, "consents/family/start.html", shown, status=status)


def _page(
    request: HttpRequest, name: str, token: str, sheet: Sheet, *, status: int = 0, **shown: Any
) -> HttpResponse:
    form = shown.get("form")
    pupil = sheet.link.contact.pupil
    shown |= {
        "child": pupil.preferred_name or pupil.given_name,
        "school_name": pupil.school.name,
        "accent_slug": pupil.school.slug,
        "contact": sheet.link.contact,
        "sheet": sheet,
        "token": token,
        "questions": sheet.questions(form) if form else (),
    }
    code = status or (400 if form and form.errors else 200)
    return render(request, f"consents/family/{name}.html", shown, status=code)
