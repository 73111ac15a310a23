"""What somebody who sees the whole of a case gives of it to whom it is about: piece by piece, each with a reason."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from gatepost.incidents.held import cases_about, pieces_of
from gatepost.incidents.models import Case
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.people.subjects import Held, Subject
from gatepost.records.door import keyed_digest, record
from gatepost.rights.blacking import names_of_others
from gatepost.rights.gathering import said, subject_of
from gatepost.rights.models import Piece, Request


def open_for(person: Person, *, on: date) -> list[Request]:
    """The open requests for a copy about people of the school, but one's own."""
    there = Request.objects.filter(school=person.school_id, kind=Request.Kind.COPY).open()
    return list(
        there.exclude(person=None).exclude(person=person).select_related("school", "person")
    )


def cases_for(request: Request, person: Person, *, at: datetime) -> list[Case]:
    """The cases of which somebody could give a piece."""
    subject = Subject(request.school, request.person, request.pupil)
    return cases_about(subject, seen_by=person, at=at) if request.is_open else []


def offered(request: Request, case: Case) -> list[tuple[Held, bool]]:
    """The pieces of a case, and whether each is given already."""
    there = {piece.said["key"] for piece in request.pieces.exclude(released_by=None)}
    return [(one, one.key in there) for one in pieces_of(case, subject_of(request))]


def give(request: Request, case: Case, key: str, *, reason: str, by: Person, at: datetime) -> Piece:
    """Put one piece of a case into what is given."""
    if not reason.strip():
        raise NotPossible("Write why this piece can be given.")
    subject = subject_of(request)
    if case not in cases_for(request, by, at=at):
        raise NotPossible("There is no such case any more.")
    held = next((one for one, is_given in offered(request, case) if one.key == key and not is_given), None)  # fmt: skip
    if held is None:
        raise NotPossible("Choose a piece that is not given yet.")
    names = names_of_others(subject, on=request.school.day_of(at))
    with transaction.atomic(durable=True):
        row = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
        last = row.pieces.order_by("-number").values_list("number", flat=True).first() or 0
        made = Piece.objects.create(
            request=row, number=last + 1, kind=held.kind, said=said(held, names(held.text)),
            released_by=by,
        )  # fmt: skip
        record(
            "case.piece-given", subject=case, by=by, at=at, request=row.pk,
            reason=keyed_digest(reason.strip()),
        )  # fmt: skip
    return made
