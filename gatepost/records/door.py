"""The one door into the ledger: `record` writes what was done in the same transaction as the change itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Protocol

from django.db import transaction

from gatepost.core.ledger import Happening, LedgerError, seal
from gatepost.core.policy.problems import did_you_mean
from gatepost.records.details import Detail, Digest, id_like, kept, keyed_digest
from gatepost.records.events import EVENTS
from gatepost.records.models import Entry, EntryQuerySet, Head

__all__ = ["Actor", "Detail", "Digest", "Recorded", "history", "keyed_digest", "record"]

SCHOOL = "people.school"


class Recorded(Protocol):
    """Something an entry can be about: any saved model."""

    pk: Any
    _meta: ClassVar[Any]


class Actor(Recorded, Protocol):
    """Whoever did it: a person, or another saved model that stands for somebody."""


def record(
    event: str,
    *,
    subject: Recorded,
    by: Actor | None,
    at: datetime,
    because: Iterable[str] = (),
    chain: str | None = None,
    **details: Detail,
) -> Entry:
    """Write an entry into the chain of the subject's school, within the transaction of the change.

    `by=None` means Gatepost itself. `because` lists clauses as `ashlands@1f3a9c02/reply-in-a-day`.
    Details are numbers, moments, ids and `keyed_digest(text)`; anything that may be a name is refused.
    """
    if not transaction.get_connection().in_atomic_block:
        raise LedgerError(
            f"“{event}” has to be recorded in the transaction of the change: with transaction.atomic(durable=True)."
        )
    if event not in EVENTS:
        raise LedgerError(
            f"The ledger knows no event “{event}”. {did_you_mean(event, EVENTS)} "
            "Every event is listed in gatepost/records/events.py."
        )
    what = Happening(
        at=at,
        event=event,
        subject_kind=subject._meta.label_lower,
        subject_id=_pk(subject),
        by=reference(by) if by is not None else "",
        because=_clauses(because),
        details=kept(details),
    )
    return _append(what, chain=chain or chain_of(subject))


def chain_of(subject: Recorded) -> str:
    """The chain that entries about something go to: its own, or that of its school."""
    own = getattr(subject, "ledger_chain", None)
    if own:
        return str(own)
    if subject._meta.label_lower == SCHOOL:
        return f"school-{_pk(subject)}"
    school_id = getattr(subject, "school_id", None)
    if school_id is None:
        raise LedgerError(
            f"A {subject._meta.label_lower} belongs to no school: give record() a chain, "
            "or give the model a property ledger_chain."
        )
    return f"school-{school_id}"


def reference(actor: Recorded) -> str:
    """How the ledger names somebody: `people.person:12`."""
    return f"{actor._meta.label_lower}:{_pk(actor)}"


def history(subject: Recorded) -> EntryQuerySet:
    """The entries about something, the newest first."""
    return Entry.objects.about(subject)


def _append(what: Happening, *, chain: str) -> Entry:
    """Put an entry upon the head of a chain, which stays locked until the transaction ends."""
    Head.objects.get_or_create(chain=chain)
    head = Head.objects.select_for_update().get(chain=chain)
    sealed = seal(what, chain=chain, number=head.number + 1, previous=head.hash)
    head.number, head.hash = head.number + 1, sealed.hash
    head.save(update_fields=["number", "hash"])
    return Entry.objects.create(
        chain=chain,
        number=head.number,
        at=what.at,
        event=what.event,
        subject_kind=what.subject_kind,
        subject_id=what.subject_id,
        by=what.by,
        body=sealed.body,
        hash=sealed.hash,
    )


def _clauses(because: Iterable[str]) -> tuple[str, ...]:
    if isinstance(because, str):
        raise LedgerError("`because` is a list of clauses, not one text.")
    return tuple(id_like(one, what="A clause in `because`") for one in because)


def _pk(subject: Recorded) -> str:
    if subject.pk is None:
        raise LedgerError(f"A {subject._meta.label_lower} has to be saved before it is recorded.")
    return id_like(str(subject.pk), what=f"The key of a {subject._meta.label_lower}")
