"""A post on one account: posted by hand, looked for, taken down."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import Field

from gatepost.api.areas.posts import PostOut, shown, visible
from gatepost.api.areas.sent import Sent
from gatepost.api.calls import does
from gatepost.api.paging import Number
from gatepost.api.problems import Problem
from gatepost.api.tokens.letting_in import Call
from gatepost.networks.errors import NetworkError
from gatepost.posts.looking_after import may_look_after
from gatepost.posts.models import Outlet, Post
from gatepost.posts.publishing import looking, taking_down

router = Router()
Url = Annotated[str, Field(max_length=1000)]


class TakeDownIn(Sent):
    """For what reason it comes down."""

    why: Literal["policy", "wish", "mistake"]


class ByHand(Sent):
    """The link that proves that it is up."""

    url: Url


class Looked(Sent):
    """Whether somebody found it there."""

    is_there: bool
    url: Url = ""


@does(router, "/outlets/{outlet}/take-down", page="posts:take-down", scope="posts:write", gives=PostOut)  # fmt: skip
def take_post_down(request: Call, outlet: Number, body: TakeDownIn) -> PostOut:
    """Have a published post come down from one account."""
    found = _outlet(request, outlet, Outlet.State.PUBLISHED)
    taking_down.open_take_down(found, why=body.why, by=request.person, at=request.at)
    return _fresh(request, found)


@does(router, "/outlets/{outlet}/posted-by-hand", page="posts:by-hand", scope="posts:write", gives=PostOut)  # fmt: skip
def note_posted_by_hand(request: Call, outlet: Number, body: ByHand) -> PostOut:
    """Note that somebody posted it on a network that lets nobody else in."""
    found = _outlet(request, outlet, Outlet.State.BY_HAND)
    try:
        looking.posted_by_hand(found, url=body.url, by=request.person, at=request.at)
    except NetworkError as problem:
        raise Problem(409, str(problem)) from None
    return _fresh(request, found)


@does(router, "/outlets/{outlet}/look", page="posts:looked", scope="posts:write", gives=PostOut)
def note_looked(request: Call, outlet: Number, body: Looked) -> PostOut:
    """Note whether a post is there of which nobody knew whether it went out."""
    found = _outlet(request, outlet, Outlet.State.UNKNOWN)
    looking.person_looked(
        found, is_there=body.is_there, url=body.url, by=request.person, at=request.at
    )
    return _fresh(request, found)


def _outlet(request: Call, pk: int, state: str) -> Outlet:
    rows = Outlet.objects.select_related("post__school", "post__author", "channel__school")
    posts = Post.objects.visible_to(request.person)
    found = get_object_or_404(rows, pk=pk, state=state, post__in=posts)
    if not may_look_after(request.person, found, on=request.school.day_of(request.at)):
        raise Http404
    return found


def _fresh(request: Call, outlet: Outlet) -> PostOut:
    return shown(visible(request, outlet.post_id))
