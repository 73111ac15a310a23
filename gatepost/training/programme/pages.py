"""What pages of the programme show: each topic that the policy asks for with what was planned and done, and the links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gatepost.core.policy import Clause
from gatepost.people.models import School
from gatepost.training.asked import links, policy_of, programme
from gatepost.training.models import ProgrammeItem, Resource


@dataclass(frozen=True)
class Topic:
    """A topic for an audience; without clauses it is the school's own."""

    audience: str
    topic: str
    clauses: tuple[Clause, ...]
    items: tuple[ProgrammeItem, ...]


def topics(school: School, *, on: date) -> list[Topic]:
    """Everything that the policy asks for, then what the school adds."""
    policy = policy_of(school, on=on)
    asked = programme(policy.pack) if policy else []
    items = list(
        ProgrammeItem.objects.filter(school=school)
        .select_related("delivered_by")
        .prefetch_related("resources")
    )
    keys = [(one.audience, one.topic, one.clauses) for one in asked]
    known = {(audience, topic) for audience, topic, _ in keys}
    own = dict.fromkeys((item.audience, item.topic) for item in items)
    keys += [(audience, topic, ()) for audience, topic in own if (audience, topic) not in known]
    return [
        Topic(
            audience,
            topic,
            clauses,
            tuple(item for item in items if (item.audience, item.topic) == (audience, topic)),
        )
        for audience, topic, clauses in keys
    ]


def delivered(school: School, audience: str) -> list[ProgrammeItem]:
    """What has taken place for an audience, the newest first."""
    items = ProgrammeItem.objects.filter(school=school, audience=audience).exclude(
        delivered_on=None
    )
    return list(items.order_by("-delivered_on", "-pk"))


def planned(school: School, audience: str, *, on: date) -> list[ProgrammeItem]:
    """What is still to come."""
    items = ProgrammeItem.objects.filter(
        school=school, audience=audience, delivered_on=None, planned_on__gte=on
    )
    return list(items)


def resources(school: School, *, on: date) -> list[tuple[Resource, tuple[Clause, ...]]]:
    """Links in view: those that the policy in force names, and the school's own."""
    policy = policy_of(school, on=on)
    named = {link.named: link.clauses for link in links(policy.pack)} if policy else {}
    return [
        (resource, named.get(resource.named, ()))
        for resource in Resource.objects.kept().filter(school=school)
        if not resource.named or resource.named in named
    ]


def for_audience(school: School, audience: str, *, on: date) -> list[Resource]:
    """Links for some people that have an address and have not been dead for a day."""
    return [
        one
        for one, _ in resources(school, on=on)
        if audience in one.audiences and one.url and not one.was_dead_on(on)
    ]
