"""Pages of ties: one's own list, a new tie, one tie, and what others have told."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gatepost.declarations.models import Confirmation, Departure, PolicyException, Tie
from gatepost.declarations.models.ties import wanted_of
from gatepost.declarations.readers import told as roles_told
from gatepost.declarations.standing import standing_of
from gatepost.declarations.ties.forms import EndForm, TieForm
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person
from gatepost.people.roles import ROLES
from gatepost.people.rules import NotPossible
from gatepost.policies.in_force import readable

LONGEST = 1000  # characters of an address to come back to


@require_safe
@at_school()
def mine(request: SignedInRequest) -> HttpResponse:
    """What somebody has told: ties, exceptions, departures."""
    person, on = request.person, _today(request)
    standing = standing_of(person, on=on)
    ties = list(person.ties.select_related("ending"))
    exceptions = [
        (one, one.state(on=on))
        for one in PolicyException.objects.filter(author=person).select_related("stop")
    ]
    shown = {
        "standing": standing,
        "clauses": readable(standing.asked.clauses, school=request.school, on=on),
        "ties": [one for one in ties if one.is_standing],
        "ended": [one for one in ties if not one.is_standing],
        "exceptions": exceptions,
        "departures": Departure.objects.filter(author=person).select_related("reply"),
        "hears": _hears(person, on=on),
        **_readers(person, on=on),
    }
    return render(request, "declarations/mine.html", _frame(request) | shown)


@require_POST
@at_school()
def confirmation(request: SignedInRequest) -> HttpResponse:
    """Somebody's word that their list is complete, or that there is nothing to tell."""
    nothing = request.POST.get("answer") == "nothing"
    try:
        Confirmation.give(request.person, nothing=nothing, at=timezone.now())
    except NotPossible as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, "It is on record. You are asked again in a year.")
    return redirect("declarations:mine", request.school.slug)


@at_school()
def new(request: SignedInRequest) -> HttpResponse:
    """Tell of a tie of one's own; from a question, with what is known of it."""
    on = _today(request)
    asked = wanted_of(request.person, on=on)
    back = _question(request)
    form = TieForm(
        request.POST if request.method == "POST" else None,
        kinds=asked.kinds,
        initial=_told_already(back),
    )
    if request.method == "POST" and form.is_valid():
        tie = Tie.declare(form.told(), by=request.person, at=timezone.now())
        messages.success(request, "It is on record that you have told of this tie.")
        return redirect(_answered(back, tie) if back else tie)
    shown = {
        "form": form,
        "back": back,
        "clauses": readable(asked.clauses, school=request.school, on=on),
        **_readers(request.person, on=on),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "declarations/new_tie.html", _frame(request) | shown, status=status)


@at_school()
def tie(request: SignedInRequest, tie: int) -> HttpResponse:
    """One tie: its owner can end it, whoever is told of it can say that they have read it."""
    seen = Tie.objects.visible_to(request.person, on=_today(request))
    found = get_object_or_404(seen.select_related("person__school", "ending"), pk=tie)
    is_mine = found.person_id == request.person.pk
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if is_mine:
                found.end(why=form.cleaned_data["why"], by=request.person, at=timezone.now())
            else:
                found.note_reading(by=request.person, at=timezone.now())
        except NotPossible as problem:
            messages.warning(request, str(problem))
        else:
            messages.success(request, "It is on record.")
        return redirect(
            "declarations:mine" if is_mine else "declarations:told", request.school.slug
        )
    shown = {
        "tie": found,
        "is_mine": is_mine,
        "form": form,
        "readings": found.readings.select_related("by"),
        "has_read": found.readings.filter(by=request.person).exists(),
    }
    return render(request, "declarations/tie.html", _frame(request) | shown)


@require_safe
@at_school()
def told(request: SignedInRequest) -> HttpResponse:
    """What others have told that this person is to hear."""
    person, on = request.person, _today(request)
    ties = Tie.objects.told_to(person, on=on).select_related("person", "ending")
    read = set(person_readings(person))
    shown = {
        "ties": [(one, one.pk in read) for one in ties.order_by("person__family_name", "-at")],
        "departures": Departure.objects.told_to(person, on=on).select_related("author", "reply"),
    }
    return render(request, "declarations/told.html", _frame(request) | shown)


def person_readings(person: Person) -> list[int]:
    """The ties that somebody has said they have read."""
    return list(Tie.objects.filter(readings__by=person).values_list("pk", flat=True))


def _hears(person: Person, *, on: date) -> bool:
    ties = Tie.objects.told_to(person, on=on).exists()
    return ties or Departure.objects.told_to(person, on=on).exists()


def _question(request: SignedInRequest) -> str:
    """The question of this school that somebody came from; nothing where it is anything else."""
    back = request.POST.get("back") or request.GET.get("back", "")
    beginning = reverse("policies:can-i", args=[request.school.slug])
    return back if back.startswith(beginning) and len(back) <= LONGEST else ""


def _told_already(back: str) -> dict[str, object]:
    """What the question has said of the tie."""
    given = parse_qs(urlsplit(back).query)
    return {
        "other": "".join(given.get("other", [])),
        "own_relative": given.get("other-is-own-relative") == ["yes"],
        "predates": given.get("friendship-predates") == ["yes"],
    }


def _answered(back: str, tie: Tie) -> str:
    """The same question, about this tie."""
    parts = urlsplit(back)
    given = parse_qs(parts.query) | {fact: list(values) for fact, values in tie.facts.items()}
    return f"{parts.path}?{urlencode(given, doseq=True)}"


def _readers(person: Person, *, on: date) -> dict[str, object]:
    to = roles_told(person, wanted_of(person, on=on).to, on=on)
    return {"readers": [ROLES.get(role, role) for role in to]}


def _today(request: SignedInRequest) -> date:
    return request.school.day_of(timezone.now())


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "school"}
