"""Deletes what has been kept for long enough, or what somebody asked to have deleted, and leaves a certificate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from gatepost.incidents.held import is_in_a_case
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.people.subjects import Forgetting, Subject
from gatepost.records.door import keyed_digest, record
from gatepost.rights.gathering import forgettings
from gatepost.rights.keeping.table import AUTOMATIC, Kind, Line, kinds, line_of, lines_of
from gatepost.rights.models import DeletedRecords, Hold, KeptLongEnough, Request
from gatepost.rights.models.spans import check_rules

Rows = models.QuerySet[Any]


def over(line: Line, school: School, *, on: date) -> list[tuple[Forgetting, Rows]]:
    """What of a kind has been kept for long enough, without what a hold or a case still needs."""
    if not line.kind.is_timed or _is_held(school, line.kind):
        return []
    return [
        (one, _without_held(one, one.over(school, until=line.until(on)), school, on=on))
        for one in forgettings(line.kind.key)
    ]


def count(found: Iterable[tuple[Forgetting, Rows]]) -> int:
    """How many rows it is."""
    return sum(rows.count() for _, rows in found)


def look_over(*, at: datetime) -> int:
    """Count what has been kept for long enough at every school, and delete what goes by itself. For a worker."""
    return sum(_look_at(school, at=at) for school in School.objects.all())


def _look_at(school: School, *, at: datetime) -> int:
    gone, on = 0, school.day_of(at)
    for line in lines_of(school):
        if line.kind.how == AUTOMATIC:
            gone += _deleted(line, school, by=None, at=at)
        elif line.kind.is_timed:
            said = {"count": count(over(line, school, on=on)), "counted_at": at}
            KeptLongEnough.objects.update_or_create(
                school=school, kind=line.kind.key, defaults=said
            )
    return gone


def delete_over(school: School, kind: str, *, by: Person, at: datetime) -> DeletedRecords:
    """Somebody confirms that what is over goes."""
    check_rules(by, school, at=at)
    line = line_of(school, kind)
    if not _deleted(line, school, by=by, at=at):
        raise NotPossible("Nothing of this kind has been kept for long enough, or a hold keeps it.")
    KeptLongEnough.objects.filter(school=school, kind=kind).update(count=0, counted_at=at)
    return DeletedRecords.objects.filter(school=school, kind=kind).latest("at", "pk")


def _deleted(line: Line, school: School, *, by: Person | None, at: datetime) -> int:
    with transaction.atomic(durable=True):
        School.objects.select_for_update().get(pk=school.pk)
        found = over(line, school, on=school.day_of(at))
        counts = _removed(found)
        if counts:
            _certify(school, line, counts, by=by, at=at, request=None)
    return sum(counts.values())


def erase(request: Request, chosen: Iterable[str], *, by: Person, at: datetime) -> int:
    """Delete what somebody asked to have deleted, of those kinds that can go. How many rows."""
    subject, total = _subject(request), 0
    with transaction.atomic(durable=True):
        row = request.held(by=by, at=at)
        if row.kind != Request.Kind.ERASURE or not row.is_identity_sure:
            raise NotPossible("Make sure first who asks, and whose data it is.")
        possible = {line.kind.key: found for line, found, why in erasable(row, on=row.school.day_of(at)) if not why}  # fmt: skip
        wanted = [key for key in kinds() if key in set(chosen) & possible.keys()]
        if not wanted:
            raise NotPossible("Choose what is to be deleted.")
        for key in wanted:
            counts = _removed(possible[key])
            total += sum(counts.values())
            _certify(subject.school, line_of(subject.school, key), counts, by=by, at=at, request=row)  # fmt: skip
    return total


def erasable(
    request: Request, *, on: date
) -> list[tuple[Line, list[tuple[Forgetting, Rows]], str]]:
    """Each kind of which something is held about somebody: its rows, and why it stays where it does."""
    subject, school = _subject(request), request.school
    found = []
    for line in lines_of(school):
        rows = [(one, one.of(subject)) for one in forgettings(line.kind.key)]
        if count(rows):
            kept = [(one, _without_held(one, there, school, on=on)) for one, there in rows]
            found.append((line, kept, _stays(line, subject, kept, on=on)))
    return found


def _stays(line: Line, subject: Subject, kept: list[tuple[Forgetting, Rows]], *, on: date) -> str:
    """Why a kind stays although somebody asks for its deletion."""
    if line.kind.on_request != "goes":
        return line.kind.stays
    if not _has_left(subject, on=on):
        return "It is needed as long as the person is at the school."
    if _is_held(subject.school, line.kind) or not count(kept):
        return "Something else at the school still needs it."
    return ""


def _has_left(subject: Subject, *, on: date) -> bool:
    last = [one.left_on for one in (subject.person, subject.pupil) if one]
    return bool(last) and all(one is not None and one < on for one in last)


def _subject(request: Request) -> Subject:
    return Subject(request.school, request.person, request.pupil)


def _is_held(school: School, kind: Kind) -> bool:
    return Hold.objects.filter(school=school, kind=kind.key, lifted_at=None).exists()


def _without_held(one: Forgetting, rows: Rows, school: School, *, on: date) -> Rows:
    """Without the rows of those whom a hold or a case that still exists is about."""
    holds = Hold.objects.filter(school=school, kind="", lifted_at=None)
    if one.person:
        held = holds.exclude(person=None).values("person")
        needed = Person.objects.at(school).filter(is_in_a_case(on=on)).values("pk")
        rows = rows.exclude(**{f"{one.person}__in": held})
        rows = rows.exclude(**{f"{one.person}__in": needed})
    if one.pupil:
        rows = rows.exclude(**{f"{one.pupil}__in": holds.exclude(pupil=None).values("pupil")})
    return rows


def _removed(found: Iterable[tuple[Forgetting, Rows]]) -> Counter[str]:
    """Delete within the caller's transaction: how many of each, without those of which there were none."""
    return sum((one.remove(rows) for one, rows in found if rows.exists()), Counter[str]())


def _certify(
    school: School, line: Line, counts: Counter[str], *, by: Person | None, at: datetime,
    request: Request | None,
) -> None:  # fmt: skip
    made = DeletedRecords(
        school=school, kind=line.kind.key, counts=dict(counts), by=by, at=at, request=request,
        said={"kind": line.kind.says, "rule": line.says, "asked": request is not None},
    )  # fmt: skip
    made.save()
    entry = record(
        "records.deleted", subject=made, by=by, at=at, kind=line.kind.key,
        count=sum(counts.values()), because=["law-england/kept-no-longer-than-needed"],
    )  # fmt: skip
    made.ledger_head = keyed_digest(entry.hash).value
    made.save(update_fields=["ledger_head"])
