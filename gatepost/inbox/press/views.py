"""What a journalist wrote is marked, and released by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from gatepost.inbox.models import Item, PressMark
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.rules import NotPossible


@require_POST
@at_school()
def marking(request: SignedInRequest, item: int) -> HttpResponse:
    """Say that a journalist wrote it."""
    found = _item(request, item)
    return _does(
        request,
        found,
        lambda at: PressMark.mark(found, by=request.person, at=at),
        "It is marked as a journalist’s.",
    )


@require_POST
@at_school()
def ending(request: SignedInRequest, item: int) -> HttpResponse:
    """Say that it may be answered, or that no journalist wrote it."""
    found = _item(request, item)
    mark = get_object_or_404(found.press_marks.open())
    ending = PressMark.Ending
    how = ending.MISTAKEN if request.POST.get("ending") == ending.MISTAKEN else ending.RELEASED
    words = request.POST.get("words", "")[:5000]
    return _does(
        request,
        found,
        lambda at: mark.end(how, words, by=request.person, at=at),
        "It may be answered now.",
    )


def _does(
    request: SignedInRequest, item: Item, act: Callable[[datetime], object], says: str
) -> HttpResponse:
    try:
        act(timezone.now())
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, says)
    return redirect(item)


def _item(request: SignedInRequest, pk: int) -> Item:
    on = request.school.day_of(timezone.now())
    seen = Item.objects.visible_to(request.person, on=on)
    return get_object_or_404(seen.select_related("school", "channel", "case"), pk=pk)
