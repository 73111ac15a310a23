"""One post on one account leaves Gatepost: never twice, never late, and never unnoticed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gatepost.channels.stopping import why_stopped
from gatepost.jobs import later
from gatepost.networks import errors as networks
from gatepost.policies.acts.refusals import keep
from gatepost.policies.door import Refused
from gatepost.posts.models import Attempt, Outlet, Post
from gatepost.posts.publishing.asking import ask_the_policy
from gatepost.posts.publishing.going_out import GRACE, has_begun
from gatepost.posts.publishing.outcomes import (
    AGAIN,
    TOO_LATE,
    did_not_go_out,
    ends_at,
    failed,
    not_known,
    put_off,
    signed_out,
    was_published,
)
from gatepost.posts.publishing.packing import client_of, not_let_in, outgoing_of
from gatepost.posts.publishing.pausing import pauses_that_hold
from gatepost.records.door import record


def send(*, at: datetime, outlet: int, though_late: bool = False) -> None:
    """Send a post to one account, if everything still holds. Called by a worker.

    `though_late` is for a post whose fate was unknown, where a person has looked and wants it sent all the same.
    """
    attempt = _begin(outlet, though_late=though_late, at=at)
    if attempt is None:
        return
    row = attempt.outlet
    try:
        with client_of(row.channel) as client:
            published = client.publish(outgoing_of(row))
    except networks.TryLater as problem:
        put_off(attempt, problem, at=at)
    except networks.SignedOut as problem:
        signed_out(attempt, problem, at=at)
    except networks.Unknown as problem:
        not_known(attempt, problem, at=at)
    except networks.NetworkError as problem:
        failed(attempt, problem, at=at)
    else:
        was_published(row, published, at=at, attempt=attempt)


def _begin(outlet: int, *, though_late: bool, at: datetime) -> Attempt | None:
    """Note that something is about to leave, or find out that it may have left already."""
    try:
        with transaction.atomic(durable=True):
            row = _locked(outlet)
            if row is None:
                return None
            if row.state == Outlet.State.SENDING:  # whoever was at it died
                _left_behind(row, at=at)
                return None
            if row.state != Outlet.State.WAITING or not _may_go(row, though_late, at=at):
                return None
            ask_the_policy(row.post, at=at)
            row.state = Outlet.State.SENDING
            row.tries += 1
            row.save(update_fields=["state", "tries"])
            return Attempt.objects.create(outlet=row, began_at=at)
    except Refused as refused:
        _stopped_at_the_last_moment(outlet, refused, at=at)
        return None


def _locked(outlet: int) -> Outlet | None:
    found = Outlet.objects.filter(pk=outlet).values_list("post_id", flat=True).first()
    if found is None:
        return None
    # The post first, as everybody else who changes it takes it first.
    post = (
        Post.objects.select_for_update(of=("self",))
        .select_related("school", "author")
        .get(pk=found)
    )
    row = (
        Outlet.objects.select_for_update(of=("self",))
        .select_related("channel__school")
        .get(pk=outlet)
    )
    row.post = post
    return row


def _may_go(row: Outlet, though_late: bool, *, at: datetime) -> bool:
    post = row.post
    if post.withdrawn_at or post.expired_at or post.handed_in_at is None:
        return False
    if stop := why_stopped(row.channel, on=post.school.day_of(at)):
        did_not_go_out(row, stop.says, at=at)
        return False
    if not though_late and _is_late(row, at=at):
        if has_begun(post):
            did_not_go_out(row, TOO_LATE, at=at)
        else:
            post.expire(at=at)
        return False
    if pauses_that_hold(post):
        if post.due_at is not None and has_begun(post):
            # Nobody may let it go before it is too late: whoever waits for it is told then.
            _try_again(row, though_late, at=max(ends_at(row, at=at) + GRACE, at + AGAIN))
        return False
    return _is_let_in(row, though_late, at=at)


def _is_late(row: Outlet, *, at: datetime) -> bool:
    """A first try may be a little late, as a busy worker is; a later one has an hour, or a day where none was chosen."""
    due_at = row.post.due_at
    if row.tries == 0 and due_at is not None:
        return at > due_at + GRACE
    return row.tries > 0 and at > ends_at(row, at=at)


def _is_let_in(row: Outlet, though_late: bool, *, at: datetime) -> bool:
    """Whether there is a way in; else it waits until somebody has connected the account, and nothing is asked of the network."""
    problem = not_let_in(row.channel, at=at)
    if not problem:
        return True
    Outlet.objects.filter(pk=row.pk).update(problem=problem[:300], tries=max(row.tries, 1))
    if row.tries == 0:
        Attempt.objects.create(outlet=row, began_at=at, ended_at=at, outcome="signed-out")
        row.post.tell_author(key=f"not-let-in-{row.pk}", at=at)
    _try_again(row, though_late, at=at + AGAIN)
    return False


def _try_again(row: Outlet, though_late: bool, *, at: datetime) -> None:
    later("posts.send", key=str(row.pk), due_at=at, outlet=row.pk, though_late=though_late)


def _left_behind(row: Outlet, *, at: datetime) -> None:
    for attempt in row.attempts.filter(ended_at=None):
        attempt.end("unknown", at=at)
    row.state = Outlet.State.UNKNOWN
    row.problem = "Gatepost was interrupted while it sent this, and looks whether it is there."
    row.save(update_fields=["state", "problem"])
    record("post.not-known", subject=row.post, by=None, at=at, channel=row.channel_id)
    later("posts.look", key=str(row.pk), due_at=at, outlet=row.pk)


def _stopped_at_the_last_moment(outlet: int, refused: Refused, *, at: datetime) -> None:
    """A consent was withdrawn, somebody left, the policy changed: it stays, and its author is told."""
    keep(refused, at=at)
    with transaction.atomic(durable=True):
        row = _locked(outlet)
        if row is not None and row.state == Outlet.State.WAITING:
            did_not_go_out(row, f"Stopped at the last moment: {refused}", at=at)
