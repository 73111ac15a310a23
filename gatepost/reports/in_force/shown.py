"""What shows that a clause lives: how far it has come, in words and figures, and where to look."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.urls import reverse

from gatepost.core.policy import Clause
from gatepost.records.counting import Happened
from gatepost.reports.in_force.look import Look

# Below this a figure about people might tell who it was. None at all and four look the same.
FEWEST = 5
OF_FEW = "five times or more"
TOO_FEW = "fewer than five times, or never"


class State(StrEnum):
    """How far a clause has come, the furthest first."""

    USED = "used"
    READY = "ready"
    READ = "read"
    NOTHING = "nothing"

    @property
    def words(self) -> str:
        """What a page calls it."""
        return _WORDS[self]

    @property
    def mark(self) -> str:
        """Which of the three marks of a clause it bears."""
        return {"used": "live", "nothing": "not-yet"}.get(self, "published")


_WORDS = {
    State.USED: "In use",
    State.READY: "Ready",
    State.READ: "Read, nothing more",
    State.NOTHING: "Nothing shows it yet",
}


@dataclass(frozen=True)
class Shown:
    """One thing that shows a clause, or says what is missing. The sentence holds no figure: that is for some people alone."""

    state: State
    says: str
    figure: str = ""
    last_on: date | None = None
    url: str = ""


Giver = Callable[[Look, Clause], Shown]
Ready = Callable[[Look, Clause], str]  # a sentence, or nothing where it is not set up


def never_ready(look: Look, clause: Clause) -> str:
    """For what shows only once it was done."""
    return ""


@dataclass(frozen=True)
class Way:
    """A mechanism that shows in the ledger: by some events since the policy came into force."""

    events: tuple[str, ...]
    does: str  # what it looks like in use
    missing: str  # what it looks like before, and what to do
    page: str = ""  # the name of the address where one sees it
    ready: Ready = never_ready
    cites: bool = False  # only entries that name this very clause count
    few: bool = False  # it counts people in a delicate matter
    in_cases: bool = False  # it is recorded in the chains of cases

    def __call__(self, look: Look, clause: Clause) -> Shown:
        """How a clause stands."""
        url = page(look, self.page)
        seen = self._seen(look, clause)
        if seen and self.few:
            seen = seen if seen.count >= FEWEST else None
            return (
                Shown(State.USED, self.does, OF_FEW, url=url)
                if seen
                else self._not_used(look, clause, url)
            )
        if seen:
            return used(look, self.does, seen, url=url)
        return self._not_used(look, clause, url)

    def _seen(self, look: Look, clause: Clause) -> Happened | None:
        if self.in_cases:
            return look.in_cases(self.events)
        return look.cited(self.events, clause) if self.cites else look.happened(self.events)

    def _not_used(self, look: Look, clause: Clause, url: str) -> Shown:
        sentence = self.ready(look, clause)
        if sentence:
            return Shown(State.READY, sentence, TOO_FEW if self.few else "", url=url)
        return Shown(State.NOTHING, self.missing, url=url)


def used(look: Look, says: str, seen: Happened, *, url: str = "") -> Shown:
    """Something that was done, with how often and when last."""
    return Shown(State.USED, says, times(seen.count), look.school.day_of(seen.last_at), url)


def times(count: int) -> str:
    """How often, in words."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def page(look: Look, name: str) -> str:
    """The address of a page of the school; nothing for no name."""
    return reverse(name, args=[look.school.slug]) if name else ""


def best(shown: Iterable[Shown]) -> State:
    """The furthest state among some."""
    states = {one.state for one in shown}
    return next((state for state in State if state in states), State.NOTHING)
