"""Pages of pictures: adding, describing, saying who is in them, and placing them in a post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gatepost.channels.models import Channel
from gatepost.consents.lights import lights
from gatepost.consents.standing import Light
from gatepost.networks.known import NETWORKS
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.models import Person, Pupil
from gatepost.people.numbers import number_of, numbers_of
from gatepost.people.rules import NotPossible
from gatepost.policies.models.proposed import Closed
from gatepost.posts.forms import DescriptionForm, PictureForm
from gatepost.posts.library.adding import NotTaken, take_in
from gatepost.posts.models import Picture, Post
from gatepost.posts.publishing.facts import ways_of

MOST = 60


@require_safe
@at_school()
def pictures(request: SignedInRequest) -> HttpResponse:
    """The library, the newest first."""
    words = request.GET.get("q", "")[:200]
    found = Picture.objects.visible_to(request.person).described(words)[:MOST]
    shown = {"pictures": found, "words": words}
    return render(request, "posts/pictures.html", _frame(request) | shown)


@at_school()
def new_picture(request: SignedInRequest) -> HttpResponse:
    """Add a picture to the library."""
    form = PictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = _add(request, form, at=timezone.now())
        if made is not None:
            messages.success(request, "It is kept. Say who can be recognised in it.")
            return redirect(made)
    status = 400 if request.method == "POST" else 200
    return render(
        request, "posts/new_picture.html", _frame(request) | {"form": form}, status=status
    )


@at_school()
def picture(request: SignedInRequest, picture: int) -> HttpResponse:
    """One picture: what it shows, whose work it is, who is in it."""
    found = _picture(request, picture)
    initial = {"alt": found.alt, "credit": found.credit}
    form = DescriptionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        found.describe(by=request.person, at=timezone.now(), **form.cleaned_data)
        messages.success(request, "The description is kept.")
        return redirect(found)
    status = 400 if request.method == "POST" else 200
    return _picture_page(request, found, form, status=status)


@require_POST
@at_school()
def people(request: SignedInRequest, picture: int) -> HttpResponse:
    """Say who can be recognised in it, or that nobody can."""
    found, at = _picture(request, picture), timezone.now()
    on = request.school.day_of(at)
    pupils = Pupil.objects.visible_to(request.person).filter(
        pk__in=numbers_of(request.POST.getlist("pupil"))
    )
    adults = (
        Person.objects.at(request.school)
        .current(on)
        .filter(pk__in=numbers_of(request.POST.getlist("adult")))
    )
    if request.POST.get("nobody") != "yes" and not pupils and not adults:
        messages.warning(request, "Choose who can be recognised, or say that nobody can.")
        return redirect(found)
    found.name_people(pupils, adults, by=request.person, at=at)
    messages.success(request, "It is noted who can be recognised.")
    return redirect(found)


@require_safe
@at_school()
def file(request: SignedInRequest, picture: int) -> HttpResponse:
    """The picture itself, for those at the school."""
    found = _picture(request, picture)
    return HttpResponse(
        found.read(),
        content_type=found.file.content_type,
        headers={"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"},
    )


@at_school()
def place(request: SignedInRequest, post: int) -> HttpResponse:
    """Add a picture to a post: a new one, or one of the library."""
    found = get_object_or_404(request.person.posts, pk=post)
    form, at = PictureForm(request.POST or None, request.FILES or None), timezone.now()
    chosen = request.POST.get("picture", "")
    if request.method == "POST":
        made: Picture | None = None
        if chosen:
            made = _picture(request, number_of(chosen))
        elif form.is_valid():
            made = _add(request, form, at=at)
        if made is not None:
            return _placed_in(request, found, made, at=at)
    library = Picture.objects.visible_to(request.person)[:MOST]
    shown = {"form": form, "post": found, "library": library}
    status = 400 if request.method == "POST" else 200
    return render(request, "posts/place.html", _frame(request) | shown, status=status)


@require_POST
@at_school()
def placed(request: SignedInRequest, post: int, placed: int) -> HttpResponse:
    """Describe a picture in a post, or take it out."""
    found = get_object_or_404(request.person.posts, pk=post)
    one, at = get_object_or_404(found.placed, pk=placed), timezone.now()
    try:
        if request.POST.get("do") == "take-out":
            found.take_out(one, by=request.person, at=at)
        else:
            found.describe(one, alt=request.POST.get("alt", "")[:2000], by=request.person, at=at)
    except (NotPossible, Closed) as problem:
        messages.warning(request, str(problem))
    return redirect(found)


def _add(request: SignedInRequest, form: PictureForm, *, at: datetime) -> Picture | None:
    """Keep what was sent; what cannot be taken is said beside the field."""
    try:
        picture = take_in(form.cleaned_data["file"], by=request.person, at=at)
    except NotTaken as problem:
        form.add_error("file", str(problem))
        return None
    if form.cleaned_data["alt"]:
        picture.describe(alt=form.cleaned_data["alt"], credit="", by=request.person, at=at)
    return picture


def _placed_in(
    request: SignedInRequest, post: Post, picture: Picture, *, at: datetime
) -> HttpResponse:
    try:
        post.place(picture, alt=picture.alt, by=request.person, at=at)
    except (NotPossible, Closed) as problem:
        messages.warning(request, str(problem))
        return redirect(post)
    if picture.people_named_at is None:
        return redirect(picture)
    return redirect(post)


def _picture(request: SignedInRequest, pk: int) -> Picture:
    found = Picture.objects.visible_to(request.person).select_related("file", "school")
    return get_object_or_404(found, pk=pk)


def _picture_page(
    request: SignedInRequest, picture: Picture, form: DescriptionForm, *, status: int = 200
) -> HttpResponse:
    on, words = request.school.day_of(timezone.now()), request.GET.get("q", "")[:100]
    named = list(picture.pupils.all())
    found = Pupil.objects.visible_to(request.person).current(on).named_like(words)[:20]
    pupils = named + [one for one in (found if words else []) if one not in named]
    ways = ways_of(Channel.objects.open().filter(school=request.school)) or ["social-media"]
    board = lights(pupils, ways, on=on)
    shown = {
        "picture": picture,
        "form": form,
        "words": words,
        "named": named,
        "pupils": [(one, _by_network(board[one.pk])) for one in pupils],
        "adults": Person.objects.at(request.school).current(on),
        "named_adults": list(picture.adults.all()),
        "posts": Post.objects.filter(placed__picture=picture, author=request.person),
    }
    return render(request, "posts/picture.html", _frame(request) | shown, status=status)


def _by_network(row: Mapping[str, Light]) -> list[tuple[str, Light]]:
    """A child's lights with the network of each; one without a name where they are all the same."""
    if len(set(row.values())) == 1:
        return [("", next(iter(row.values())))]
    return [(NETWORKS[way.rpartition("/")[2]].name, light) for way, light in row.items()]


def _frame(request: SignedInRequest) -> dict[str, object]:
    return {"school": request.school, "person": request.person, "here": "posts"}
