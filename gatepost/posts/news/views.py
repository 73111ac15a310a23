"""The public news page: open to everybody, with feeds in three forms."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gatepost.people.models import School
from gatepost.posts.news.feeds import KINDS, feed_of
from gatepost.posts.news.stories import Story, published, story_of

KEPT = "public, max-age=60"


@require_safe
def news(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest posts of a school."""
    school = get_object_or_404(School, slug=slug)
    shown = {"school": school, "stories": published(school), "here": "news"}
    return render(request, "posts/news.html", shown)


@require_safe
def story(request: HttpRequest, slug: str, entry: str) -> HttpResponse:
    """One post."""
    school = get_object_or_404(School, slug=slug)
    shown = {"school": school, "story": _story(school, entry), "here": "news"}
    return render(request, "posts/story.html", shown)


@require_safe
def story_picture(request: HttpRequest, slug: str, entry: str, position: int) -> HttpResponse:
    """A picture of a post that is on the page; gone once the post is taken down."""
    school = get_object_or_404(School, slug=slug)
    found = next((one for one in _story(school, entry).placed if one.position == position), None)
    if found is None:
        raise Http404
    return HttpResponse(
        found.picture.read(),
        content_type=found.picture.file.content_type,
        headers={"Cache-Control": KEPT, "X-Content-Type-Options": "nosniff"},
    )


@require_safe
def feed(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The same for programs that read news: RSS, Atom or JSON Feed."""
    school = get_object_or_404(School, slug=slug)
    if kind not in KINDS:
        raise Http404
    home = request.build_absolute_uri("/").rstrip("/")
    content = feed_of(school, kind=kind, home=home, at=timezone.now())
    return HttpResponse(content, content_type=KINDS[kind], headers={"Cache-Control": KEPT})


def _story(school: School, entry: str) -> Story:
    found = story_of(school, entry)
    if found is None:
        raise Http404
    return found
