"""Pages of what is looked for and where, of the assessment, of what has no way in, and of what everybody may know."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.mentions.asked import watching
from gatepost.mentions.models import (
    KEEPS,
    WATCHERS,
    Assessment,
    DayOfLooks,
    Search,
    Stream,
    Watched,
)
from gatepost.mentions.processes import known
from gatepost.mentions.sources.known import PLACES
from gatepost.mentions.watching.forms import QUESTIONS, AssessmentForm, NameForm, PlaceForm
from gatepost.mentions.watching.stating import (
    digest_of,
    is_unassessed,
    last_assessment,
    proposed,
    stated,
    stated_lag,
)
from gatepost.people.access import SignedInRequest, at_school, person_at
from gatepost.people.models import School
from gatepost.people.rules import NotPossible
from gatepost.policies.door import policy_at
from gatepost.policies.in_force import readable

asked = require_http_methods(["GET", "HEAD", "POST"])
DAYS = 31


@asked
@at_school(*KEEPS)
def names(request: SignedInRequest) -> HttpResponse:
    """What is looked for, what the policy proposes, and a form for more."""
    at = timezone.now()
    on = request.school.day_of(at)
    given = {key: request.GET[key] for key in ("words", "kind") if key in request.GET}
    form = NameForm(request.POST if request.method == "POST" else None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            Watched.begin(**form.cleaned_data, by=request.person, at=at)
        except NotPossible as problem:
            form.add_error("words", str(problem))
        else:
            messages.success(request, "It is looked for from now on.")
            return redirect("mentions:names", request.school.slug)
    shown = _frame(request) | {
        "form": form,
        "watched": Watched.objects.open().filter(school=request.school).select_related("entered_by"),
        "ended": Watched.objects.exclude(ended_at=None).filter(school=request.school).select_related("ended_by"),
        "proposed": proposed(request.school, on=on),
        "clauses": _clauses(request.school, on=on),
        "unassessed": is_unassessed(request.school),
    }  # fmt: skip
    status = 400 if request.method == "POST" else 200
    return render(request, "mentions/names.html", shown, status=status)


@require_POST
@at_school(*KEEPS)
def name_end(request: SignedInRequest, watched_name: int) -> HttpResponse:
    """Look for a name no longer."""
    row = get_object_or_404(Watched, school=request.school, pk=watched_name)
    row.end(by=request.person, at=timezone.now())
    messages.success(request, "It is not looked for any more.")
    return redirect("mentions:names", request.school.slug)


@asked
@at_school(*KEEPS)
def searches(request: SignedInRequest) -> HttpResponse:
    """Where is looked, how it goes, and a form for more."""
    form, at = PlaceForm(request.POST if request.method == "POST" else None), timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            Search.begin(**form.cleaned_data, by=request.person, at=at)
        except NotPossible as problem:
            form.add_error("address", str(problem))
        else:
            messages.success(request, "Gatepost looks there within minutes, and from then on by itself.")  # fmt: skip
            return redirect("mentions:searches", request.school.slug)
    stream = Stream.current()
    shown = _frame(request) | {
        "form": form,
        "stream": stream,
        "stream_is_away": stream.is_away(at=at),
        "stream_behind": stated_lag(stream.behind(at=at)),
        "searches": Search.objects.open().filter(school=request.school).select_related("entered_by"),
        "kinds": PLACES.values(),
        "has_names": Watched.objects.open().filter(school=request.school).exists(),
        "unassessed": is_unassessed(request.school),
    }  # fmt: skip
    status = 400 if request.method == "POST" else 200
    return render(request, "mentions/searches.html", shown, status=status)


@require_safe
@at_school(*KEEPS)
def search(request: SignedInRequest, searched: int) -> HttpResponse:
    """One place: the record of every look of the last days, in counts."""
    row = get_object_or_404(Search, school=request.school, pk=searched)
    days = DayOfLooks.objects.filter(search=row)[:DAYS]
    return render(request, "mentions/search.html", _frame(request) | {"search": row, "days": days})


@require_POST
@at_school(*KEEPS)
def search_end(request: SignedInRequest, searched: int) -> HttpResponse:
    """Look somewhere no longer."""
    return _changed(request, searched, "Gatepost looks there no longer.", lambda row: row.end(by=request.person, at=timezone.now()))  # fmt: skip


@require_POST
@at_school(*KEEPS)
def search_again(request: SignedInRequest, searched: int) -> HttpResponse:
    """Have somewhere looked at now."""
    return _changed(request, searched, "Gatepost looks there within minutes.", lambda row: row.look_soon(at=timezone.now()))  # fmt: skip


@require_safe
@at_school(*WATCHERS)
def no_way_in(request: SignedInRequest) -> HttpResponse:
    """Where no program may look, and what to do instead."""
    return render(request, "mentions/no_way_in.html", _frame(request) | {"places": known().no_way_in})  # fmt: skip


@asked
@at_school(*KEEPS, "dpo")
def assessment(request: SignedInRequest) -> HttpResponse:
    """The data protection assessment: what the search does, the school's answers, a signature, and printing it."""
    last, is_current = last_assessment(request.school)
    form = AssessmentForm(
        request.POST if request.method == "POST" else None, initial=last.answers if last else {}
    )
    if request.method == "POST" and form.is_valid():
        try:
            Assessment.sign(
                form.cleaned_data, seen=request.POST.get("seen", ""), by=request.person, at=timezone.now()
            )  # fmt: skip
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The assessment is signed and on record.")
            return redirect("mentions:assessment", request.school.slug)
    lines = stated(request.school)
    shown = _frame(request) | {
        "form": form,
        "lines": lines,
        "seen": digest_of(lines),
        "last": last,
        "is_current": is_current,
        "answers": [(asks, last.answers.get(key, "")) for key, (asks, _) in QUESTIONS.items()] if last else [],
        "clauses": _clauses(request.school, on=request.school.day_of(timezone.now())),
    }  # fmt: skip
    status = 400 if request.method == "POST" else 200
    return render(request, "mentions/assessment.html", shown, status=status)


@require_safe
def told(request: HttpRequest, slug: str) -> HttpResponse:
    """How the school looks for what is said about it: for everybody, as whoever is watched may know it."""
    school = get_object_or_404(School, slug=slug)
    shown = {
        "school": school,
        "person": person_at(request, slug),
        "here": "front",
        "lines": stated(school),
        "is_watching": Watched.objects.open().filter(school=school).exists(),
        "clauses": _clauses(school, on=school.day_of(timezone.now())),
    }
    return render(request, "mentions/told.html", shown)


def _changed(
    request: SignedInRequest, pk: int, says: str, verb: Callable[[Search], object]
) -> HttpResponse:
    verb(get_object_or_404(Search, school=request.school, pk=pk))
    messages.success(request, says)
    return redirect("mentions:searches", request.school.slug)


def _clauses(school: School, *, on: object) -> list[object]:
    """What the adopted policy says of it; nothing where it is silent."""
    return list(readable(watching(policy_at(school, on=on)).clauses, school=school, on=on))  # type: ignore[arg-type]


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "school"}
