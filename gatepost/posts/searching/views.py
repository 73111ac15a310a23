"""The page on which posts are searched."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gatepost.people.access import SignedInRequest, at_school
from gatepost.posts.models import Post
from gatepost.posts.searching.finding import found_by, shown_at
from gatepost.posts.searching.forms import SearchForm
from gatepost.posts.standing import standings

ON_A_PAGE = 50


@require_safe
@at_school()
def search(request: SignedInRequest) -> HttpResponse:
    """The posts that fit, fifty a page."""
    on = request.school.day_of(timezone.now())
    form = SearchForm(request.GET, person=request.person, on=on)
    found = found_by(request.person, form.wanted) if form.is_valid() else Post.objects.none()
    found = found.select_related("author", "school")
    pages = Paginator(found.prefetch_related("outlets__channel"), ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    asked = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    shown = {
        "school": request.school,
        "person": request.person,
        "here": "posts",
        "form": form,
        "page": page,
        "found": [(post, shown_at(post), standings(post)) for post in page],
        "query": urlencode(asked),
    }
    return render(request, "posts/search.html", shown, status=400 if form.errors else 200)
