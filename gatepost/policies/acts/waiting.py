"""What was put before the policy and waits for somebody's yes or judgement, and their own that can go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast

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
    for row, fact in _askings(person, rows):
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


def _askings(person: Person, rows: QuerySet[Row]) -> Iterator[tuple[Row, str]]:
    """The open rows about which somebody was asked, each with what; changed ones were asked in vain."""
    asked = Asking.objects.filter(
        of=person, school=person.school_id, subject_kind=rows.model._meta.label_lower
    )
    about = asked.order_by().values_list(Cast("subject_id", BigIntegerField()))
    found = rows.filter(pk__in=about).select_related("author", "school")
    by_pk = {str(row.pk): row for row in found}
    if not by_pk:
        return
    wanted = {(one.subject_id, one.fact): one.seen for one in asked.filter(subject_id__in=by_pk)}
    for (pk, fact), seen in wanted.items():
        if by_pk[pk].content_hash() == seen:
            yield by_pk[pk], fact


def _has_answered(row: Proposed, fact: str) -> bool:
    if not fact:
        return Judgement.objects.on(row).exists()
    return Step.objects.on(row).filter(fact=fact).exists()
