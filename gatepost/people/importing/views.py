"""Pages on which staff and pupils are brought in: choose a file, see what would happen, bring it in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.forms import PlainForm
from gatepost.people.importing.columns import SYSTEMS
from gatepost.people.importing.contents import PUPILS, STAFF, FileRefused
from gatepost.people.importing.example import example_table
from gatepost.people.importing.forms import ColumnsForm, UploadForm
from gatepost.people.importing.planning import CHANGED, FATES, LEFT, NEW, QUESTION, Plan
from gatepost.people.importing.receiving import interpret_as, receive, unkept
from gatepost.people.importing.uploads import LARGEST, check_size
from gatepost.people.models import Import
from gatepost.people.models.imports import ChangedMeanwhile
from gatepost.people.rules import NotPossible

ON_A_PAGE = 50
TOO_LARGE = 413
AROUND_A_FILE = 64 * 1024  # what a browser sends around the files: names, boundaries, the token
READ_ON = 300 * 1024 * 1024  # so much is thrown away, so that the browser stays to hear why
PIECE = 64 * 1024
WORDS = {STAFF: ("person", "people"), PUPILS: ("pupil", "pupils")}
HEADINGS = {
    QUESTION: "Questions for you",
    "refused": "Cannot be brought in",
    NEW: "New",
    CHANGED: "Changed",
    LEFT: "Marked as having left",
    "left-out": "Left out",
    "unchanged": "Unchanged",
}
SHOWN_BEFORE = 3  # rows of an unknown table, to tell its columns by


# The token of the form is checked once the size is known: Django reads a request to its end to find it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@at_school("administrator")
def imports(request: SignedInRequest, kind: str) -> HttpResponse:
    """Choose a file of staff or pupils."""
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if request.method == "POST" and size > LARGEST + AROUND_A_FILE:
        return _too_large(request, kind, size)
    response: HttpResponse = _imports(request, kind)
    return response


@csrf_protect
def _imports(request: SignedInRequest, kind: str) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, kind=kind)
    if form.is_valid():
        files = {file.name: file for file in form.cleaned_data["file"]}
        try:
            for name, file in files.items():
                check_size(file.size, name=name)
            taken = receive(
                {name: file.read() for name, file in files.items()},
                school=request.school,
                kind=kind,
                by=request.person,
                at=timezone.now(),
            )
        except FileRefused as problem:
            form.add_error("file", str(problem))
        else:
            step = "people:columns" if taken.contents is None else "people:import"
            return redirect(step, request.school.slug, taken.pk)
    return _upload_page(request, form, kind)


def _too_large(request: SignedInRequest, kind: str, size: int) -> HttpResponse:
    """Say so without keeping any of it."""
    for _ in range(0, min(size, READ_ON), PIECE):
        if not request.read(PIECE):
            break
    form = UploadForm({}, {}, kind=kind)
    form.errors.clear()
    try:
        check_size(size, name="The file")
    except FileRefused as problem:
        form.add_error("file", str(problem))
    request.csrf_processing_done = True  # type: ignore[attr-defined]  # its body is gone
    return _upload_page(request, form, kind, status=TOO_LARGE)


def _upload_page(
    request: SignedInRequest, form: UploadForm, kind: str, *, status: int = 0
) -> HttpResponse:
    earlier = Import.objects.visible_to(request.person).filter(kind=kind)
    at = timezone.now()
    return _page(
        request,
        "people/imports.html",
        kind=kind,
        status=status or (400 if form.errors else 200),
        form=form,
        is_multipart=True,
        waiting=earlier.waiting(at).select_related("by"),
        applied=earlier.applied().select_related("applied_by")[:20],
        largest=LARGEST // 1024 // 1024,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_school("administrator")
def columns(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say which column of a table is which."""
    taken = _waiting(request, pk)
    if taken.table is None:
        return redirect("people:import", request.school.slug, pk)
    table = unkept(taken.table)
    headings = table.rows[0][1]
    form = ColumnsForm(request.POST or None, kind=taken.kind, headings=headings)
    if form.is_valid():
        on = request.school.day_of(timezone.now())
        taken.settle_columns(interpret_as(taken.table, form.places, kind=taken.kind, on=on))
        return redirect("people:import", request.school.slug, pk)
    before = [row for _, row in table.rows[1 : SHOWN_BEFORE + 1]]
    samples = [
        (heading, [row[at] if at < len(row) else "" for row in before])
        for at, heading in enumerate(headings)
    ]
    return _page(
        request,
        "people/columns.html",
        kind=taken.kind,
        status=400 if form.errors else 200,
        form=form,
        samples=samples,
        taken=taken,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_school("administrator")
def dry_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """What bringing the file in would do. Answers to its questions are posted here."""
    taken = _waiting(request, pk)
    if taken.contents is None:
        return redirect("people:columns", request.school.slug, pk)
    if request.method == "POST":
        answers = {
            name.removeprefix("row-"): value[:20]
            for name, value in request.POST.dict().items()
            if name.startswith("row-") and value
        }
        taken.wish(answers, others_have_left="others_have_left" in request.POST)
        return redirect(request.get_full_path())
    return _dry_run_page(request, taken)


@require_POST
@at_school("administrator")
def application(request: SignedInRequest, pk: int) -> HttpResponse:
    """Bring it in, if it is still what was shown."""
    taken = _waiting(request, pk)
    try:
        plan = taken.apply(seen=request.POST.get("seen", ""), by=request.person, at=timezone.now())
    except ChangedMeanwhile:
        return _dry_run_page(request, taken, is_changed=True, status=409)
    except NotPossible as reason:
        messages.error(request, str(reason))
        return redirect("people:import", request.school.slug, pk)
    messages.success(request, f"Done: {in_words(plan, taken.kind)}.")
    where = "people:pupils" if taken.kind == PUPILS else "people:people"
    return redirect(where, request.school.slug)


@require_safe
@at_school("administrator")
def example(request: SignedInRequest, kind: str) -> HttpResponse:
    """An empty table with our own headings, to be filled in."""
    response = HttpResponse(example_table(kind), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return response


def _dry_run_page(
    request: SignedInRequest, taken: Import, *, is_changed: bool = False, status: int = 200
) -> HttpResponse:
    plan = taken.plan(at=timezone.now(), by=request.person)
    there = [fate for fate in FATES if plan.counts[fate]]
    chosen = request.GET.get("fate", "")
    chosen = chosen if chosen in there else next(iter(there), NEW)
    found = taken.found()
    return _page(
        request,
        "people/dry_run.html",
        kind=taken.kind,
        status=status,
        taken=taken,
        plan=plan,
        found=found,
        system=SYSTEMS.get(found.system, ""),
        tabs=[(fate, HEADINGS[fate], plan.counts[fate]) for fate in there],
        chosen=chosen,
        heading=HEADINGS[chosen],
        page=Paginator(plan.of(chosen), ON_A_PAGE).get_page(request.GET.get("page")),
        button=in_words(plan, taken.kind, is_done=False),
        is_changed=is_changed,
        query=f"fate={chosen}",
        form=PlainForm(),
    )


def in_words(plan: Plan, kind: str, *, is_done: bool = True) -> str:
    """What is done or would be, in words: “bring in 43 people, change 5”."""
    one, many = WORDS[kind]
    verbs = ("{n} brought in", "{n} changed", "{n} marked as having left")
    if not is_done:
        verbs = ("bring in {n}", "change {n}", "mark {n} as having left")
    parts: list[str] = []
    for fate, verb in zip((NEW, CHANGED, LEFT), verbs, strict=True):
        number = plan.counts[fate]
        noun = "" if parts else f" {one if number == 1 else many}"
        if number:
            parts.append(verb.format(n=f"{number:,}{noun}"))
    return ", ".join(parts)


def _waiting(request: SignedInRequest, pk: int) -> Import:
    found = Import.objects.visible_to(request.person).waiting(timezone.now())
    return get_object_or_404(found.select_related("school", "by"), pk=pk)


def _page(request: SignedInRequest, template: str, *, kind: str, **shown: Any) -> HttpResponse:
    status = shown.pop("status", 200)
    one, many = WORDS[kind]
    shown |= {
        "school": request.school,
        "here": "school",
        "kind": kind,
        "one": one,
        "many": many,
        "is_pupils": kind == PUPILS,
        "today": timezone.localdate(),
    }
    return render(request, template, shown, status=status)
