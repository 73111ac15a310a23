"""Posts that cannot wait: only missing approvals are lifted, and somebody else looks at it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.door import NotYours, Refused, require, who_may_give
from gatepost.posts import checklist
from gatepost.posts.models import Emergency, EmergencySwitch, Post
from gatepost.posts.publishing.asking import liftable
from gatepost.posts.publishing.pausing import pauses_that_hold
from gatepost.posts.publishing.readiness import check_ready
from gatepost.records.door import record


def publish_now(
    post: Post, *, reason: str, by: Person, at: datetime, answers: Mapping[str, str] | None = None
) -> Emergency:
    """Send a post out before others have agreed, with a reason and the writer's answers to the policy's questions.

    Raises NotPossible where the school does not allow it or nothing has to be lifted, and Refused where anything but an
    approval stands in the way.
    """
    with transaction.atomic(durable=True):
        row = post.locked()
        _check(row, reason=reason, by=by)
        checklist.answer(row, answers or {}, by=by, at=at)
        check_ready(row, at=at, reason=row.reason or reason)
        try:
            require(row.act, subject=row, by=by, at=at, facts=row.known(at=at), reason=reason)
        except Refused as refused:
            lifted = liftable(refused.ruling, row, at=at)
            if not lifted:
                raise
        else:
            raise NotPossible("Nothing is missing: hand it in, and it goes out at once.")
        emergency = Emergency.objects.create(
            post=row, by=by, at=at, reason=reason.strip(), lifted=lifted
        )
        row.handed_in_at, row.due_at = at, None
        row.reason = row.reason or reason.strip()
        row.save(update_fields=["handed_in_at", "due_at", "reason"])
        row.keep_copy(at=at)
        record("post.sent-in-emergency", subject=row, by=by, at=at, lifted=lifted)
        row.set_going(at=at)
    return emergency


def settle(emergency: Emergency, *, verdict: str, by: Person, at: datetime) -> None:
    """Somebody who could have agreed beforehand looks at it afterwards. Raises NotYours for everybody else."""
    with transaction.atomic(durable=True):
        row = (
            Emergency.objects.select_for_update()
            .select_related("post__school")
            .get(pk=emergency.pk)
        )
        if row.settled_at is not None:
            raise NotPossible("Somebody has looked at it already.")
        for fact in row.lifted:
            if by not in who_may_give(fact, subject=row.post, at=at):
                raise NotYours("Somebody who could have agreed to it beforehand has to look at it.")
        row.settled_by, row.settled_at, row.verdict = by, at, verdict.strip()
        row.save(update_fields=["settled_by", "settled_at", "verdict"])
        record("post.emergency-settled", subject=row.post, by=by, at=at)


def _check(post: Post, *, reason: str, by: Person) -> None:
    switch = EmergencySwitch.objects.filter(school=post.school_id, is_on=True)
    if not switch.exists():
        raise NotPossible("Your school has not turned emergency posts on.")
    if by.pk != post.author_id:
        raise NotPossible("Its author sends it, and answers for it.")
    if not reason.strip():
        raise NotPossible("Say why it cannot wait.")
    if pauses_that_hold(post):
        raise NotPossible("Publishing is paused. Somebody has to let this post go first.")
