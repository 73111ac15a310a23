"""Pages for those who run an account: posting by hand, looking whether something is there, taking down."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gatepost.networks.errors import NetworkError
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.rules import NotPossible
from gatepost.posts.looking_after import may_look_after
from gatepost.posts.models import Outlet, Post, TakeDown
from gatepost.posts.publishing import looking, taking_down
from gatepost.posts.publishing.packing import by_hand_of, outgoing_of


@at_school()
def by_hand(request: SignedInRequest, outlet: int) -> HttpResponse:
    """Words, pictures and steps for a network that lets nobody in; the link that proves it is up."""
    found = _outlet(request, outlet, Outlet.State.BY_HAND)
    problem = ""
    if request.method == "POST":
        try:
            looking.posted_by_hand(
                found, url=request.POST.get("url", "")[:1000], by=request.person, at=timezone.now()
            )
        except (NotPossible, NetworkError) as not_possible:
            problem = str(not_possible)
        else:
            messages.success(request, "It is noted as published.")
            return redirect(found.post)
    shown = {
        "school": request.school,
        "person": request.person,
        "here": "posts",
        "outlet": found,
        "outgoing": outgoing_of(found),
        "steps": by_hand_of(found.channel).about.steps,
        "problem": problem,
    }
    return render(request, "posts/by_hand.html", shown, status=400 if problem else 200)


@require_safe
@at_school()
def pack(request: SignedInRequest, outlet: int) -> HttpResponse:
    """The same as a file."""
    found = _outlet(request, outlet, Outlet.State.BY_HAND)
    return HttpResponse(
        by_hand_of(found.channel).pack(outgoing_of(found)),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="post-{found.pk}.zip"'},
    )


@require_POST
@at_school()
def looked(request: SignedInRequest, outlet: int) -> HttpResponse:
    """A person has looked whether a post is there."""
    found = _outlet(request, outlet, Outlet.State.UNKNOWN)
    url = request.POST.get("url", "")[:1000]
    is_there = request.POST.get("is") == "there"
    try:
        looking.person_looked(
            found, is_there=is_there, url=url, by=request.person, at=timezone.now()
        )
    except NotPossible as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, "It is noted as published." if is_there else "It is sent again.")
    return redirect(found.post)


@require_POST
@at_school()
def take_down(request: SignedInRequest, outlet: int) -> HttpResponse:
    """Have a published post come down."""
    found = _outlet(request, outlet, Outlet.State.PUBLISHED)
    why = request.POST.get("why", "")
    if why not in TakeDown.Why.values:
        raise Http404
    try:
        taking_down.open_take_down(found, why=why, by=request.person, at=timezone.now())
    except NotPossible as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, "It is being taken down.")
    return redirect(found.post)


@require_POST
@at_school()
def is_down(request: SignedInRequest, take_down: int) -> HttpResponse:
    """A person has looked: it is down."""
    outlets = Outlet.objects.visible_to(request.person)
    task = get_object_or_404(
        TakeDown.objects.open().select_related("outlet__post__school", "outlet__channel"),
        pk=take_down,
        outlet__in=outlets,
    )
    _check(request, task.outlet)
    taking_down.is_down(task, by=request.person, at=timezone.now())
    messages.success(request, "It is noted as taken down.")
    return redirect(task.outlet.post)


def _outlet(request: SignedInRequest, pk: int, state: str) -> Outlet:
    posts = Post.objects.visible_to(request.person)
    found = get_object_or_404(
        Outlet.objects.select_related("post__school", "post__author", "channel__school"),
        pk=pk,
        state=state,
        post__in=posts,
    )
    _check(request, found)
    return found


def _check(request: SignedInRequest, outlet: Outlet) -> None:
    if not may_look_after(request.person, outlet, on=request.school.day_of(timezone.now())):
        raise Http404
