"""What the page of how one is told shows: every way with what became of its last message, and what always comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from gatepost import notices
from gatepost.core.policy import Clause, Pack
from gatepost.notices.models import MAIL
from gatepost.people.models import Device, Person, Room, School
from gatepost.people.telling.kinds import rules
from gatepost.people.telling.trying import Last, last_by
from gatepost.policies.door import policy_at
from gatepost.policies.in_force import readable
from gatepost.policies.reading import Readable


@dataclass(frozen=True)
class Way:
    """One way of telling somebody."""

    name: str
    kind: str
    reference: str
    removal: str = ""
    last: Last | None = None
    problem: str = ""


@dataclass(frozen=True)
class Always:
    """What reaches one whatever one chose, and the clauses that want it."""

    because: list[str]
    clauses: list[Readable]


def ways_of(person: Person) -> list[Way]:
    """Every way there is for somebody."""
    devices, rooms = list(person.devices.all()), list(person.rooms.all())
    references = [one.reference for one in devices] + [one.reference for one in rooms]
    last = last_by([*references, *filter(None, [person.email])])
    slug = person.school.slug
    return [
        *_mail(person, last),
        *(_device(one, slug, last) for one in devices),
        *(_room(one, slug, last) for one in rooms),
    ]


def _mail(person: Person, last: dict[str, Last]) -> Iterable[Way]:
    if person.email:
        problem = "" if notices.is_configured() else "Gatepost has no mail server yet."
        yield Way(person.email, "E-mail", MAIL, last=last.get(person.email), problem=problem)


def _device(one: Device, slug: str, last: dict[str, Last]) -> Way:
    removal = reverse("told:device-removal", args=[slug, one.pk])
    return Way(one.name, "Browser", one.reference, removal, last.get(one.reference))


def _room(one: Room, slug: str, last: dict[str, Last]) -> Way:
    removal = reverse("told:room-removal", args=[slug, one.pk])
    kind = one.get_way_display()
    return Way(one.name, kind, one.reference, removal, last.get(one.reference))


def what_always_comes(school: School, *, on: date) -> list[Always]:
    """What the policy or safety wants somebody to hear of. A policy that is silent is not cited."""
    pack = policy_at(school, on=on)
    reasons: dict[str, list[str]] = {}
    for rule in rules().values():
        if rule.because:
            reasons.setdefault(rule.mechanism, []).append(rule.because)
    return [
        Always(because, readable(_clauses(pack, mechanism), school=school, on=on))
        for mechanism, because in reasons.items()
    ]


def _clauses(pack: Pack | None, mechanism: str) -> list[Clause]:
    clauses = pack.clauses if pack and mechanism else ()
    return [clause for clause in clauses if clause.live.get("by") == mechanism]
