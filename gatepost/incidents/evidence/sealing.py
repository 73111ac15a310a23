"""Seals what may be a sexual picture of a child, and disposes of it once the police have said so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gatepost.incidents import holds
from gatepost.incidents.holds import Frozen, Hold
from gatepost.incidents.kinds import known
from gatepost.incidents.models import Case, Clearance, Disposal, Evidence, Release, Sealing
from gatepost.incidents.models.evidence import DISPOSED, SEALED
from gatepost.incidents.reporting import follow_clauses, guidance_of
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies import packs
from gatepost.records.door import record

DELETE = "delete"
NOT_DELETED = f"{packs.LAW}/images-found-not-deleted"


def seal(item: Evidence, *, by: Person, at: datetime) -> None:
    """Seal an item at once, in a closed case too. The case is from now on one about such a picture."""
    with transaction.atomic(durable=True):
        row, case = _locked(item)
        if row.state in (SEALED, DISPOSED):
            return
        Sealing.objects.create(case=case, evidence=row, by=by, at=at)
        record("evidence.sealed", subject=case, by=by, at=at, number=row.number)
        follow_clauses(case, at=at)


def clear(item: Evidence, *, by: Person, at: datetime) -> None:
    """Say that an item is no such picture, so that it can be opened."""
    with transaction.atomic(durable=True):
        row, case = _locked(item)
        if row.state in (SEALED, DISPOSED):
            raise NotPossible("This item is sealed. Only the police can say what becomes of it.")
        if not row.waits_for_answer:
            return
        Clearance.objects.create(evidence=row, by=by, at=at)
        record("evidence.cleared", subject=case, by=by, at=at, number=row.number)


def dispose(item: Evidence, release: Release, *, words: str, by: Person, at: datetime) -> None:
    """Destroy a sealed item on the police's advice; its certificate stays. Raises Frozen while it has to wait."""
    try:
        _dispose(item, release, words=words, by=by, at=at)
    except Frozen as waits:
        holds.was_refused(item.case, waits, by=by, at=at)
        raise


def advise(item: Evidence, *, source: str, advice: str, by: Person, at: datetime) -> Release:
    """Put down what the police said about a sealed item, under the clauses that wait for it."""
    if item.state != SEALED:
        raise NotPossible("Nothing here waits for the police’s advice.")
    if not source.strip() or not advice.strip():
        raise NotPossible("Write who advised, and what they said.")
    said = {"source": source.strip(), "advice": advice.strip()}
    if waiting := [one.said.key for one in _holds_of_deleting(item.case, at=at) if not one.is_over]:
        return [holds.release(item.case, one, by=by, at=at, **said) for one in waiting][-1]
    with transaction.atomic(durable=True):
        row, case = _locked(item)
        made = Release.objects.create(case=case, clause=NOT_DELETED, by=by, at=at, **said)
        record(
            "case.released", subject=case, by=by, at=at, because=[NOT_DELETED], number=row.number
        )
    return made


def advice_for(item: Evidence, *, at: datetime) -> list[Release]:
    """What was advised on deleting since an item was sealed: disposal rests on one of these."""
    if item.state != SEALED:
        return []
    clauses = [NOT_DELETED, *(one.said.key for one in _holds_of_deleting(item.case, at=at))]
    found = item.case.releases.filter(at__gte=item.sealing.at, clause__in=clauses)
    return list(found.select_related("by"))


def _holds_of_deleting(case: Case, *, at: datetime) -> list[Hold]:
    """The clauses that make deleting wait for somebody's word."""
    words = known().actions[DELETE].words
    found = holds.holds_of(case, guidance_of(case, on=case.school.day_of(at)))
    return [one for one in found if words & set(one.said.clause.live["freezes"])]


def _dispose(item: Evidence, release: Release, *, words: str, by: Person, at: datetime) -> None:
    with transaction.atomic(durable=True):
        row, case = _locked(item)
        if row.state != SEALED:
            raise NotPossible("Only a sealed item is disposed of, and only once.")
        if release not in advice_for(row, at=at):
            raise NotPossible(
                "The police’s advice is needed first. Put it down on the page of the item."
            )
        if not words.strip():
            raise NotPossible("Write what the police said: whose words, when, and their reference.")
        holds.check(case, DELETE, on=case.school.day_of(at), advised=True)
        Disposal.objects.create(evidence=row, release=release, words=words.strip(), by=by, at=at)
        file, row.file = row.file, None
        row.save(update_fields=["file"])
        record(
            "evidence.disposed", subject=case, by=by, at=at, number=row.number, release=release.pk
        )
        if file is not None:
            file.discard()


def _locked(item: Evidence) -> tuple[Evidence, Case]:
    """The item as it is now, and its case, which stays locked."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("school")
    case = rows.get(pk=item.case_id)
    row = Evidence.objects.select_related("file").get(pk=item.pk)
    row.case = case
    return row, case
