"""What was decided is done on the network: what stood there is read and kept first, and doing it twice is doing it once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from gatepost.inbox.models import Item, Moderation, Version
from gatepost.inbox.moderating.beginning import IMAGE
from gatepost.inbox.taking_in import content_of
from gatepost.jobs import later
from gatepost.networks import errors as networks
from gatepost.networks.arriving import Act, Reason
from gatepost.networks.protocol import Network
from gatepost.posts.publishing.packing import client_of, not_let_in
from gatepost.records.door import record

AGAIN = timedelta(minutes=2)
LONGEST = timedelta(hours=1)
State = Moderation.State
TO_DO = (State.WANTED, State.DOING)


def carry_out(*, at: datetime, moderation: int) -> None:
    """Do it, or take it back, on the network. Called by a worker.

    One that died in the middle leaves it as being done: it is done once more, since networks do such a thing once
    however often they are asked.
    """
    row = _begin(moderation, at=at)
    if row is None:
        return
    try:
        _let_in(row, at=at)
        with client_of(row.item.channel) as client:
            if row.state == State.DOING:
                _keep_what_stands_there(row, client, at=at)
                _do(row, client)
            else:
                client.undo(Act(row.what), row.item.key, author=row.item.content.author_id)
    except (networks.TryLater, networks.Unknown, networks.SignedOut) as problem:
        _again(row, problem, at=at)
    except networks.NetworkError as problem:
        _failed(row, problem, at=at)
    else:
        _finish(row, at=at)


def end(*, at: datetime, moderation: int) -> None:
    """The last day of a block has come: it is taken back. Called by a worker."""
    with transaction.atomic(durable=True):
        row = Moderation.objects.get(pk=moderation).held()
        is_due = row.ends_on is not None and row.ends_on <= row.school.day_of(at)
        if is_due and row.may_be_undone:
            row.take_back(by=None, at=at)


def _begin(pk: int, *, at: datetime) -> Moderation | None:
    with transaction.atomic(durable=True):
        row = Moderation.objects.get(pk=pk).held()
        if row.state not in (*TO_DO, State.UNDO_WANTED):
            return None
        row.state = State.DOING if row.state in TO_DO else row.state
        row.tries = min(row.tries + 1, 1000)
        row.save(update_fields=["state", "tries"])
    return row


def _let_in(row: Moderation, *, at: datetime) -> None:
    if problem := not_let_in(row.item.channel, at=at):
        raise networks.SignedOut(problem)


def _keep_what_stands_there(row: Moderation, client: Network, *, at: datetime) -> None:
    """Words, author and addresses as they stand now; of what might be a picture of abuse nothing is read again."""
    if row.version_id is not None:
        return
    last = row.item.versions.last()
    if IMAGE[1] not in row.facts.get(IMAGE[0], ()):
        content = _read(client, row.item)
        if content is not None and (last is None or last.content != content):
            last = _new_version(row.item, content, at=at)
    row.version = last
    row.save(update_fields=["version"])


def _read(client: Network, item: Item) -> dict[str, object] | None:
    """What stands there now; None where it is gone, or where the network shows it to nobody: then the last version counts."""
    try:
        now = client.arrived(item.key)
    except networks.Refused:
        return None
    return content_of(now) if now is not None else None


def _new_version(item: Item, content: dict[str, object], *, at: datetime) -> Version:
    with transaction.atomic(durable=True):
        held = item.held()
        last = held.versions.last()
        number = last.number + 1 if last else 1
        made = Version.objects.create(item=held, number=number, content=content, seen_at=at)
        chain = held.case.ledger_chain if held.case else None
        record("item.changed", subject=held, by=None, at=at, chain=chain, version=number)
    return made


def _do(row: Moderation, client: Network) -> None:
    # A report says of what kind it is; the words of the reason stay at the school.
    reason = row.report_as or Reason.OTHER
    author = row.item.content.author_id
    client.moderate(Act(row.what), row.item.key, author=author, reason=reason)


def _finish(row: Moderation, *, at: datetime) -> None:
    with transaction.atomic(durable=True):
        found = row.held()
        if found.state == State.DOING:
            found.is_done(by=None, at=at)
        elif found.state == State.UNDO_WANTED:
            found.is_undone(by=None, at=at)


def _again(row: Moderation, problem: networks.NetworkError, *, at: datetime) -> None:
    connection = row.item.channel.connection()
    if isinstance(problem, networks.SignedOut) and connection is not None:
        connection.was_refused(at=at)
    wait = min(AGAIN * 2 ** min(row.tries, 10), LONGEST)
    if isinstance(problem, networks.TryLater):
        wait = max(wait, timedelta(seconds=problem.after))
    with transaction.atomic(durable=True):
        Moderation.objects.filter(pk=row.pk).update(problem=problem.says[:300])
        later("inbox.moderate", key=str(row.pk), due_at=at + wait, moderation=row.pk)


def _failed(row: Moderation, problem: networks.NetworkError, *, at: datetime) -> None:
    """The network does not do it: a person does it there. What was to be undone stays as it is until then."""
    with transaction.atomic(durable=True):
        found = row.held()
        to = State.FAILED if found.state == State.DOING else State.UNDO_BY_HAND
        found.move(to, at=at, by=None, event="moderation.failed")
        Moderation.objects.filter(pk=row.pk).update(problem=problem.says[:300])
