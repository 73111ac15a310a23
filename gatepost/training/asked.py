"""What a policy, and the law, ask for in training: courses, topics for pupils and parents, and where help is found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gatepost.core.clock import Span
from gatepost.core.policy import Clause, Pack
from gatepost.people.models import School
from gatepost.policies import packs
from gatepost.policies.campaigns.whom import actors_of
from gatepost.policies.models import Version

COURSE, PROGRAMME, RESOURCES = "training.course", "training.programme", "training.resources"
_MONTHS = {"month": 1, "year": 12}
_WHOEVER_LEADS = ("slt", "headteacher")  # where a clause does not say who arranges it


@dataclass(frozen=True)
class AskedCourse:
    """A course that clauses ask for; clauses on one topic make one course."""

    topic: str
    clauses: tuple[Clause, ...]
    actors: frozenset[str]
    arranged_by: tuple[str, ...]
    months: int | None  # how long it counts, where a clause says so

    @property
    def arrangers(self) -> tuple[str, ...]:
        """The roles that see to it."""
        return self.arranged_by or _WHOEVER_LEADS


@dataclass(frozen=True)
class AskedTopic:
    """Something that pupils or parents are to be taught or told."""

    audience: str
    topic: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class AskedLink:
    """Where clauses say that help is found: an address, or words for a place that the school has to name."""

    named: str
    audiences: tuple[str, ...]
    clauses: tuple[Clause, ...]

    @property
    def url(self) -> str:
        """The address, if it is one."""
        return self.named if self.named.startswith(("https://", "http://")) else ""


@dataclass(frozen=True)
class Source:
    """A pack that asks, and how the ledger names it."""

    pack: Pack
    reference: str

    def references(self, clauses: Iterable[Clause]) -> list[str]:
        """Clauses as the ledger names them."""
        return [f"{self.reference}/{clause.id}" for clause in clauses]


def policy_of(school: School, *, on: date) -> Source | None:
    """The policy that is in force at a school."""
    version = Version.objects.in_force(school, on=on)
    return Source(version.pack, version.reference) if version else None


def law_on(on: date) -> Source:
    """The law that holds on a day."""
    return Source(packs.law(on=on), packs.LAW)


def courses(pack: Pack) -> list[AskedCourse]:
    """The courses that a pack asks for, in its order."""
    by_topic: dict[str, list[Clause]] = {}
    for clause in _of(pack, COURSE):
        by_topic.setdefault(str(clause.live["topic"]), []).append(clause)
    return [_course(pack, topic, clauses) for topic, clauses in by_topic.items()]


def programme(pack: Pack) -> list[AskedTopic]:
    """What a pack wants pupils and parents to be taught or told."""
    found: dict[tuple[str, str], list[Clause]] = {}
    for clause in _of(pack, PROGRAMME):
        audience = "parents" if str(clause.live["for"]).startswith("parent") else "pupils"
        found.setdefault((audience, str(clause.live["topic"])), []).append(clause)
    return [AskedTopic(audience, topic, tuple(by)) for (audience, topic), by in found.items()]


def links(pack: Pack) -> list[AskedLink]:
    """Where a pack says that help is found; a clause that names nobody means it for all."""
    found: dict[str, list[Clause]] = {}
    for clause in _of(pack, RESOURCES):
        for link in clause.live["links"]:
            found.setdefault(str(link), []).append(clause)
    return [AskedLink(named, _audiences(by), tuple(by)) for named, by in found.items()]


def _course(pack: Pack, topic: str, clauses: list[Clause]) -> AskedCourse:
    months = [_months(str(clause.live.get("every", ""))) for clause in clauses]
    return AskedCourse(
        topic=topic,
        clauses=tuple(clauses),
        actors=frozenset().union(
            *(
                actors_of(pack, c.live.get("for", ())) or c.who or actors_of(pack, ["staff"])
                for c in clauses
            )
        ),
        arranged_by=tuple(dict.fromkeys(r for c in clauses for r in c.live.get("by-whom", ()))),
        months=min((number for number in months if number), default=None),
    )


def _months(every: str) -> int | None:
    span = Span.parse(every)
    return span.number * _MONTHS[span.unit] if span and span.unit in _MONTHS else None


def _audiences(clauses: Iterable[Clause]) -> tuple[str, ...]:
    named = [str(one) for clause in clauses for one in clause.live.get("for", ())]
    return tuple(dict.fromkeys(named)) or ("staff", "parents", "pupils")


def _of(pack: Pack, mechanism: str) -> list[Clause]:
    return [clause for clause in pack.clauses if clause.live.get("by") == mechanism]
