"""“Set up what the policy asks for”: a course for every topic, a row for every link, nothing twice."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from gatepost.people.models import Person, School
from gatepost.records.door import record
from gatepost.training.asked import AskedLink, Source, courses, law_on, links, policy_of
from gatepost.training.models import Course, Resource


def set_up(school: School, *, by: Person, at: datetime) -> int:
    """Make the courses that the policy in force and the law ask for and that are missing; says how many."""
    on = at.astimezone(school.clock_zone).date()
    with transaction.atomic(durable=True):
        School.objects.select_for_update().get(pk=school.pk)
        made = sum(_set_up_from(source, school, by=by, at=at) for source in sources(school, on=on))
    keep_resources(school, at=at)
    return made


def keep_resources(school: School, *, at: datetime) -> None:
    """A row for every link that the policy in force names, so that it can be looked at."""
    policy = policy_of(school, on=at.astimezone(school.clock_zone).date())
    for link in links(policy.pack) if policy else ():
        Resource.objects.get_or_create(
            school=school,
            named=link.named,
            defaults={
                "title": title_of(link),
                "url": link.url,
                "audiences": list(link.audiences),
                "entered_at": at,
            },
        )


def missing(school: School, *, on: date) -> list[str]:
    """Topics that the policy or the law asks for and for which there is no course."""
    there = set(Course.objects.filter(school=school).values_list("topic", flat=True))
    asked = [one.topic for source in sources(school, on=on) for one in courses(source.pack)]
    return [topic for topic in dict.fromkeys(asked) if topic not in there]


def sources(school: School, *, on: date) -> list[Source]:
    """The policy in force, if there is one, and the law."""
    policy = policy_of(school, on=on)
    return [policy, law_on(on)] if policy else [law_on(on)]


def title_of(link: AskedLink) -> str:
    """What a link is called until the school gives it a better name: its site, or the policy's words."""
    site = link.named.partition("://")[2].partition("/")[0].removeprefix("www.")
    return site or f"{link.named[:1].upper()}{link.named[1:]}"


def _set_up_from(source: Source, school: School, *, by: Person, at: datetime) -> int:
    made = 0
    for asked in courses(source.pack):
        clauses = source.references(asked.clauses)
        course, is_new = Course.objects.get_or_create(
            school=school,
            topic=asked.topic,
            defaults={"clauses": clauses, "set_up_at": at, "set_up_by": by},
        )
        if is_new:
            made += 1
            record("course.set-up", subject=course, by=by, at=at, because=clauses)
    return made
