"""Pages of a school's people: the list, somebody's page, roles, who is away, and the pupils."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.forms import (
    CoverForm,
    EndForm,
    LeavingForm,
    PersonForm,
    PlainForm,
    RoleForm,
    SearchForm,
)
from gatepost.people.history import history_of
from gatepost.people.inviting import invite_all, not_invited
from gatepost.people.models import Person, Pupil, Role
from gatepost.people.roles import in_words
from gatepost.people.rules import KEEPERS, NotPossible

Result = TypeVar("Result")
WHO_SEES = ("administrator", "headteacher", "slt")
ON_A_PAGE = 50
asked = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@at_school(*WHO_SEES)
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody at the school, or those that were searched for."""
    on = timezone.localdate()
    form = SearchForm({"state": "current", **request.GET.dict()})
    found = _found(request, form, on) if form.is_valid() else Person.objects.none()
    everybody = Person.objects.visible_to(request.person)
    return _page(
        request,
        "people/people.html",
        form=form,
        page=Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        query=_query(request),
        is_search=any(request.GET.get(name) for name in ("q", "role", "kind")),
        counts={"joining": everybody.joining(on).count(), "left": everybody.gone(on).count()},
        uninvited=not_invited(request.school, at=timezone.now()).count(),
    )


def _found(request: SignedInRequest, form: SearchForm, on: date) -> QuerySet[Person]:
    asked_for = form.cleaned_data
    everybody = Person.objects.visible_to(request.person)
    states = {"joining": everybody.joining(on), "left": everybody.gone(on)}
    found = states.get(asked_for["state"], everybody.current(on)).named_like(asked_for["q"])
    if asked_for["kind"]:
        found = found.of_kind(asked_for["kind"])
    if asked_for["role"]:
        found = found.filter(roles__in=Role.objects.current(on).filter(role=asked_for["role"]))
    held = Prefetch("roles", Role.objects.current(on), to_attr="held_now")
    return found.distinct().select_related("school").prefetch_related(held)


@require_safe
@at_school(*WHO_SEES)
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody's page."""
    on = timezone.localdate()
    shown = _visible(request, pk)
    return _page(
        request,
        "people/person.html",
        shown=shown,
        roles=shown.roles.not_over(on).select_related("covers"),
        past=shown.roles.filter(until_on__lt=on).select_related("covers"),
        covered=shown.covered_by.not_over(on).select_related("person"),
        invitation=shown.invitations.first(),
        history=history_of(shown),
        is_oneself=shown == request.person,
    )


@asked
@at_school(*KEEPERS)
def welcome(request: SignedInRequest) -> HttpResponse:
    """Enter somebody who joins."""
    form = PersonForm(request.POST or None, on=timezone.localdate())
    if form.is_valid():
        at = timezone.now()
        joined = _try(form, lambda: request.school.welcome(form.details, by=request.person, at=at))
        if joined:
            messages.success(request, f"{joined} is on the list.")
            return redirect(joined)
    return _form(request, form, title="Enter somebody", button="Put them on the list")


