"""What a school's records show of each aspect: clauses that speak of it, and what shows that they live."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from gatepost.core.policy import Clause
from gatepost.people.models import School
from gatepost.policies.models import Version
from gatepost.reports.in_force.clauses import InForce, Standing, in_force
from gatepost.reports.in_force.policies import Reading
from gatepost.reports.in_force.shown import Shown, State
from gatepost.reports.safe360.aspects import About, Aspect, review


@dataclass(frozen=True)
class Line:
    """One thing that the records show, and the clauses it shows."""

    shown: Shown
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Gathered:
    """An aspect with its evidence, the furthest first, and the clauses that nothing shows yet."""

    aspect: Aspect
    clauses: tuple[Standing, ...]
    lines: tuple[Line, ...]

    @property
    def without(self) -> list[Clause]:
        """Clauses on the aspect that nothing shows."""
        return [one.readable.clause for one in self.clauses if one.state is State.NOTHING]


@dataclass(frozen=True)
class Evidence:
    """The whole document, as of a day."""

    about: About
    version: Version
    on: date
    reading: Reading
    aspects: tuple[Gathered, ...]


def evidence(school: School, *, on: date) -> Evidence | None:
    """What the records of a school show on a day; None where no policy is in force."""
    found = in_force(school, on=on)
    if found is None:
        return None
    known = review()
    gathered = tuple(_gathered(one, found) for one in known.aspects)
    return Evidence(known.about, found.version, on, found.reading, gathered)


def with_links(found: Evidence, opens_to: Callable[[str], bool]) -> Evidence:
    """The same with only those links that open to whoever reads it."""

    def read(line: Line) -> Line:
        shown = line.shown
        return line if opens_to(shown.url) else replace(line, shown=replace(shown, url=""))

    aspects = (replace(one, lines=tuple(map(read, one.lines))) for one in found.aspects)
    return replace(found, aspects=tuple(aspects))


def _gathered(aspect: Aspect, found: InForce) -> Gathered:
    clauses = tuple(one for one in found.clauses if _speaks(one.readable.clause, aspect))
    return Gathered(aspect, clauses, tuple(_lines(clauses)))


def _speaks(clause: Clause, aspect: Aspect) -> bool:
    if clause.live.get("by") in aspect.mechanisms:
        return True
    return any(aspect.acts & table.get("act", frozenset()) for table in clause.when)


def _lines(clauses: tuple[Standing, ...]) -> Iterator[Line]:
    """The same thing once, with all the clauses that it shows."""
    showing: dict[Shown, list[Clause]] = {}
    for one in clauses:
        for shown in one.shown:
            if shown.state in (State.USED, State.READY):
                showing.setdefault(shown, []).append(one.readable.clause)
    order = list(State)
    for shown in sorted(showing, key=lambda one: order.index(one.state)):
        yield Line(shown, tuple(showing[shown]))
