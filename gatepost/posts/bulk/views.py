"""Pages on which many posts are brought in: choose a table, see what would become of each row, make the drafts."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.importing.contents import FileRefused
from gatepost.people.models.imports import ChangedMeanwhile
from gatepost.people.rules import NotPossible
from gatepost.posts.bulk.forms import TableForm
from gatepost.posts.bulk.planning import FATES, KNOWN, NEW, REFUSED, TWICE
from gatepost.posts.bulk.reading import EXAMPLE, check_size, read_posts
from gatepost.posts.models import PostFile
from gatepost.posts.standing import standings

ON_A_PAGE = 50
HEADINGS = {
    REFUSED: "Cannot be brought in",
    NEW: "Become drafts",
    TWICE: "Twice in the table",
    KNOWN: "Brought in before",
}


@require_http_methods(["GET", "HEAD", "POST"])
@at_school()
def files(request: SignedInRequest) -> HttpResponse:
    """Choose a table of posts."""
    at = timezone.now()
    form = TableForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            check_size(sent.size, name=sent.name)
            contents, sha256 = read_posts(sent.read(), name=sent.name, on=request.school.day_of(at))
        except FileRefused as problem:
            form.add_error("file", str(problem))
        else:
            return redirect(PostFile.keep(contents, sha256=sha256, by=request.person, at=at))
    shown = {
        "form": form,
        "files": PostFile.objects.visible_to(request.person).kept(at)[:20],
    }
    status = 400 if form.errors else 200
    return render(request, "posts/from_a_file.html", _frame(request) | shown, status=status)


@require_safe
@never_cache
@at_school()
def file(request: SignedInRequest, posts_file: int) -> HttpResponse:
    """What would become of each row; once it is done, the drafts, to be handed in one by one."""
    kept = _kept(request, posts_file)
    return _drafts_page(request, kept) if kept.applied_at else _dry_run_page(request, kept)


@require_POST
@at_school()
def drafts(request: SignedInRequest, posts_file: int) -> HttpResponse:
    """Make a draft of each row that can be one, if it is still what was shown."""
    kept = _kept(request, posts_file)
    try:
        number = kept.apply(seen=request.POST.get("seen", ""), by=request.person, at=timezone.now())
    except ChangedMeanwhile:
        return _dry_run_page(request, kept, is_changed=True, status=409)
    except NotPossible as problem:
        messages.warning(request, str(problem))
        return redirect(kept)
    messages.success(request, f"{number} draft{'' if number == 1 else 's'}. Hand each of them in.")
    return redirect(kept)


@require_safe
@at_school()
def example(request: SignedInRequest) -> HttpResponse:
    """Our own table, to be filled in; the mark at its start tells Excel that it is UTF-8."""
    response = HttpResponse("\ufeff" + EXAMPLE, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="posts.csv"'
    return response


def _kept(request: SignedInRequest, pk: int) -> PostFile:
    found = PostFile.objects.visible_to(request.person).kept(timezone.now())
    return get_object_or_404(found.select_related("school", "by__school"), pk=pk)


def _dry_run_page(
    request: SignedInRequest, kept: PostFile, *, is_changed: bool = False, status: int = 200
) -> HttpResponse:
    plan = kept.plan(at=timezone.now())
    there = [fate for fate in FATES if plan.counts[fate]]
    chosen = request.GET.get("fate", "")
    chosen = chosen if chosen in there else next(iter(there), NEW)
    shown = {
        "kept": kept,
        "plan": plan,
        "encoding": kept.found().encoding,
        "tabs": [(fate, HEADINGS[fate], plan.counts[fate]) for fate in there],
        "chosen": chosen,
        "heading": HEADINGS[chosen],
        "page": Paginator(plan.of(chosen), ON_A_PAGE).get_page(request.GET.get("page")),
        "query": f"fate={chosen}",
        "number": plan.counts[NEW],
        "is_changed": is_changed,
    }
    return render(request, "posts/rows.html", _frame(request) | shown, status=status)


def _drafts_page(request: SignedInRequest, kept: PostFile) -> HttpResponse:
    rows = kept.rows.select_related("post__school").prefetch_related("post__outlets__channel")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "kept": kept,
        "page": page,
        "rows": [(row, standings(row.post)) for row in page],
        "refused": kept.counts[REFUSED],
    }
    return render(request, "posts/rows_done.html", _frame(request) | shown)


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "posts"}
