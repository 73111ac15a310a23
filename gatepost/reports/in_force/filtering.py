"""Which clauses somebody wants to see: by what shows them, and by section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from gatepost.reports.in_force.clauses import InForce, Section, Standing
from gatepost.reports.in_force.shown import State

ALL, ALIVE, READ, NOTHING, NEEDS = "all", "alive", "read", "nothing", "needs-us"
CHOICES = {
    ALL: "All clauses",
    ALIVE: "In use or ready",
    READ: "Read, nothing more",
    NOTHING: "Nothing shows it yet",
    NEEDS: "Needs the school",
}


@dataclass(frozen=True)
class Wanted:
    """What was chosen; what nobody offered counts as everything."""

    show: str = ALL
    section: str = ""

    @classmethod
    def of(cls, chosen: Mapping[str, str]) -> Wanted:
        """From the address of the page."""
        show = chosen.get("show", ALL)
        return cls(show if show in CHOICES else ALL, chosen.get("section", "")[:20])

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Each choice in words, its address, and whether it is the one chosen."""
        return [
            (words, f"?{urlencode({'show': show, 'section': self.section})}", show == self.show)
            for show, words in CHOICES.items()
        ]

    def among(self, found: InForce) -> list[Section]:
        """The sections with the clauses that are wanted; empty ones are left out."""
        sections = [one for one in found.sections if self.section in ("", one.number)]
        kept = [
            replace(one, clauses=tuple(clause for clause in one.clauses if self._wants(clause)))
            for one in sections
        ]
        return [one for one in kept if one.clauses]

    def _wants(self, clause: Standing) -> bool:
        if self.show == NEEDS:
            return bool(clause.needs)
        return clause.state in _STATES.get(self.show, tuple(State))


_STATES = {
    ALIVE: (State.USED, State.READY),
    READ: (State.READ,),
    NOTHING: (State.NOTHING,),
}
