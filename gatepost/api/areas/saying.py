"""What others say to a post: yes or no to exactly what they saw, a judgement, back to its author, let go."""

from __future__ import annotations

from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import Field

from gatepost.api.areas.posts import PostOut, own, shown, visible
from gatepost.api.areas.sent import Digest, Sent
from gatepost.api.calls import does
from gatepost.api.paging import Number
from gatepost.api.problems import Problem
from gatepost.api.tokens.letting_in import Call
from gatepost.core.policy import vocabulary
from gatepost.people.models import Person
from gatepost.posts import again
from gatepost.posts.models import Post
from gatepost.posts.publishing import emergencies
from gatepost.posts.publishing.pausing import let_go

router = Router()
Words = Annotated[str, Field(min_length=1, max_length=2000)]
CHANGED = "It has been changed since you read it. Read it again."


class AskSomebody(Sent):
    """Whom to ask, and for which yes; without a fact, for judgement."""

    of: Number
    fact: str = Field("", max_length=60)


class Say(Sent):
    """A yes or a no to exactly what was read."""

    fact: str = Field(max_length=60, description="Such as colleague-check or manager-permission")
    yes: bool
    seen: Digest


class Judgement(Sent):
    """A second person's word on what only people can judge."""

    allowed: bool
    reason: Words
    seen: Digest


class Finding(Sent):
    """A second person says whether something that was found in it is so."""

    kind: str = Field(max_length=60)
    text: str = Field(max_length=20_000)
    applies: bool
    reason: Words
    seen: Digest


class NoteOnPost(Sent):
    """A few words."""

    note: Words


@does(router, "/posts/{post}/askings", page="posts:ask", scope="posts:write", gives=PostOut)
def ask_about_post(request: Call, post: Number, body: AskSomebody) -> PostOut:
    """Ask somebody for a yes, or for their judgement."""
    found = own(request, post)
    of = get_object_or_404(Person.objects.visible_to(request.person), pk=body.of)
    fact = body.fact if body.fact in vocabulary().facts else ""
    found.ask(of, fact=fact, by=request.person, at=request.at)
    return shown(found)


@does(router, "/posts/{post}/words", page="posts:say", scope="posts:write", gives=PostOut)
def say_to_post(request: Call, post: Number, body: Say) -> PostOut:
    """Say yes or no to exactly what was read. Nobody says it to their own post."""
    found = _seen(visible(request, post), body.seen)
    if body.fact not in vocabulary().acts[found.act].gathered:
        raise Problem(422, "Nobody has asked for this.")
    found.say(body.fact, yes=body.yes, by=request.person, at=request.at)
    return _fresh(found)


@does(router, "/posts/{post}/judgements", page="posts:judge", scope="posts:write", gives=PostOut)
def judge_post(request: Call, post: Number, body: Judgement) -> PostOut:
    """Judge whether a clause applies, as a second person."""
    found = _seen(visible(request, post), body.seen)
    found.judge(allowed=body.allowed, reason=body.reason, by=request.person, at=request.at)
    return _fresh(found)


@does(router, "/posts/{post}/findings", page="posts:judge-finding", scope="posts:write", gives=PostOut)  # fmt: skip
def judge_finding(request: Call, post: Number, body: Finding) -> PostOut:
    """Say whether something that was found in it is so, as a second person."""
    found = _seen(visible(request, post), body.seen)
    found.judge_finding(
        body.kind, body.text, applies=body.applies, reason=body.reason,
        by=request.person, at=request.at,
    )  # fmt: skip
    return _fresh(found)


@does(router, "/posts/{post}/return", page="posts:send-back", scope="posts:write", gives=PostOut)
def send_post_back(request: Call, post: Number, body: NoteOnPost) -> PostOut:
    """Give it back to its author with a note."""
    found = visible(request, post)
    found.send_back(body.note, by=request.person, at=request.at)
    return _fresh(found)


@does(router, "/posts/{post}/release", page="posts:let-go", scope="posts:write", gives=PostOut)
def let_post_go(request: Call, post: Number) -> PostOut:
    """Let one post go out that a pause holds; never one’s own."""
    found = visible(request, post)
    let_go(found, by=request.person, at=request.at)
    return _fresh(found)


@does(router, "/posts/{post}/another-look", page="posts:look-again", scope="posts:write", gives=PostOut)  # fmt: skip
def look_at_post_again(request: Call, post: Number) -> PostOut:
    """Put down that a published post was looked at again and may stay."""
    found = visible(request, post)
    again.look_again(found, by=request.person, at=request.at)
    return _fresh(found)


@does(router, "/posts/{post}/settlement", page="posts:settle", scope="posts:write", gives=PostOut)
def settle_emergency(request: Call, post: Number, body: NoteOnPost) -> PostOut:
    """Look at an emergency post afterwards, as somebody who could have agreed before."""
    found = visible(request, post)
    sent = getattr(found, "emergency", None)
    if sent is None:
        raise Problem(409, "It did not go out in an emergency.")
    emergencies.settle(sent, verdict=body.note, by=request.person, at=request.at)
    return _fresh(found)


def _seen(post: Post, seen: str) -> Post:
    if seen != post.content_hash():
        raise Problem(409, CHANGED, kind="changed-meanwhile")
    return post


def _fresh(post: Post) -> PostOut:
    post.refresh_from_db()
    return shown(post)
