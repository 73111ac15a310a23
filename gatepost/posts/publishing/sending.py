"""One post on one account leaves Gatepost: never twice, and never unnoticed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from gatepost.jobs import later
from gatepost.networks import errors as networks
from gatepost.networks.outgoing import Published
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.acts.refusals import keep
from gatepost.policies.door import Refused
from gatepost.posts.models import Attempt, Outlet, Post
from gatepost.posts.publishing.asking import ask_the_policy
from gatepost.posts.publishing.going_out import GRACE
from gatepost.posts.publishing.packing import by_hand_of, client_of, is_idempotent, outgoing_of
from gatepost.posts.publishing.pausing import pauses_that_hold
from gatepost.posts.publishing.telling import tell_runners
from gatepost.records.door import record

LOOK_AFTER = timedelta(seconds=30)
LOOK_AT_MOST = 6  # times; then a person has to


def send(*, at: datetime, outlet: int) -> None:
    """Send a post to one account, if everything still holds. Called by a worker."""
    attempt = _begin(outlet, at=at)
    if attempt is None:
        return
    row = attempt.outlet
    try:
        with client_of(row.channel) as client:
            published = client.publish(outgoing_of(row))
    except networks.TryLater as problem:
        _put_off(attempt, problem, at=at)
    except networks.Unknown:
        _not_known(attempt, at=at)
    except networks.NetworkError as problem:
        _failed(attempt, problem, at=at)
    else:
        was_published(row, published, at=at, attempt=attempt)


def _begin(outlet: int, *, at: datetime) -> Attempt | None:
    """Note that something is about to leave, or find out that it may have left already."""
    try:
        with transaction.atomic(durable=True):
            row = _locked(outlet)
            if row is None:
                return None
            if row.state == Outlet.State.SENDING:  # whoever was at it died
                _left_behind(row, at=at)
                return None
            if row.state != Outlet.State.WAITING or not _may_go(row.post, at=at):
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
    post = Post.objects.select_for_update().select_related("school", "author").get(pk=found)
    row = Outlet.objects.select_for_update().select_related("channel__school").get(pk=outlet)
    row.post = post
    return row


def _may_go(post: Post, *, at: datetime) -> bool:
    if post.withdrawn_at or post.expired_at or post.handed_in_at is None:
        return False
    if post.due_at is not None and at > post.due_at + GRACE and not _has_begun(post):
        post.expire(at=at)
        return False
    return not pauses_that_hold(post)


def _has_begun(post: Post) -> bool:
    return post.outlets.exclude(state=Outlet.State.WAITING, tries=0).exists()


def _left_behind(row: Outlet, *, at: datetime) -> None:
    for attempt in row.attempts.filter(ended_at=None):
        attempt.end("unknown", at=at)
    row.state = Outlet.State.UNKNOWN
    row.save(update_fields=["state"])
    later("posts.look", key=str(row.pk), due_at=at, outlet=row.pk)


def _stopped_at_the_last_moment(outlet: int, refused: Refused, *, at: datetime) -> None:
    """A consent was withdrawn, somebody left, the policy changed: it stays, and its author is told."""
    keep(refused, at=at)
    with transaction.atomic(durable=True):
        row = _locked(outlet)
        if row is not None and row.state == Outlet.State.WAITING:
            row.state, row.problem = Outlet.State.FAILED, f"Stopped at the last moment: {refused}"
            row.save(update_fields=["state", "problem"])
            record("post.failed", subject=row.post, by=None, at=at, channel=row.channel_id)
            row.post.tell_author(key=f"stopped-{row.pk}-{at:%s}", at=at)


def was_published(
    row: Outlet, published: Published, *, at: datetime, attempt: Attempt | None = None
) -> None:
    """Note where it can be seen. Whoever comes too late, after somebody has found it there, changes nothing."""
    with transaction.atomic(durable=True):
        row = Outlet.objects.select_for_update().select_related("post").get(pk=row.pk)
        if attempt is not None and attempt.ended_at is None:
            attempt.end("published", at=at)
        if row.state not in (Outlet.State.SENDING, Outlet.State.UNKNOWN, Outlet.State.BY_HAND):
            return
        row.state, row.published_at, row.problem = Outlet.State.PUBLISHED, at, ""
        row.remote_id, row.url = published.id, published.url
        row.save(update_fields=["state", "published_at", "problem", "remote_id", "url"])
        record("post.published", subject=row.post, by=None, at=at, channel=row.channel_id)


def _put_off(attempt: Attempt, problem: networks.TryLater, *, at: datetime) -> None:
    row = attempt.outlet
    wait = timedelta(seconds=max(problem.after, 30 * 2 ** min(row.tries, 6)))
    post = row.post
    if post.due_at is not None and at + wait > post.due_at + timedelta(hours=1):
        _failed(attempt, problem, at=at)
        return
    with transaction.atomic(durable=True):
        attempt.end("try-later", at=at)
        Outlet.objects.filter(pk=row.pk, state=Outlet.State.SENDING).update(
            state=Outlet.State.WAITING, problem=str(problem)[:300]
        )
        later("posts.send", key=str(row.pk), due_at=at + wait, outlet=row.pk)


def _not_known(attempt: Attempt, *, at: datetime) -> None:
    row = attempt.outlet
    with transaction.atomic(durable=True):
        attempt.end("unknown", at=at)
        Outlet.objects.filter(pk=row.pk, state=Outlet.State.SENDING).update(
            state=Outlet.State.UNKNOWN, problem="The network did not answer in time."
        )
        record("post.not-known", subject=row.post, by=None, at=at, channel=row.channel_id)
        later("posts.look", key=str(row.pk), due_at=at + LOOK_AFTER, outlet=row.pk)


def _failed(attempt: Attempt, problem: networks.NetworkError, *, at: datetime) -> None:
    row = attempt.outlet
    by_hand = isinstance(problem, networks.ByHand)
    with transaction.atomic(durable=True):
        attempt.end("by-hand" if by_hand else "failed", at=at)
        Outlet.objects.filter(pk=row.pk, state=Outlet.State.SENDING).update(
            state=Outlet.State.BY_HAND if by_hand else Outlet.State.FAILED,
            problem="" if by_hand else str(problem)[:300],
        )
        if isinstance(problem, networks.SignedOut) and (connection := row.channel.connection()):
            connection.was_refused(at=at)
        if not by_hand:
            record("post.failed", subject=row.post, by=None, at=at, channel=row.channel_id)
            row.post.tell_author(key=f"failed-{attempt.pk}", at=at)
        tell_runners(row, key=f"attempt-{attempt.pk}", at=at)


def look(*, at: datetime, outlet: int, looked: int = 0) -> None:
    """Read the account back to find out whether a post is there. Called by a worker."""
    row = Outlet.objects.select_related("post__school", "post__author", "channel__school").get(
        pk=outlet
    )
    if row.state != Outlet.State.UNKNOWN:
        return
    try:
        with client_of(row.channel) as client:
            found = client.find(outgoing_of(row), besides=_others(row))
    except networks.NetworkError:
        _look_again(row, looked, at=at)
        return
    if found is not None:
        was_published(row, found, at=at)
    elif is_idempotent(row.channel):
        _send_once_more(row, at=at)
    else:
        _look_again(row, looked, at=at)


def _others(row: Outlet) -> list[str]:
    """Ids of other posts of the same account, which cannot be this one."""
    others = row.channel.outlets.exclude(pk=row.pk).exclude(remote_id="")
    return list(others.values_list("remote_id", flat=True))


def _send_once_more(row: Outlet, *, at: datetime) -> None:
    """Where the network itself takes a key once only, sending again cannot make a second post."""
    with transaction.atomic(durable=True):
        Outlet.objects.filter(pk=row.pk, state=Outlet.State.UNKNOWN).update(
            state=Outlet.State.WAITING
        )
        later("posts.send", key=str(row.pk), due_at=at, outlet=row.pk)


def _look_again(row: Outlet, looked: int, *, at: datetime) -> None:
    """A few times, longer and longer apart; then a person has to look."""
    with transaction.atomic(durable=True):
        if looked + 1 < LOOK_AT_MOST:
            due_at = at + LOOK_AFTER * 2**looked
            later("posts.look", key=str(row.pk), due_at=due_at, outlet=row.pk, looked=looked + 1)
        else:
            tell_runners(row, key=f"unknown-{row.pk}", at=at)
            row.post.tell_author(key=f"unknown-{row.pk}", at=at)


def posted_by_hand(row: Outlet, *, url: str, by: Person, at: datetime) -> None:
    """A person has posted it and shows the link; raises networks.NetworkError where it leads elsewhere."""
    address = by_hand_of(row.channel).proof(url)
    with transaction.atomic(durable=True):
        found = Outlet.objects.select_for_update().select_related("post").get(pk=row.pk)
        if found.state != Outlet.State.BY_HAND:
            raise NotPossible("This is noted as published already.")
        record("post.posted-by-hand", subject=found.post, by=by, at=at, channel=found.channel_id)
    was_published(row, Published(id=address, url=address), at=at)


def person_looked(row: Outlet, *, is_there: bool, url: str, by: Person, at: datetime) -> None:
    """Somebody has looked at the account. Raises NotPossible where that is known by now."""
    with transaction.atomic(durable=True):
        found = Outlet.objects.select_for_update().select_related("post").get(pk=row.pk)
        if found.state != Outlet.State.UNKNOWN:
            raise NotPossible("It is known by now. Look at its page.")
        record("post.looked-for", subject=found.post, by=by, at=at, is_there=is_there)
        if not is_there:
            _send_once_more(found, at=at)
    if is_there:
        was_published(row, Published(id=url, url=url), at=at)
