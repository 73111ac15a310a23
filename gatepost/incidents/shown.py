"""What clauses say of a case, as pages show it: whose rule it is stands beside each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from gatepost.core.policy import Duty, Pack
from gatepost.core.policy.words import duty_words
from gatepost.incidents.asked import Guidance, Said, people_among
from gatepost.people.models import School
from gatepost.policies import packs
from gatepost.policies.reading import Paper, Readable, paper


@dataclass(frozen=True)
class Shown:
    """A clause as it is read, and whether it is the law's."""

    readable: Readable
    is_law: bool
    live: dict[str, object]


@dataclass(frozen=True)
class Task:
    """Something to do, in words, with its clause."""

    says: str
    within: str
    number: str
    url: str
    is_law: bool
    is_grave: bool


def read(one: Said, school: School) -> Shown:
    """A clause with its place."""
    is_law = one.pack.slug == packs.LAW
    url = reverse("policies:law") if is_law else reverse("policies:policy", args=[school.slug])
    return Shown(_paper(one.pack, url).by_id[one.clause.id], is_law, one.live)


@lru_cache(maxsize=32)
def _paper(pack: Pack, url: str) -> Paper:
    return paper(pack, url)


def said(found: Guidance, mechanism: str, school: School) -> list[Shown]:
    """The clauses that are made real by one mechanism."""
    return [read(one, school) for one in found.by(mechanism)]


def to_do_now(found: Guidance, school: School) -> list[Task]:
    """What whoever reports does themselves, what cannot wait first."""
    mine = [
        _task(duty, one, school)
        for duty, one in found.duties
        if duty.by in ("", "actor") and not (duty.to and people_among([duty.to]))
    ]
    return sorted(mine, key=lambda task: not task.is_grave)


def _task(duty: Duty, one: Said, school: School) -> Task:
    shown = read(one, school)
    return Task(
        duty_words(one.pack, duty), duty.within, one.clause.number, shown.readable.url, shown.is_law, one.clause.grave
    )  # fmt: skip
