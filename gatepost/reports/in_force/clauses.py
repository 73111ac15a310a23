"""Every clause of the policy in force with what shows that it lives, and the sums of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from gatepost.core.policy import Clause
from gatepost.core.policy.coverage import ways
from gatepost.people.models import School
from gatepost.policies.models import Version
from gatepost.policies.reading import Readable, paper
from gatepost.reports.in_force.decisions import decided
from gatepost.reports.in_force.givers import GIVERS
from gatepost.reports.in_force.look import Look
from gatepost.reports.in_force.policies import Reading, acknowledged, reading
from gatepost.reports.in_force.shown import Shown, State, best

# What is wrong with a clause until the school has put it right.
NEEDS = {
    "unfilled": "The school has to fill in what it leaves open.",
    "outdated": "It is out of date: the school has to word it anew.",
    "defective": "It has a mistake: the school has to word it.",
}


@dataclass(frozen=True)
class Standing:
    """One clause and what shows it, the furthest first."""

    readable: Readable
    shown: tuple[Shown, ...]

    @property
    def state(self) -> State:
        """How far it has come."""
        return best(self.shown)

    @property
    def needs(self) -> list[str]:
        """What the school has to do about its words."""
        return [says for flag, says in NEEDS.items() if flag in self.readable.clause.flags]

    @property
    def last_on(self) -> date | None:
        """When it was last seen at work."""
        return max((one.last_on for one in self.shown if one.last_on), default=None)


@dataclass(frozen=True)
class Section:
    """A heading with its clauses."""

    number: str
    heading: str
    clauses: tuple[Standing, ...]


@dataclass(frozen=True)
class Summary:
    """The sums: how many clauses are in each state, how many need the school, how many people have read them."""

    version: int
    in_force_from: date | None
    clauses: int
    states: Mapping[State, int]
    needs: int
    reading: Reading

    @property
    def alive(self) -> int:
        """Those that something more than reading shows."""
        return self.states[State.USED] + self.states[State.READY]

    @property
    def rows(self) -> list[tuple[State, int]]:
        """States with their numbers, the furthest first."""
        return list(self.states.items())


@dataclass(frozen=True)
class InForce:
    """The whole policy of a day."""

    version: Version
    sections: tuple[Section, ...]
    reading: Reading

    @property
    def clauses(self) -> list[Standing]:
        """All of them, in the order of the document."""
        return [one for section in self.sections for one in section.clauses]

    @property
    def summary(self) -> Summary:
        """The sums of it."""
        states = [one.state for one in self.clauses]
        begun = self.version.begun
        return Summary(
            version=self.version.number,
            in_force_from=begun.from_on if begun else None,
            clauses=len(states),
            states={state: states.count(state) for state in State},
            needs=sum(bool(one.needs) for one in self.clauses),
            reading=self.reading,
        )


def in_force(school: School, *, on: date) -> InForce | None:
    """The policy in force with what shows each clause; None where there is none."""
    look = Look.at(school, on=on)
    if look is None:
        return None
    document = paper(look.pack, reverse("policies:policy", args=[school.slug]))
    sections = tuple(
        Section(
            one.number,
            one.heading,
            tuple(Standing(clause, tuple(_shown(look, clause.clause))) for clause in one.clauses),
        )
        for one in document.sections
    )
    return InForce(look.version, sections, look.once(reading))


def summary_of(school: School, *, on: date) -> Summary | None:
    """The sums of the policy in force on a day; None where there is none."""
    found = in_force(school, on=on)
    return found.summary if found else None


def shown_by(look: Look, clause: Clause) -> list[Shown]:
    """What shows one clause, the furthest first."""
    return list(_shown(look, clause))


def _shown(look: Look, clause: Clause) -> Iterator[Shown]:
    found = [*_by_mechanism(look, clause), *decided(look, clause)]
    if not found and (read := _is_read(look, clause)):
        found.append(read)
    if not found:
        found.append(Shown(State.NOTHING, "Nothing that anybody did here has come under it yet."))
    order = list(State)
    yield from sorted(found, key=lambda one: order.index(one.state))


def _by_mechanism(look: Look, clause: Clause) -> Iterator[Shown]:
    for way in ways(clause):
        if way in GIVERS:
            yield GIVERS[way](look, clause)


def _is_read(look: Look, clause: Clause) -> Shown | None:
    """That people know it, where nothing is to be set up and nothing has come under it."""
    found = acknowledged(look, clause)
    if found.state is not State.USED:
        return None
    says = "People have confirmed that they read it; nothing else shows it yet."
    return Shown(State.READ, says, found.figure, found.last_on, found.url)
