"""Finding out whether a post is there: by reading the account back, and by people who look."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from gatepost.jobs import later
from gatepost.networks import errors as networks
from gatepost.networks.outgoing import Published
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.posts.models import Outlet
from gatepost.posts.publishing.outcomes import LOOK_AFTER, was_published
from gatepost.posts.publishing.packing import by_hand_of, client_of, is_idempotent, outgoing_of
from gatepost.posts.publishing.telling import tell_runners
from gatepost.records.door import record

LOOK_AT_MOST = 6  # times; then a person has to
IS_ADDRESS = URLValidator(schemes=("https", "http"))


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
    except networks.NetworkError as problem:
        _could_not_look(row, problem, at=at)
        _look_again(row, looked, at=at)
        return
    if found is not None:
        was_published(row, found, at=at)
    elif is_idempotent(row.channel):
        with transaction.atomic(durable=True):
            _send_once_more(row, at=at)
    else:
        _look_again(row, looked, at=at)


def _others(row: Outlet) -> list[str]:
    """Ids of other posts of the same account, which cannot be this one."""
    others = row.channel.outlets.exclude(pk=row.pk).exclude(remote_id="")
    return list(others.values_list("remote_id", flat=True))


def _could_not_look(row: Outlet, problem: networks.NetworkError, *, at: datetime) -> None:
    """Say why nobody could look, where a person can do something about it."""
    if isinstance(problem, networks.TryLater):
        return
    if isinstance(problem, networks.SignedOut) and (connection := row.channel.connection()):
        connection.was_refused(at=at)
    says = f"Whether it is there is not known. {problem.says}"
    Outlet.objects.filter(pk=row.pk, state=Outlet.State.UNKNOWN).update(problem=says[:300])


def _send_once_more(row: Outlet, *, at: datetime, though_late: bool = False) -> None:
    Outlet.objects.filter(pk=row.pk, state=Outlet.State.UNKNOWN).update(state=Outlet.State.WAITING)
    later("posts.send", key=str(row.pk), due_at=at, outlet=row.pk, though_late=though_late)


def _look_again(row: Outlet, looked: int, *, at: datetime) -> None:
    """A few times, longer and longer apart; then a person has to look."""
    with transaction.atomic(durable=True):
        if looked + 1 < LOOK_AT_MOST:
            due_at = at + LOOK_AFTER * 2**looked
            later("posts.look", key=str(row.pk), due_at=due_at, outlet=row.pk, looked=looked + 1)
        else:
            tell_runners(row, key=f"unknown-{row.pk}-{row.tries}", at=at)
            row.post.tell_author(key=f"unknown-{row.pk}-{row.tries}", at=at)


def posted_by_hand(row: Outlet, *, url: str, by: Person, at: datetime) -> None:
    """A person has posted it and shows the link; raises networks.NetworkError where it leads elsewhere."""
    address = by_hand_of(row.channel).proof(url)
    with transaction.atomic(durable=True):
        found = Outlet.objects.select_for_update(of=("self",)).select_related("post").get(pk=row.pk)
        if found.state != Outlet.State.BY_HAND:
            raise NotPossible("This is noted as published already.")
        record("post.posted-by-hand", subject=found.post, by=by, at=at, channel=found.channel_id)
    was_published(row, Published(id=address, url=address), at=at)


def person_looked(row: Outlet, *, is_there: bool, url: str, by: Person, at: datetime) -> None:
    """Somebody has looked at the account. Raises NotPossible where that is known by now, or where they give no address."""
    address = _address(url) if is_there else ""
    with transaction.atomic(durable=True):
        found = Outlet.objects.select_for_update(of=("self",)).select_related("post").get(pk=row.pk)
        if found.state != Outlet.State.UNKNOWN:
            raise NotPossible("It is known by now. Look at its page.")
        record("post.looked-for", subject=found.post, by=by, at=at, is_there=is_there)
        if not is_there:
            _send_once_more(found, though_late=True, at=at)
    if is_there:
        was_published(row, Published(id=address, url=address), at=at)


def _address(url: str) -> str:
    """An address as it may stand in a link on a page; empty where somebody gives none."""
    if url.strip():
        try:
            IS_ADDRESS(url.strip())
        except ValidationError:
            raise NotPossible(
                "That is no web address. Open the post there, copy its address and enter it whole, or leave it empty."
            ) from None
    return url.strip()
