"""Whether a post is whole: what only its author can put right, before anybody else is asked."""

from __future__ import annotations

from datetime import datetime

from gatepost.channels.stopping import why_stopped
from gatepost.people.once import reading_once
from gatepost.people.rules import NotPossible
from gatepost.policies.door import consider
from gatepost.posts.checklist import check_answered
from gatepost.posts.models import Post
from gatepost.posts.publishing.limits import what_does_not_fit
from gatepost.posts.starting_texts.gaps import unfilled


def check_ready(post: Post, *, at: datetime, reason: str) -> None:
    """Raise NotPossible with what is missing, ReasonNeeded or Refused where the policy says so whatever others say."""
    for problem in problems_of(post, at=at):
        raise NotPossible(problem)
    check_answered(post, reason=reason, at=at)
    consider(post.act, subject=post, by=post.author, at=at, facts=post.known(at=at), reason=reason)


@reading_once()
def problems_of(post: Post, *, at: datetime) -> list[str]:
    """What stands in the way and is the author's to put right, a sentence each."""
    outlets = list(post.outlets.select_related("channel"))
    placed = list(post.placed.select_related("picture"))
    found = []
    if not outlets:
        found.append("Choose at least one account.")
    if not post.text.strip() and not placed:
        found.append("Write something, or add a picture.")
    on = post.school.day_of(at)
    stops = [why_stopped(one.channel, on=on) for one in outlets]
    found += [f"{stop.says} Take it out, or wait until then." for stop in stops if stop]
    if any(one.picture.people_named_at is None for one in placed):
        found.append("Say for each picture who can be recognised in it, or that nobody can.")
    if any(not one.alt.strip() for one in placed):
        found.append("Describe each picture for people who cannot see it.")
    if post.due_at is not None and post.due_at <= at:
        found.append("The hour that you chose has passed. Choose another.")
    found += unfilled(one.words for one in outlets)
    found += [problem for one in outlets for problem in what_does_not_fit(one, placed)]
    return found
