"""Cases are no part of what is gathered about anybody: only somebody who sees the whole of a case can give a piece of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.db.models import Q

from gatepost.incidents.models import Case, KeepingRule
from gatepost.incidents.whole import sees_whole
from gatepost.people.models import Person
from gatepost.people.subjects import Held, Rows, Subject, fields, rows_about

CASES = "cases"
_WHY = "of a case: given by somebody who sees the whole case alone, who says of each piece why"
_OF_CASES = (
    "Case", "Access", "Concerned", "CaseDuty", "Release", "Evidence", "Sealing", "Clearance", "Disposal", "TimeStamp",
    "CaptureAsked", "EvidenceExport", "Outcome", "KeptAs", "LegalHold", "DueNoted", "Deletion", "Certificate", "Step",
    "Message", "Transfer",
)  # fmt: skip
TABLES = (
    Rows(
        KeepingRule, CASES, "at", {"by": "How long a kind of record is kept, entered by you"},
        text=fields("reason"),
    ),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {f"incidents.{name}": _WHY for name in _OF_CASES}
FORGETTINGS = ()  # two people delete a case, on pages of its own


def held_about(subject: Subject) -> Iterator[Held]:
    """Nothing of any case."""
    yield from rows_about(subject, TABLES)


def cases_about(subject: Subject, *, seen_by: Person, at: datetime) -> list[Case]:
    """The cases about somebody, or reported by them, that another person sees the whole of."""
    if subject.person is None or subject.person.pk == seen_by.pk:
        return []
    theirs = Q(concerned__person=subject.person) | Q(reporter=subject.person)
    on = subject.school.day_of(at)
    seen = Case.objects.visible_to(seen_by, on=on).filter(theirs).distinct()
    return [one for one in seen.select_related("school") if sees_whole(one, seen_by, at=at)]


def is_in_a_case(*, on: date) -> Q:
    """People whom a case that still exists is about, or who reported it: their entries stay as long as it does."""
    from gatepost.incidents.models import Concerned

    about = Q(pk__in=Concerned.objects.values("person"))
    return about | Q(pk__in=Case.objects.exclude(reporter=None).values("reporter"))


def pieces_of(case: Case, subject: Subject) -> Iterator[Held]:
    """What of a case could be given to whom it is about: words, never a file, and nothing where a picture may be a child’s."""
    if case.may_be_image_of_child:
        return
    report, mine = case.report, case.reporter_id == (subject.person.pk if subject.person else None)
    if mine:
        yield Held(f"incidents.case:{case.key}:report", CASES, "A report that you made", case.opened_at, report.words)  # fmt: skip
    for message in case.messages.all():
        if mine:
            what = "A message about your report"
            yield Held(f"incidents.message:{message.pk}", CASES, what, message.at, message.words)
    for outcome in case.outcomes.all():
        what = "What was decided"
        said = "\n".join(str(value) for value in outcome.said.values() if value)
        yield Held(f"incidents.outcome:{outcome.pk}", CASES, what, outcome.at, said)
    for step in case.steps.all():
        yield Held(f"incidents.step:{step.pk}", CASES, "What was done", step.at, step.words)
