"""What a policy has somebody go through: its points, for whom, and how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gatepost.core.policy import Clause, Pack

CHECKLIST = "joining.checklist"
YEARLY = "every year"


@dataclass(frozen=True)
class Point:
    """One thing to do about oneself, and the clause that wants it."""

    clause: Clause

    @property
    def key(self) -> str:
        """What names it as long as its words stay the same: who has done it has done just that."""
        return f"{self.clause.id}/{self.item}"

    @property
    def item(self) -> str:
        """What to do."""
        return str(self.clause.live["item"])

    @property
    def when(self) -> str:
        """At what moments, in the policy's words; empty where it names none."""
        return str(self.clause.live.get("when", ""))

    @property
    def is_yearly(self) -> bool:
        """Whether it comes back after a year."""
        return YEARLY in self.when

    def is_for(self, actors: Iterable[str]) -> bool:
        """Whether it is meant for somebody; a clause that names nobody is meant for all."""
        return not self.clause.who or bool(self.clause.who & set(actors))


def points(pack: Pack | None) -> list[Point]:
    """Every point of a policy, in its order."""
    clauses = pack.clauses if pack else ()
    return [Point(one) for one in clauses if one.live.get("by") == CHECKLIST]
