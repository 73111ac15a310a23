"""What is read once for all the clauses of a policy: counts from the ledger, and how the school stands on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, TypeVar

from gatepost.channels.models import Channel
from gatepost.core.policy import Clause, Pack
from gatepost.incidents.models import Case, Concerned
from gatepost.people.models import Person, Role, School
from gatepost.people.roles import with_implied
from gatepost.policies.models import Version
from gatepost.records import counting
from gatepost.records.counting import Happened, together
from gatepost.records.door import chain_of
from gatepost.records.events import EVENTS

T = TypeVar("T")

# Entries of these may name clauses in the school's own chain; all others are counted without being opened.
CITING = tuple(
    event
    for event in EVENTS
    if event.partition(".")[0]
    in {
        "act", "answer", "campaign", "consent", "consent-round", "course", "departure", "exception",
        "handover", "leaving", "listing", "moderation", "policy", "press", "programme", "tie",
        "training", "upkeep",
    }
    or event in ("clause.filled", "clause.worded", "document.placed", "mention.step-taken")
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """A school under the version of its policy that is in force on a day."""

    school: School
    version: Version
    pack: Pack
    on: date
    _kept: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def at(cls, school: School, *, on: date) -> Look | None:
        """How a school stands on a day; None where no policy is in force."""
        version = Version.objects.in_force(school, on=on)
        return cls(school, version, version.pack.on(on), on) if version else None

    @cached_property
    def since(self) -> datetime:
        """From when on what was done counts for this version: it was approved and signed before it began."""
        begun = self.version.begun
        drafted = self.version.drafted_at
        if begun is None:
            return drafted
        return min(drafted, datetime.combine(begun.from_on, time.min, self.school.clock_zone))

    @cached_property
    def begun_at(self) -> datetime:
        """The moment from which it holds."""
        begun = self.version.begun
        first = begun.from_on if begun else self.version.drafted_at.date()
        return datetime.combine(first, time.min, self.school.clock_zone)

    def once(self, reckon: Callable[[Look], T]) -> T:
        """Something that is reckoned once for all clauses."""
        if reckon not in self._kept:
            self._kept[reckon] = reckon(self)
        found: T = self._kept[reckon]
        return found

    def happened(self, events: Iterable[str]) -> Happened | None:
        """How often some events took place while the policy was in force."""
        return together(self._happened.get(event) for event in events)

    def cited(self, events: Iterable[str], clause: Clause) -> Happened | None:
        """How often entries of some events named a clause of this version."""
        here = self._cited.get(clause.id, {})
        return together(here.get(event) for event in events)

    def in_cases(self, events: Iterable[str]) -> Happened | None:
        """How often some events took place in cases. Nothing below five may be shown of it."""
        return together(self._in_cases.get(event) for event in events)

    def has_role(self, *roles: str) -> bool:
        """Whether somebody at the school holds one of some roles."""
        return bool(self.roles & set(roles))

    @cached_property
    def roles(self) -> frozenset[str]:
        """Every role that somebody holds, and those that come with it."""
        people = Person.objects.at(self.school).current(self.on)
        held = Role.objects.current(self.on).filter(person__in=people)
        return with_implied(held.values_list("role", flat=True).distinct().order_by("role"))

    @cached_property
    def actors(self) -> Counter[str]:
        """How many people there are of each kind."""
        people = Person.objects.at(self.school).current(self.on)
        return Counter(
            actor for actors in people.values_list("actors", flat=True) for actor in actors
        )

    @cached_property
    def accounts(self) -> int:
        """How many official accounts there are."""
        return Channel.objects.open().filter(school=self.school).count()

    @cached_property
    def _happened(self) -> Mapping[str, Happened]:
        return counting.happened([chain_of(self.school)], EVENTS, since=self.begun_at)

    @cached_property
    def _cited(self) -> Mapping[str, Mapping[str, Happened]]:
        """By clause and event. A clause is named with its version, or with its policy where the entry's own day says which."""
        ours = {self.version.reference, self.pack.slug}
        found: dict[str, dict[str, Happened]] = {}
        counted = counting.cited(chain_of(self.school), CITING, since=self.since)
        for (reference, event), seen in counted.items():
            of, _, clause = reference.partition("/")
            if of in ours:
                here = found.setdefault(clause, {})
                here[event] = together([here.get(event), seen]) or seen
        return found

    @cached_property
    def _in_cases(self) -> Mapping[str, Happened]:
        """Cases that concern somebody who works here are left out, so that nobody learns of one about themselves."""
        concerned = Concerned.objects.filter(case__school=self.school)
        cases = Case.objects.filter(school=self.school, opened_at__gte=self.begun_at)
        cases = cases.exclude(pk__in=concerned.values("case"))
        chains = [f"case-{key}" for key in cases.values_list("key", flat=True)]
        return counting.happened(chains, _OF_CASES, since=self.begun_at)


_OF_CASES = tuple(event for event in EVENTS if event.startswith(("case.", "evidence.")))
