"""What every page of consents has in common: its frame, and how an act that cannot be done is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render

from gatepost.consents.cannot import CannotDo
from gatepost.people.access import SignedInRequest

Result = TypeVar("Result")


def attempt(form: BaseForm, act: Callable[[], Result]) -> Result | None:
    """What an act gives; why it cannot be goes into the form."""
    try:
        return act()
    except CannotDo as why:
        form.add_error(None, str(why))
        return None


def status_of(form: BaseForm) -> int:
    """409 where the rules forbid it, 400 where something was filled in wrongly."""
    if not form.errors:
        return 200
    return 409 if form.non_field_errors() else 400


def page(request: SignedInRequest, name: str, *, status: int = 200, **shown: Any) -> HttpResponse:
    """A page of a school's own people."""
    shown |= {"school": request.school, "here": "school"}
    return render(request, f"consents/{name}.html", shown, status=status)


def form_page(request: SignedInRequest, form: BaseForm, **shown: Any) -> HttpResponse:
    """A page with one form."""
    return page(request, "form", status=status_of(form), form=form, **shown)


def words_of(request: SignedInRequest) -> str:
    """What somebody searches for."""
    return request.GET.get("q", "").replace("\0", "").strip()[:200]
