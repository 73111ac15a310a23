"""Puts down that a case about a child went to the next school, and that school's receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.urls import reverse

from gatepost.core.clock import Calendar, Span, due
from gatepost.incidents.keeping_time.asked import standing_of
from gatepost.incidents.models import Case, Transfer
from gatepost.incidents.whole import row_for, sees_whole
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.people.waiting import Waiting
from gatepost.records.door import record

RECEIPT_WITHIN = Span(5, "working day")
PUPIL, CHILD_FILE = "pupil", "child-protection-file"


@dataclass(frozen=True)
class Sent:
    """What somebody says of a transfer."""

    school: str
    name: str  # of whoever gets it there
    how: str  # how it was kept safe on the way
    sent_on: date
    is_bundle: bool = False


def is_about_child(case: Case) -> bool:
    """Whether a case can follow a child to another school."""
    is_file = standing_of(case).rule.record.key == CHILD_FILE
    return is_file or case.report.about == PUPIL or PUPIL in case.facts["other"]


def send(case: Case, sent: Sent, *, by: Person, at: datetime) -> Transfer:
    """Put down what was sent to whom."""
    if not (sent.school.strip() and sent.name.strip() and sent.how.strip()):
        raise NotPossible("Write to which school, to whom there, and how it was kept safe.")
    with transaction.atomic(durable=True):
        row = row_for(case, by, at=at)
        if not is_about_child(row):
            raise NotPossible("Only a case about a child goes to a child’s next school.")
        if sent.sent_on > row.school.day_of(at):
            raise NotPossible("Put it down once it was sent: this day is still to come.")
        export = row.exports.last() if sent.is_bundle else None
        if sent.is_bundle and export is None:
            raise NotPossible("Make the bundle first, on the page of the evidence.")
        said = {"school": sent.school.strip(), "name": sent.name.strip(), "how": sent.how.strip()}
        made = Transfer.objects.create(
            case=row, said=said, export=export, sent_on=sent.sent_on, by=by, at=at
        )
        record("case.transferred", subject=row, by=by, at=at, transfer=made.pk, sent=sent.sent_on)
    return made


def take_receipt(transfer: Transfer, who: str, *, on: date, by: Person, at: datetime) -> None:
    """Put down who at the other school confirmed that it came, and when."""
    if not who.strip():
        raise NotPossible("Write who at the other school confirmed it.")
    with transaction.atomic(durable=True):
        case = row_for(transfer.case, by, at=at)
        row = Transfer.objects.select_for_update().get(pk=transfer.pk)
        if row.receipt_on is not None:
            raise NotPossible("The receipt is here already.")
        if not row.sent_on <= on <= case.school.day_of(at):
            raise NotPossible("The receipt is from a day between the sending and today.")
        row.receipt_from, row.receipt_on, row.receipt_by, row.receipt_at = who.strip(), on, by, at
        row.save(update_fields=["receipt_from", "receipt_on", "receipt_by", "receipt_at"])
        record("case.transfer-received", subject=case, by=by, at=at, transfer=row.pk, received=on)


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """A line for each receipt that has not come within five working days."""
    seen = Case.objects.visible_to(person, on=on)
    sent = Transfer.objects.unconfirmed().filter(case__in=seen).select_related("case__school")
    at = datetime.combine(on, time(12), tzinfo=person.school.clock_zone)
    return [
        Waiting(
            "A receipt from another school is missing",
            reverse("incidents:transfer", args=[person.school.slug, one.case.key]),
            receipt_due(one, person.school),
        )
        for one in sent
        if receipt_due(one, person.school) < on and sees_whole(one.case, person, at=at)
    ]


def receipt_due(transfer: Transfer, school: School) -> date:
    """The last day on which the receipt is in time."""
    clock = Calendar(zone=school.clock_zone)
    sent = datetime.combine(transfer.sent_on, time(12), tzinfo=school.clock_zone)
    return due(sent, RECEIPT_WITHIN, clock).date()
