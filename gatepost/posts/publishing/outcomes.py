"""How a try to send a post came out, and what happens next. A worker that comes too late changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from gatepost.jobs import later
from gatepost.networks import errors as networks
from gatepost.networks.outgoing import Published
from gatepost.posts.models import Attempt, Outlet
from gatepost.posts.publishing.telling import tell_runners
from gatepost.records.door import record

LOOK_AFTER = timedelta(seconds=30)
AGAIN = timedelta(minutes=5)  # while the network does not let us in
# So long after its hour, or where none was chosen after the first try, a post still goes out by itself.
WITHIN, WITHIN_WITHOUT_HOUR = timedelta(hours=1), timedelta(days=1)
TOO_LATE = (
    "It could not go out in time, so it does not go out any more. "
    "Make a copy and choose another time."
)


def ends_at(row: Outlet, *, at: datetime) -> datetime:
    """Until when a post is tried again on an account."""
    if row.post.due_at is not None:
        return row.post.due_at + WITHIN
    first = row.attempts.first()
    return (first.began_at if first else at) + WITHIN_WITHOUT_HOUR


def was_published(
    row: Outlet, published: Published, *, at: datetime, attempt: Attempt | None = None
) -> None:
    """Note where it can be seen: what the network itself said to an attempt counts, whatever was thought meanwhile."""
    with transaction.atomic(durable=True):
        row = Outlet.objects.select_for_update(of=("self",)).select_related("post").get(pk=row.pk)
        if attempt is None and row.state not in (Outlet.State.UNKNOWN, Outlet.State.BY_HAND):
            return
        if attempt is not None:
            _end(attempt, "published", at=at)
        if row.state in (Outlet.State.PUBLISHED, Outlet.State.TAKEN_DOWN):
            return
        row.state, row.published_at, row.problem = Outlet.State.PUBLISHED, at, ""
        row.remote_id, row.url = published.id, published.url
        row.save(update_fields=["state", "published_at", "problem", "remote_id", "url"])
        record("post.published", subject=row.post, by=None, at=at, channel=row.channel_id)


def put_off(attempt: Attempt, problem: networks.TryLater, *, at: datetime) -> None:
    """Nothing was sent: try again, unless it would be too late by then."""
    wait = timedelta(seconds=max(problem.after, 30 * 2 ** min(attempt.outlet.tries, 6)))
    with transaction.atomic(durable=True):
        row = _ended(attempt, "try-later", at=at)
        if row is None:
            return
        if at + wait > ends_at(row, at=at):
            did_not_go_out(row, TOO_LATE, at=at)
            return
        _waits(row, problem, at=at + wait)


def signed_out(attempt: Attempt, problem: networks.SignedOut, *, at: datetime) -> None:
    """Nothing was sent: it waits until somebody has connected the account anew."""
    with transaction.atomic(durable=True):
        row = _ended(attempt, "signed-out", at=at)
        if row is None:
            return
        if connection := row.channel.connection():
            connection.was_refused(at=at)
        _waits(row, problem, at=at + AGAIN)
        row.post.tell_author(key=f"signed-out-{attempt.pk}", at=at)
        tell_runners(row, key=f"signed-out-{attempt.pk}", at=at)


def not_known(attempt: Attempt, problem: networks.Unknown, *, at: datetime) -> None:
    """It may be there: look, before anything else."""
    with transaction.atomic(durable=True):
        row = _ended(attempt, "unknown", at=at)
        if row is None:
            return
        row.state, row.problem = Outlet.State.UNKNOWN, problem.says[:300]
        row.save(update_fields=["state", "problem"])
        record("post.not-known", subject=row.post, by=None, at=at, channel=row.channel_id)
        later("posts.look", key=str(row.pk), due_at=at + LOOK_AFTER, outlet=row.pk)


def failed(attempt: Attempt, problem: networks.NetworkError, *, at: datetime) -> None:
    """The network says no, or a person posts there."""
    by_hand = isinstance(problem, networks.ByHand)
    with transaction.atomic(durable=True):
        row = _ended(attempt, "by-hand" if by_hand else "failed", at=at)
        if row is None:
            return
        if by_hand:
            row.state, row.problem = Outlet.State.BY_HAND, ""
            row.save(update_fields=["state", "problem"])
            tell_runners(row, key=f"attempt-{attempt.pk}", at=at)
        else:
            did_not_go_out(row, problem.says, at=at)


def did_not_go_out(row: Outlet, problem: str, *, at: datetime) -> None:
    """It stays; its author and those who run the account are told."""
    row.state, row.problem = Outlet.State.FAILED, problem[:300]
    row.save(update_fields=["state", "problem"])
    record("post.failed", subject=row.post, by=None, at=at, channel=row.channel_id)
    row.post.tell_author(key=f"failed-{row.pk}-{row.tries}", at=at)
    tell_runners(row, key=f"failed-{row.pk}-{row.tries}", at=at)


def _waits(row: Outlet, problem: networks.NetworkError, *, at: datetime) -> None:
    row.state, row.problem = Outlet.State.WAITING, problem.says[:300]
    row.save(update_fields=["state", "problem"])
    later("posts.send", key=str(row.pk), due_at=at, outlet=row.pk)


def _ended(attempt: Attempt, outcome: str, *, at: datetime) -> Outlet | None:
    """The outlet, held; None where this attempt was taken for dead meanwhile and somebody else is at it."""
    row = (
        Outlet.objects.select_for_update(of=("self",))
        .select_related("post__school", "post__author", "channel__school")
        .get(pk=attempt.outlet_id)
    )
    return row if _end(attempt, outcome, at=at) else None


def _end(attempt: Attempt, outcome: str, *, at: datetime) -> bool:
    still = Attempt.objects.filter(pk=attempt.pk, ended_at=None)
    return bool(still.update(ended_at=at, outcome=outcome))
