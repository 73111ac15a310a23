"""What waits at the school's network: the notice to read, controls to try, files that filters lack, logs that cases need."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from gatepost.core.blocking import table
from gatepost.monitoring.asked import announced, blocking
from gatepost.monitoring.controls.standing import gaps
from gatepost.monitoring.models import BlockExport, ImpactAssessment, LogRequest
from gatepost.monitoring.notice.reading import is_asked
from gatepost.monitoring.notice.standing import has_read, is_current, latest
from gatepost.monitoring.readers import KEEPS, SIGNS, WRITES
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting
from gatepost.policies.door import policy_at

TECHNICIAN = "ict-coordinator"
Held = frozenset[str]


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """For everybody who works here the notice; for those who look after the network what it lacks."""
    if not person.is_current(on):
        return []
    held = person.held_roles(on=on)
    return [
        *_notice(person, held, on=on),
        *_assessment(person, held, on=on),
        *_network(person, held, on=on),
    ]


def _notice(person: Person, held: Held, *, on: date) -> Iterator[Waiting]:
    last = latest(person.school)
    writes = bool(held & set(WRITES))
    if last is None:
        said = announced(policy_at(person.school, on=on)) if writes else []
        if said:
            numbers = ", ".join(one.clause.number for one in said)
            says = "Tell people what is watched on the school’s network: fill in the notice"
            yield Waiting(says, _url("notice-writing", person), because=numbers)
        return
    if not is_current(last, on=on):
        if writes:
            says = "The notice of what is watched is out of date: publish it anew"
            yield Waiting(says, _url("notice-writing", person))
    elif is_asked(person, on=on) and not has_read(person, last):
        yield Waiting("Read what is watched on the school’s network", _url("notice", person))


def _assessment(person: Person, held: Held, *, on: date) -> Iterator[Waiting]:
    if not held & set(SIGNS):
        return
    written = ImpactAssessment.objects.filter(school=person.school_id)
    newest = written.prefetch_related("signatures").first()
    if newest is None:
        return
    url = _url("assessment", person)
    has_signed = any(one.by_id == person.pk for one in newest.signatures.all())
    if not has_signed and held & set(newest.waits_for):
        yield Waiting("Sign the impact assessment of watching, or have it changed", url)
    elif newest.is_signed and newest.review_on <= on:
        yield Waiting("Look at the impact assessment of watching again", url, newest.review_on)


def _network(person: Person, held: Held, *, on: date) -> Iterator[Waiting]:
    if not held & set(KEEPS):
        return
    found = gaps(person.school, on=on)
    if found:
        numbers = dict.fromkeys(c.number for one in found for c in one.control.clauses)
        many = f"{len(found)} access controls are" if len(found) > 1 else "An access control is"
        says = f"{many} to be seen to"
        yield Waiting(says, _url("controls", person), because=", ".join(numbers))
    yield from _exports(person, on=on)
    if TECHNICIAN in held:
        yield from _logs(person)


def _exports(person: Person, *, on: date) -> Iterator[Waiting]:
    last = BlockExport.objects.filter(school=person.school_id).order_by("-table_on").first()
    if last is None:
        clauses = blocking(policy_at(person.school, on=on))
        if clauses:
            numbers = ", ".join(one.clause.number for one in clauses)
            says = "The policy wants sites to be blocked, and no filter has the list"
            yield Waiting(says, _url("filters", person), because=numbers)
    elif last.table_on < table().checked_on:
        says = f"Filters have an old table of sites: there is one of {table().checked_on:%-d %B %Y}"
        yield Waiting(says, _url("filters", person))


def _logs(person: Person) -> Iterator[Waiting]:
    """Only the days are told: neither which case it is, nor whose lines."""
    zone = person.school.clock_zone
    for one in LogRequest.objects.for_uploader(person):
        first, last = (at.astimezone(zone) for at in (one.from_at, one.until_at))
        says = f"Bring in the filter’s log of {first:%-d %B} to {last:%-d %B %Y}"
        yield Waiting(says, _url("log-new", person))


def _url(name: str, person: Person) -> str:
    return reverse(f"monitoring:{name}", args=[person.school.slug])
