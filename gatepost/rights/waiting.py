"""What waits for somebody about people's data: requests and their clock, what is over, pieces of cases. Names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.urls import reverse

from gatepost.people.models import Person
from gatepost.people.waiting import Waiting
from gatepost.rights.asked import terms_at
from gatepost.rights.models import KeptLongEnough, Request
from gatepost.rights.models.spans import RULERS
from gatepost.rights.of_cases.giving import cases_for, open_for
from gatepost.rights.requests.handlers import HANDLERS


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What somebody has to do on a day."""
    if not person.is_current(on):
        return []
    held = person.held_roles(on=on)
    found = [*_cases(person, on=on)]
    if held & set(HANDLERS):
        found += _requests(person, on=on)
    if held & set(RULERS):
        found += _kept(person)
    return found


def _requests(person: Person, *, on: date) -> Iterator[Waiting]:
    seen = Request.objects.visible_to(person, on=on).open()
    terms = terms_at(person.school, on=on)
    numbers = ", ".join(clause.number for clause in terms.clauses)
    for one in seen.select_related("school").prefetch_related("steps"):
        due = one.due_on(list(one.steps.all()), terms=terms)
        says = "Answer a request about somebody’s data"
        if due is None:
            says = "A request about somebody’s data waits for whoever asked"
        yield Waiting(says, one.get_absolute_url(), due, f"Law clause {numbers}" if numbers else "")


def _kept(person: Person) -> Iterator[Waiting]:
    over = KeptLongEnough.objects.filter(school=person.school_id, count__gt=0)
    if kinds := over.count():
        url = reverse("rights:kept-long-enough", args=[person.school.slug])
        what = "One kind of record has" if kinds == 1 else f"{kinds} kinds of record have"
        yield Waiting(f"{what} been kept for long enough: confirm that it goes", url)


def _cases(person: Person, *, on: date) -> Iterator[Waiting]:
    """For those who see the whole of a case about whoever asked for a copy, and for nobody else."""
    at = datetime.combine(on, time(12), tzinfo=person.school.clock_zone)
    for one in open_for(person, on=on):
        if cases_for(one, person, at=at):
            url = reverse("rights:of-cases", args=[person.school.slug, one.pk])
            says = "Somebody asked for a copy of their data: look whether a piece of a case can be given"  # fmt: skip
            yield Waiting(says, url)