@asked
@at_school(*KEEPERS)
def details(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put right what is known about somebody."""
    shown, on = _visible(request, pk), timezone.localdate()
    form = PersonForm(request.POST, on=on) if request.POST else PersonForm.of(shown, on=on)
    if form.is_valid():
        at = timezone.now()
        if _done(form, lambda: shown.change(form.details, by=request.person, at=at)):
            messages.success(request, "The changes are kept.")
            return redirect(shown)
    return _form(request, form, title="Change details", button="Keep the changes", shown=shown)


@asked
@at_school(*KEEPERS)
def leaving(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set somebody's last day."""
    shown, on = _visible(request, pk), timezone.localdate()
    form = LeavingForm(request.POST or None, on=on, initial={"left_on": shown.left_on})
    if form.is_valid():
        last, at = form.cleaned_data["left_on"], timezone.now()
        if _done(form, lambda: shown.leave(on=last, by=request.person, at=at)):
            messages.success(request, f"{shown}’s last day is entered.")
            return redirect(shown)
    return _form(
        request,
        form,
        title="Enter the last day",
        button="Enter the last day",
        shown=shown,
        says="From the next day they can no longer sign in here, and every role they hold has ended.",
    )


@require_POST
@at_school(*KEEPERS)
def staying(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back somebody's last day."""
    shown, at = _visible(request, pk), timezone.now()
    says = f"{shown} stays. Roles that ended have to be given anew."
    return _act(request, shown, lambda: shown.stay(by=request.person, at=at), says=says)


@asked
@at_school(*KEEPERS)
def role(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give somebody a role."""
    shown, on = _visible(request, pk), timezone.localdate()
    form = RoleForm(request.POST or None, on=on, initial={"from_on": on})
    if form.is_valid():
        given, at = form.cleaned_data, timezone.now()
        if _try(form, lambda: shown.give_role(**given, by=request.person, at=at)):
            messages.success(request, f"{shown} is now {in_words(given['role'])}.")
            return redirect(shown)
    return _form(request, form, title="Give a role", button="Give the role", shown=shown)


@asked
@at_school(*KEEPERS)
def ending(request: SignedInRequest, pk: int, role_pk: int) -> HttpResponse:
    """Set the last day of a role."""
    shown, on = _visible(request, pk), timezone.localdate()
    held = get_object_or_404(Role.objects.visible_to(request.person), pk=role_pk, person=shown)
    form = EndForm(request.POST or None, on=on, initial={"until_on": held.until_on or on})
    if form.is_valid():
        last, at = form.cleaned_data["until_on"], timezone.now()
        if _done(form, lambda: held.end(on=last, by=request.person, at=at)):
            messages.success(request, "The last day of the role is entered.")
            return redirect(shown)
    title = f"Last day as {held.words}"
    return _form(request, form, title=title, button="Enter the last day", shown=shown)


@asked
@at_school(*WHO_SEES)
def away(request: SignedInRequest) -> HttpResponse:
    """Who is away and who covers; a keeper of the list can enter more."""
    on = timezone.localdate()
    may_change = request.person.holds(*KEEPERS, on=on)
    if request.method == "POST" and not may_change:
        raise Http404
    form = CoverForm(request.POST or None, on=on, school=request.school, initial={"from_on": on})
    if form.is_valid() and _cover(request, form):
        messages.success(request, "The cover is entered.")
        return redirect("people:away", request.school.slug)
    covers = Role.objects.covers_of(request.school, on=on)
    return _page(request, "people/away.html", form=form, covers=covers, on=on, status=_status(form))


def _cover(request: SignedInRequest, form: CoverForm) -> bool:
    entered, at = form.cleaned_data, timezone.now()
    held: Role = entered["held"]
    covering: Person = entered["by"]
    return _done(
        form,
        lambda: covering.give_role(
            held.role,
            by=request.person,
            at=at,
            from_on=entered["from_on"],
            until_on=entered["until_on"],
            covers=held.person,
        ),
    )


@require_POST
@at_school(*KEEPERS)
def invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Invite somebody to sign in."""
    shown, at = _visible(request, pk), timezone.now()
    says = f"An invitation is on its way to {shown.email}."
    return _act(request, shown, lambda: shown.invite(by=request.person, at=at), says=says)


@require_POST
@at_school(*KEEPERS)
def invitations(request: SignedInRequest) -> HttpResponse:
    """Invite everybody who has an address and neither an account nor an open invitation."""
    invited = invite_all(request.school, by=request.person, at=timezone.now())
    says = f"{invited} invitation{' is' if invited == 1 else 's are'} on the way."
    messages.success(request, says if invited else "There is nobody left to invite.")
    return redirect("people:people", request.school.slug)


@require_safe
@at_school()
def pupils(request: SignedInRequest) -> HttpResponse:
    """The pupils, for whoever works at the school: names, year and class, and nothing else."""
    if not request.person.is_employed:
        raise Http404
    on = timezone.localdate()
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    found = Pupil.objects.visible_to(request.person).current(on).named_like(words)
    return _page(
        request,
        "people/pupils.html",
        page=Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        query=_query(request),
        q=words,
    )


def _visible(request: SignedInRequest, pk: int) -> Person:
    found = Person.objects.visible_to(request.person).select_related("school", "account")
    return get_object_or_404(found, pk=pk)


def _try(form: PlainForm, act: Callable[[], Result]) -> Result | None:
    """What an act gives; why it cannot be goes into the form."""
    try:
        return act()
    except NotPossible as reason:
        form.add_error(None, str(reason))
        return None


def _done(form: PlainForm, act: Callable[[], object]) -> bool:
    """Whether an act was possible."""
    _try(form, act)
    return form.is_valid()


def _act(
    request: SignedInRequest, shown: Person, act: Callable[[], object], *, says: str
) -> HttpResponse:
    """An act of one button: what came of it is said on the person's page."""
    try:
        act()
    except NotPossible as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, says)
    return redirect(shown)


def _form(request: SignedInRequest, form: PlainForm, **more: Any) -> HttpResponse:
    """A page with one form."""
    return _page(request, "people/form.html", form=form, status=_status(form), **more)


def _status(form: PlainForm) -> int:
    """409 where the rules forbid it, 400 where something was filled in wrongly."""
    if not form.errors:
        return 200
    return 409 if form.non_field_errors() else 400


def _query(request: SignedInRequest) -> str:
    """The search as an address, for the links to other pages of it."""
    asked_for = request.GET.copy()
    asked_for.pop("page", None)
    return asked_for.urlencode()


def _page(
    request: SignedInRequest, template: str, *, status: int = 200, **shown: Any
) -> HttpResponse:
    on = timezone.localdate()
    shown |= {
        "school": request.school,
        "here": "school",
        "today": on,
        "may_change": request.person.holds(*KEEPERS, on=on),
        "may_import": request.person.holds("administrator", on=on),
    }
    return render(request, template, shown, status=status)
