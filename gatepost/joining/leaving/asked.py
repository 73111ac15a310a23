"""Which duties go on after leaving, and for whom: each in the words of its clause."""

from __future__ import annotations

from dataclasses import dataclass

from gatepost.core.policy import Clause, Pack
from gatepost.people.models import Person

LEAVERS = "joining.leavers"
FORMER = "former-staff"


@dataclass(frozen=True)
class Duty:
    """One thing that goes on, and the clause that says so."""

    clause: Clause

    @property
    def says(self) -> str:
        """What goes on, in short."""
        return str(self.clause.live["duty"])

    @property
    def is_for_people_to_judge(self) -> bool:
        """Whether only a person can say that it binds somebody who has left."""
        return "caution" in self.clause.flags

    def is_for(self, person: Person) -> bool:
        """Whether it is meant for somebody: for what they are now, or for what they will be once they have left."""
        later = {FORMER} if person.is_employed else set()
        return not self.clause.who or bool(self.clause.who & {*person.actors, *later})


def duties(pack: Pack | None) -> list[Duty]:
    """Every such duty of a policy, in its order."""
    clauses = pack.clauses if pack else ()
    return [Duty(one) for one in clauses if one.live.get("by") == LEAVERS]
