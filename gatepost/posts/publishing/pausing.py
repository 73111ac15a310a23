"""Whether a pause holds a post, and letting it go."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.posts.models import Pause, Post, Release
from gatepost.records.door import record


def pauses_that_hold(post: Post) -> list[Pause]:
    """The pauses for which a post waits: one that is on, and those that were while it waited, until it is let go."""
    waited = Q(ended_at=None)
    if post.handed_in_at is not None:
        waited |= Q(ended_at__gte=post.handed_in_at)
    found = Pause.objects.filter(waited, school=post.school_id)
    return list(found.exclude(releases__post=post))


def let_go(post: Post, *, by: Person, at: datetime) -> None:
    """Let one post go out that a pause holds. Raises NotPossible for one's own, and where nothing holds it."""
    with transaction.atomic(durable=True):
        row = post.locked()
        if by.pk == row.author_id:
            raise NotPossible("Nobody lets their own post go. Somebody else has to.")
        holding = pauses_that_hold(row)
        if not holding:
            raise NotPossible("Nothing holds this post.")
        for pause in holding:
            Release.objects.create(pause=pause, post=row, by=by, at=at)
        record("post.let-go", subject=row, by=by, at=at, pauses=[pause.pk for pause in holding])
        row.set_going(at=at)
