"""What has to come down: opened by people and by withdrawn consents, done by the network or by a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from gatepost.jobs import later
from gatepost.networks import errors as networks
from gatepost.networks.protocol import Network
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.posts.models import Outlet, TakeDown
from gatepost.posts.publishing.packing import client_of, not_let_in, outgoing_of
from gatepost.posts.publishing.telling import tell_runners
from gatepost.records.door import record

WITHIN = timedelta(hours=24)  # a school's own promise, until a policy says another
AGAIN = timedelta(minutes=10)


def open_take_down(
    outlet: Outlet, *, why: str, by: Person | None, at: datetime, note: str = ""
) -> TakeDown | None:
    """Have a published post come down from one account; None where that is under way already."""
    with transaction.atomic(durable=True):
        row = (
            Outlet.objects.select_for_update(of=("self",))
            .select_related("post__author", "channel__school")
            .get(pk=outlet.pk)
        )
        if row.state not in (Outlet.State.PUBLISHED, Outlet.State.UNKNOWN):
            raise NotPossible("This is not published there.")
        if row.take_downs.open().exists():
            return None
        task = TakeDown.objects.create(
            outlet=row, why=why, note=note.strip(), opened_by=by, opened_at=at, due_at=at + WITHIN
        )
        record("take-down.opened", subject=row.post, by=by, at=at, channel=row.channel_id, why=why)
        tell_runners(row, key=f"take-down-{task.pk}", at=at)
        later("posts.take-down", key=str(task.pk), due_at=at, take_down=task.pk)
    return task


def take_down(*, at: datetime, take_down: int) -> None:
    """Delete a post from its network. Called by a worker; what a network cannot do waits for a person."""
    task = TakeDown.objects.select_related("outlet__channel__school", "outlet__post").get(
        pk=take_down
    )
    if task.done_at is not None:
        return
    try:
        if problem := not_let_in(task.outlet.channel, at=at):
            closed = task.outlet.channel.closed_at is not None
            raise (networks.Refused if closed else networks.SignedOut)(problem)
        with client_of(task.outlet.channel) as client:
            client.delete(_id_there(client, task.outlet))
    except (networks.TryLater, networks.Unknown, networks.SignedOut) as problem:
        _not_yet(task, problem, at=at)
    except networks.NetworkError as problem:
        _note(task, problem)
    else:
        is_down(task, by=None, at=at)


def _id_there(client: Network, outlet: Outlet) -> str:
    """The network's id of a post; looked for where nobody knows it, as where a person found the post."""
    if outlet.remote_id and outlet.remote_id != outlet.url:
        return outlet.remote_id
    found = client.find(outgoing_of(outlet))
    if found is None:
        raise networks.TryLater(
            "Gatepost does not find it there, and looks again. Look at the account yourself.",
            after=int(AGAIN.total_seconds()),
        )
    return found.id


def is_down(task: TakeDown, *, by: Person | None, at: datetime) -> None:
    """Note that it is down: the network says so, or a person who has looked."""
    with transaction.atomic(durable=True):
        row = (
            TakeDown.objects.select_for_update(of=("self",))
            .select_related("outlet__post")
            .get(pk=task.pk)
        )
        if row.done_at is not None:
            return
        row.done_by, row.done_at, row.problem = by, at, ""
        row.save(update_fields=["done_by", "done_at", "problem"])
        Outlet.objects.filter(pk=row.outlet_id).update(state=Outlet.State.TAKEN_DOWN)
        record(
            "post.taken-down", subject=row.outlet.post, by=by, at=at, channel=row.outlet.channel_id
        )


def _not_yet(task: TakeDown, problem: networks.NetworkError, *, at: datetime) -> None:
    """It is tried again, also after somebody has connected the account anew."""
    connection = task.outlet.channel.connection()
    if isinstance(problem, networks.SignedOut) and connection is not None:
        connection.was_refused(at=at)
    _note(task, problem)
    later("posts.take-down", key=str(task.pk), due_at=at + AGAIN, take_down=task.pk)


def _note(task: TakeDown, problem: Exception) -> None:
    TakeDown.objects.filter(pk=task.pk).update(problem=str(problem)[:300])
