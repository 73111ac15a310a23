"""The pages that take files. Whether they may is decided before anything of what was sent is read."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from gatepost.incidents import holds
from gatepost.incidents.evidence import keeping
from gatepost.incidents.evidence.forms import FilesForm
from gatepost.incidents.evidence.handing_in.links import case_of
from gatepost.incidents.evidence.uploads import InMemory
from gatepost.incidents.holds import Frozen
from gatepost.incidents.models import Case
from gatepost.incidents.shown import read
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.vault.files import NotKept


@dataclass(frozen=True)
class Place:
    """Where files go, who brings them, and where one gets back to."""

    case: Case
    by: Person | None
    back: str
    back_says: str


# Exempt, because the check of forged requests would read what was sent; `_taken` checks, once that may be read.
@csrf_exempt
@never_cache
@at_school()
def to_case(request: SignedInRequest, case: str) -> HttpResponse:
    """Add files to a case that one sees."""
    on = request.school.day_of(timezone.now())
    seen = Case.objects.visible_to(request.person, on=on).select_related("school")
    found = get_object_or_404(seen, key=case)
    back = reverse("incidents:evidence", args=[request.school.slug, found.key])
    return _answered(request, Place(found, request.person, back, "Evidence"))


@csrf_exempt
@never_cache
@at_school()
def by_reporter(request: SignedInRequest, report: str) -> HttpResponse:
    """Add files to what one has reported."""
    mine = Case.objects.reported_by(request.person).select_related("school")
    found = get_object_or_404(mine, key=report)
    back = reverse("incidents:mine", args=[request.school.slug, found.key])
    return _answered(request, Place(found, request.person, back, "What you reported"))


@csrf_exempt
@never_cache
def by_code(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Add files to what was reported without an account; nothing is kept of who does."""
    found = case_of(token, get_object_or_404(School, slug=slug))
    if found is None:
        raise Http404
    back = reverse("incidents:answers", args=[slug])
    return _answered(request, Place(found, None, back, "Answers to your report"))


def _answered(request: HttpRequest, place: Place) -> HttpResponse:
    at = timezone.now()
    is_sent = request.method == "POST"
    if waits := keeping.stopped(place.case, on=place.case.school.day_of(at)):
        if is_sent:
            holds.was_refused(place.case, waits, by=place.by, at=at)
        return _refused(request, place, waits)
    if not is_sent:
        return _page(request, place, FilesForm(at=at))
    request.upload_handlers = [InMemory(request)]
    return _taken(request, place)


@csrf_protect
@sensitive_post_parameters()
def _taken(request: HttpRequest, place: Place) -> HttpResponse:
    at = timezone.now()
    form = FilesForm(request.POST, request.FILES, at=at)
    if not form.is_valid():
        return _page(request, place, form)
    try:
        made = keeping.keep(place.case, form.brought(), by=place.by, at=at)
    except Frozen as waits:
        holds.was_refused(place.case, waits, by=place.by, at=at)
        return _refused(request, place, waits)
    except (NotPossible, NotKept) as problem:
        form.add_error(None, str(problem))
        return _page(request, place, form)
    says = "It is kept as item" if len(made) == 1 else "They are kept as items"
    messages.success(request, f"{says} {', '.join(str(one.number) for one in made)}.")
    return redirect(place.back)


def _page(request: HttpRequest, place: Place, form: FilesForm) -> HttpResponse:
    status = 400 if form.is_bound else 200
    return render(
        request, "incidents/evidence/add.html", _frame(place) | {"form": form}, status=status
    )


def _refused(request: HttpRequest, place: Place, waits: Frozen) -> HttpResponse:
    clauses = [read(one, place.case.school) for one in waits.because]
    shown = _frame(place) | {"waits": waits, "clauses": clauses}
    response = render(request, "incidents/evidence/refused.html", shown, status=403)
    if request.method == "POST":
        response["Connection"] = "close"  # what was sent stays unread
    return response


def _frame(place: Place) -> dict[str, object]:
    return {"school": place.case.school, "person": place.by, "place": place, "here": "school"}
