"""What a policy wants of a hand-over: who sees to it, how it may end, and what comes before an account is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain

from gatepost.channels.models.accounts import KEEPS
from gatepost.core.policy import Clause, Pack
from gatepost.people.models import Person, School
from gatepost.policies.door import policy_at
from gatepost.policies.models import Version

HANDOVER = "channels.handover"
TRANSFERRED, CLOSED = "transferred", "closed"
ENDS = (TRANSFERRED, CLOSED)
USUAL = ("administrator",)  # who sees to it where no clause names anybody
LEADERS = ("headteacher", "slt")  # who is told of it as well


@dataclass(frozen=True)
class Asked:
    """What the clauses about hand-overs say together. Where a policy is silent, both ends are open."""

    by_whom: tuple[str, ...]
    ends_in: tuple[str, ...]
    before_closing: tuple[str, ...]  # steps, by their keys
    clauses: tuple[Clause, ...]


def asked_by(pack: Pack | None) -> Asked:
    """What a policy asks."""
    clauses = [one for one in pack.clauses if one.live.get("by") == HANDOVER] if pack else []
    named = dict.fromkeys(str(one.live["by-whom"]) for one in clauses if "by-whom" in one.live)
    ends = set(chain.from_iterable(one.live.get("ends-in", ()) for one in clauses))
    first = chain.from_iterable(one.live.get("before-closing", ()) for one in clauses)
    return Asked(
        tuple(named) or USUAL,
        tuple(end for end in ENDS if end in ends) or ENDS,
        tuple(dict.fromkeys(map(str, first))),
        tuple(clauses),
    )


def asked_at(school: School, *, on: date) -> Asked:
    """What the policy in force on a day asks."""
    return asked_by(policy_at(school, on=on))


def cited(school: School, *, on: date) -> list[str]:
    """The clauses as the ledger names them."""
    version = Version.objects.in_force(school, on=on)
    return version.cites(*asked_at(school, on=on).clauses) if version else []


def may_see_to_it(person: Person, *, on: date) -> bool:
    """Whether somebody takes the steps: whom the policy names, and those who keep the school's accounts."""
    return person.holds(*KEEPS, *asked_at(person.school, on=on).by_whom, on=on)


def may_look(person: Person, *, on: date) -> bool:
    """Whether somebody sees how far it is."""
    return may_see_to_it(person, on=on) or person.holds(*LEADERS, on=on)
