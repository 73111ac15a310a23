"""A closed case that has been kept for long enough is deleted: one asks, another confirms, a certificate stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from gatepost.incidents.keeping_time.asked import Standing, standing_of
from gatepost.incidents.keeping_time.holding import hold_on
from gatepost.incidents.models import (
    Access,
    Case,
    Certificate,
    Clearance,
    Deletion,
    Disposal,
    Sealing,
    TimeStamp,
)
from gatepost.incidents.whole import row_for, who_sees_whole
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import keyed_digest, record

T = TypeVar("T")
ANOTHER = "Somebody else has to confirm it: two people delete a case."


class NotYet(NotPossible):
    """Nothing of the case may be deleted for now. Trying is put on record."""


def stopped(case: Case, *, at: datetime) -> str:
    """Why nothing of a case may be deleted for now; empty where it may."""
    if case.closed_at is None:
        return "The case is open. Nothing of an open case is deleted."
    if case.evidence.all().sealed().exists():
        return "A sealed picture is in this case. Only the police can say what becomes of it: put their advice down on the page of the item first."
    if held := hold_on(case, at=at):
        return f"This case is held. {held.reason} Whoever sees the whole case can lift that with a reason."
    standing = standing_of(case)
    if standing.missing:
        return f"Nobody can say yet how long it is kept. {standing.missing}"
    if not standing.is_due(case.school.day_of(at)):
        return f"It is kept until {standing.due_on:%-d %B %Y}."
    return ""


def ask_deletion(
    case: Case, reason: str, *, by: Person, at: datetime, second: Person | None = None
) -> Deletion:
    """Ask for a case to be deleted. `second` is let in to confirm it, where nobody else sees the whole of it."""
    if not reason.strip():
        raise NotPossible("Write why it is deleted.")
    return _or_refused(case, by, at, lambda: _asked(case, reason, by=by, at=at, second=second))


def call_off(case: Case, *, by: Person, at: datetime) -> None:
    """It is not deleted after all."""
    with transaction.atomic(durable=True):
        row = row_for(case, by, at=at)
        wish = row.deletions.filter(called_off_at=None).first()
        if wish is None:
            raise NotPossible("Nobody asks for this case to be deleted.")
        wish.called_off_by, wish.called_off_at = by, at
        wish.save(update_fields=["called_off_by", "called_off_at"])
        record("case.deletion-called-off", subject=row, by=by, at=at, deletion=wish.pk)


def confirm_deletion(case: Case, *, by: Person, at: datetime) -> Certificate:
    """Delete a case that somebody else wants deleted. Its words, files and steps are gone; the certificate stays."""
    return _or_refused(case, by, at, lambda: _confirmed(case, by=by, at=at))


def _or_refused(case: Case, by: Person, at: datetime, verb: Callable[[], T]) -> T:
    try:
        return verb()
    except NotYet:
        with transaction.atomic(durable=True):
            record("case.attempt-refused", subject=case, by=by, at=at)
        raise


def _asked(case: Case, reason: str, *, by: Person, at: datetime, second: Person | None) -> Deletion:
    with transaction.atomic(durable=True):
        row = _deletable(case, by, at=at)
        if row.deletions.filter(called_off_at=None).exists():
            raise NotPossible("Somebody asks for this already. Another person has to confirm it.")
        if second is not None:
            _let_in(row, second, by=by, at=at)
        if not [one for one in who_sees_whole(row, at=at) if one != by]:
            raise NotPossible("Nobody else sees the whole case. Choose who confirms it.")
        made = Deletion.objects.create(case=row, reason=reason.strip(), by=by, at=at)
        record("case.deletion-asked", subject=row, by=by, at=at, deletion=made.pk)
    return made


def _confirmed(case: Case, *, by: Person, at: datetime) -> Certificate:
    with transaction.atomic(durable=True):
        row = _deletable(case, by, at=at)
        wish = row.deletions.select_related("by").filter(called_off_at=None).first()
        if wish is None:
            raise NotPossible("Nobody asks for this case to be deleted.")
        if wish.by_id == by.pk:
            raise NotPossible(ANOTHER)
        made = _certified(row, wish, by=by, at=at)
        _remove(row)
    return made


def _deletable(case: Case, by: Person, *, at: datetime) -> Case:
    row = row_for(case, by, at=at)
    if why := stopped(row, at=at):
        raise NotYet(why)
    return row


def _let_in(case: Case, second: Person, *, by: Person, at: datetime) -> None:
    """Let somebody see a closed case, so that two people can decide."""
    if second.school_id != case.school_id or not second.is_current(case.school.day_of(at)):
        raise NotPossible("Choose somebody who is at the school.")
    if case.concerned.filter(person=second).exists():
        raise NotPossible("This person cannot be given the case.")
    Access.objects.create(case=case, person=second, given_at=at, given_by=by, sees_before=True)
    record("case.given", subject=case, by=by, at=at, person=second.pk, before=True)


def _certified(case: Case, wish: Deletion, *, by: Person, at: datetime) -> Certificate:
    items, standing = _counted(case), standing_of(case)
    assert case.closed_at is not None  # an open case is never deletable
    entry = record(
        "case.deleted", subject=case, by=by, at=at, asked_by=wish.by_id, items=sum(items.values())
    )
    made = Certificate.objects.create(
        school=case.school, key=case.key, said=_said(case, wish, standing, items),
        opened_at=case.opened_at, closed_at=case.closed_at, asked_by=wish.by, confirmed_by=by, at=at,
        ledger_head=keyed_digest(entry.hash).value,
    )  # fmt: skip
    made.seen_by.set(who_sees_whole(case, at=at))
    return made


def _said(
    case: Case, wish: Deletion, standing: Standing, items: dict[str, int]
) -> dict[str, object]:
    gone = [
        f"{one.said['school']}, sent on {one.sent_on:%-d %B %Y}, received on {one.receipt_on:%-d %B %Y}"
        for one in case.transfers.received()
    ]
    return {
        "record": standing.rule.record.says,
        "rule": standing.rule.says,
        "reason": wish.reason,
        "items": items,
        "handed_to": gone,
    }


def _counted(case: Case) -> dict[str, int]:
    return {
        "report": 1,
        "files": case.evidence.count(),
        "steps": case.steps.count(),
        "messages": case.messages.count(),
        "duties": case.duties.count(),
        "pieces of advice": case.releases.count(),
        "outcomes": case.outcomes.count(),
    }


def _remove(case: Case) -> None:
    """Everything that says what the case was, and the case itself; the files go once that is certain."""
    kept = case.evidence.select_related("file")
    files = [one.file for one in kept if one.file]
    for model in (Clearance, Disposal, Sealing, TimeStamp):
        model._default_manager.filter(evidence__case=case).delete()
    case.transfers.all().delete()
    case.evidence.all().delete()
    case.captures.all().delete()
    case.exports.all().delete()
    case.delete()
    for file in files:
        file.discard()
