"""What was put before the policy and waits for somebody's yes or judgement, and their own that can go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

from django.db.models import QuerySet

from gatepost.people.models import Person
from gatepost.people.waiting import Waiting
from gatepost.policies.models import Asking, Judgement, Plan, Step
from gatepost.policies.models.proposed import Proposed

Row = TypeVar("Row", bound=Proposed)


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What was asked of somebody and not answered yet, and what others have answered them."""
    if not person.is_current(on):
        return []
    return [*asked_of(person, Plan.objects.open()), *_answered_to(person)]


def asked_of(person: Person, rows: QuerySet[Row]) -> Iterator[Waiting]:
    """What somebody was asked about some rows that are still open and have not answered."""
    kind = rows.model._meta.label_lower
    asked = Asking.objects.filter(of=person, school=person.school_id, subject_kind=kind)
    for row, fact in _askings(asked, rows):
        if not _has_answered(row, fact):
            says = "asks for your judgement" if not fact else "asks for your yes"
            yield Waiting(f"{row.author.name} {says}: {row}", row.get_absolute_url())


def _answered_to(person: Person) -> Iterator[Waiting]:
    for plan in person.plans.open():
        said = (
            Step.objects.on(plan).exclude(by=person).exists() or Judgement.objects.on(plan).exists()
        )
        if said:
            yield Waiting(f"There is an answer to what you asked: {plan}", plan.get_absolute_url())


def _askings(asked: Iterable[Asking], rows: QuerySet[Row]) -> Iterator[tuple[Row, str]]:
    """The open rows that some askings are about, each with what is asked; changed ones were asked in vain."""
    wanted = {(int(one.subject_id), one.fact): one.seen for one in asked}
    found = rows.filter(pk__in=[pk for pk, _ in wanted]).select_related("author", "school")
    by_pk = {row.pk: row for row in found}
    for (pk, fact), seen in wanted.items():
        if pk in by_pk and by_pk[pk].content_hash() == seen:
            yield by_pk[pk], fact


def _has_answered(row: Proposed, fact: str) -> bool:
    if not fact:
        return Judgement.objects.on(row).exists()
    return Step.objects.on(row).filter(fact=fact).exists()
