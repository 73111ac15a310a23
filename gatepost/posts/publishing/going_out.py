"""What happens when a post's hour has come: it goes to every account, or it expires."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from gatepost.jobs import later
from gatepost.policies.acts.refusals import keep
from gatepost.policies.door import Refused
from gatepost.posts.models import Outlet, Post
from gatepost.posts.publishing.asking import ask_the_policy
from gatepost.posts.publishing.pausing import pauses_that_hold

# Everybody agreed in time, and the worker is late: so much is still on time. After that it is for its author to choose again.
GRACE = timedelta(minutes=15)


def go_out(*, at: datetime, post: int) -> None:
    """Send a post that is due on its way. What is not ready by its hour expires; without an hour it waits."""
    row = Post.objects.under_way().select_related("school", "author").filter(pk=post).first()
    if row is None or (row.due_at is not None and at < row.due_at):
        return
    refused = _start(row, at=at)
    if refused is not None and row.due_at is not None:
        keep(refused, at=at)


def _start(post: Post, *, at: datetime) -> Refused | None:
    with transaction.atomic(durable=True):
        row = (
            Post.objects.select_for_update(of=("self",))
            .select_related("school", "author")
            .get(pk=post.pk)
        )
        if row.handed_in_at is None or row.withdrawn_at or row.expired_at:
            return None
        if not has_begun(row):
            is_late = row.due_at is not None and at > row.due_at + GRACE
            if is_late or pauses_that_hold(row):
                _not_now(row, at=at)
                return None
            try:
                ask_the_policy(row, at=at)
            except Refused as refused:
                _not_now(row, at=at)
                return refused
        for outlet in row.outlets.filter(state=Outlet.State.WAITING):
            later("posts.send", key=str(outlet.pk), due_at=at, outlet=outlet.pk)
    return None


def has_begun(post: Post) -> bool:
    """Whether it has gone, or tried to go, to any account: then each account is looked at by itself."""
    return post.outlets.exclude(state=Outlet.State.WAITING, tries=0).exists()


def _not_now(post: Post, *, at: datetime) -> None:
    """A post with an hour has missed it; one without waits until somebody has done what is missing."""
    if post.due_at is not None:
        post.expire(at=at)


def expire_forgotten(*, at: datetime) -> int:
    """Let posts expire whose hour passed while no worker looked, drafts that nobody handed in included."""
    late = Post.objects.filter(
        due_at__lt=at - GRACE,
        withdrawn_at=None,
        expired_at=None,
        outlets__state=Outlet.State.WAITING,
    ).exclude(outlets__tries__gt=0)
    count = 0
    for pk in list(late.distinct().values_list("pk", flat=True)):
        with transaction.atomic(durable=True):
            row = (
                Post.objects.select_for_update(of=("self",))
                .select_related("author", "school")
                .get(pk=pk)
            )
            if row.expired_at is None and row.withdrawn_at is None:
                row.expire(at=at)
                count += 1
    return count
