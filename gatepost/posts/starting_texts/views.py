"""Pages of starting texts: choose one and begin a post; keep them, for those who may."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.rules import NotPossible
from gatepost.posts.forms import WordsForm
from gatepost.posts.models import Post, StartingText
from gatepost.posts.models.starting_texts import keeps_texts
from gatepost.posts.starting_texts.forms import StartingTextForm, initial_of_text
from gatepost.posts.starting_texts.gaps import gaps_in


@require_safe
@at_school()
def starting_texts(request: SignedInRequest) -> HttpResponse:
    """The texts that the school keeps."""
    kept = StartingText.objects.visible_to(request.person).prefetch_related("channels")
    shown = {"texts": kept, "keeps": _keeps(request)}
    return render(request, "posts/starting_texts.html", _frame(request) | shown)


@require_http_methods(["GET", "HEAD", "POST"])
@at_school()
def begin_from(request: SignedInRequest, starting_text: int) -> HttpResponse:
    """Begin a post with one of them."""
    kept = _kept(request, starting_text)
    form = WordsForm(request.POST or None, school=request.school, initial=initial_of_text(kept))
    if request.method == "POST" and form.is_valid():
        return redirect(Post.draft(form.words(), by=request.person, at=timezone.now()))
    shown = {"form": form, "starting_text": kept, "gaps": gaps_in(kept.text)}
    status = 400 if request.method == "POST" else 200
    return render(request, "posts/words.html", _frame(request) | shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@at_school()
def new_text(request: SignedInRequest) -> HttpResponse:
    """Keep another."""
    _check_keeps(request)
    form = StartingTextForm(request.POST or None, school=request.school)
    if request.method == "POST" and form.is_valid():
        try:
            StartingText.keep(form.wording, by=request.person, at=timezone.now())
        except NotPossible as problem:
            form.add_error("name", str(problem))
        else:
            return _done(request, "The text is kept.")
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@at_school()
def change(request: SignedInRequest, starting_text: int) -> HttpResponse:
    """Word one anew."""
    _check_keeps(request)
    kept = _kept(request, starting_text)
    form = StartingTextForm(
        request.POST or None, school=request.school, initial=initial_of_text(kept)
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept.change(form.wording, by=request.person, at=timezone.now())
        except NotPossible as problem:
            form.add_error("name", str(problem))
        else:
            return _done(request, "The text is changed. Posts that were begun from it stay.")
    return _form_page(request, form, kept)


@require_POST
@at_school()
def removal(request: SignedInRequest, starting_text: int) -> HttpResponse:
    """Offer one no longer."""
    _check_keeps(request)
    _kept(request, starting_text).remove(by=request.person, at=timezone.now())
    return _done(request, "The text is removed. Posts that were begun from it stay.")


def _kept(request: SignedInRequest, pk: int) -> StartingText:
    return get_object_or_404(StartingText.objects.visible_to(request.person), pk=pk)


def _keeps(request: SignedInRequest) -> bool:
    return keeps_texts(request.person, on=request.school.day_of(timezone.now()))


def _check_keeps(request: SignedInRequest) -> None:
    if not _keeps(request):
        raise Http404


def _form_page(
    request: SignedInRequest, form: StartingTextForm, kept: StartingText | None = None
) -> HttpResponse:
    status = 400 if form.errors else 200
    shown = {"form": form, "kept": kept}
    return render(request, "posts/starting_text.html", _frame(request) | shown, status=status)


def _done(request: SignedInRequest, says: str) -> HttpResponse:
    messages.success(request, says)
    return redirect("posts:starting-texts", request.school.slug)


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "posts"}
