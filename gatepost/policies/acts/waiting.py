"""Plans of others that wait for somebody's yes or judgement, and their own that can go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from gatepost.people.models import Person
from gatepost.people.waiting import Waiting
from gatepost.policies.models import Asking, Judgement, Plan, Step


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What was asked of somebody and not answered yet, and what others have answered them."""
    if not person.is_current(on):
        return []
    return [*_asked_of(person), *_answered_to(person)]


def _asked_of(person: Person) -> Iterator[Waiting]:
    for plan, fact in _askings(Asking.objects.filter(of=person, school=person.school_id)):
        if not _has_answered(plan, fact):
            says = "asks for your judgement" if not fact else "asks for your yes"
            yield Waiting(f"{plan.author.name} {says}: {plan}", plan.get_absolute_url())


def _answered_to(person: Person) -> Iterator[Waiting]:
    for plan in person.plans.open():
        said = (
            Step.objects.on(plan).exclude(by=person).exists() or Judgement.objects.on(plan).exists()
        )
        if said:
            yield Waiting(f"There is an answer to what you asked: {plan}", plan.get_absolute_url())


def _askings(asked: Iterable[Asking]) -> Iterator[tuple[Plan, str]]:
    """The open plans that some askings are about, each with what is asked; changed ones were asked in vain."""
    wanted = {(int(one.subject_id), one.fact): one.seen for one in asked}
    plans = Plan.objects.open().filter(pk__in=[pk for pk, _ in wanted])
    by_pk = {plan.pk: plan for plan in plans.select_related("author", "school")}
    for (pk, fact), seen in wanted.items():
        if pk in by_pk and by_pk[pk].content_hash() == seen:
            yield by_pk[pk], fact


def _has_answered(plan: Plan, fact: str) -> bool:
    if not fact:
        return Judgement.objects.on(plan).exists()
    return Step.objects.on(plan).filter(fact=fact).exists()
