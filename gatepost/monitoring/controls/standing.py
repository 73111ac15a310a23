"""Which access controls there have to be at a school, and how each stands."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db import models

from gatepost.core.policy import Clause
from gatepost.monitoring.asked import controlled
from gatepost.monitoring.models import ControlLook
from gatepost.people.models import School
from gatepost.policies.door import policy_at


@dataclass(frozen=True)
class Control:
    """One thing that has to be in place, and the clauses of the policy that want it."""

    key: str
    says: str
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A control, and what was found when somebody looked last."""

    control: Control
    last: ControlLook | None

    def is_gap(self, *, on: date) -> bool:
        """Whether it does not work, is due again, or is wanted by the policy and nobody has looked."""
        if self.last is None:
            return bool(self.control.clauses)
        return not self.last.works or self.last.due_on <= on


@cache
def usual() -> Mapping[str, Control]:
    """What is looked at in any school."""
    read = tomllib.loads(Path(__file__).with_name("controls.toml").read_text("utf-8"))
    return {key: Control(key, one["says"]) for key, one in read.items()}


def wanted(school: School, *, on: date) -> Mapping[str, Control]:
    """The policy's own first, then the usual ones."""
    clauses = controlled(policy_at(school, on=on))
    own = {
        one.clause.id: Control(
            one.clause.id, f"Access controls are in place on {one.on}", (one.clause,)
        )
        for one in clauses
    }
    return {**own, **usual()}


def standings(school: School, *, on: date) -> list[Standing]:
    """Every control with the last look at it."""
    found = wanted(school, on=on)
    looks = ControlLook.objects.filter(school=school)
    newest = looks.filter(control=models.OuterRef("control")).values("pk")[:1]
    last = looks.filter(control__in=list(found), pk=models.Subquery(newest)).select_related("by")
    by_key = {one.control: one for one in last}
    return [Standing(one, by_key.get(key)) for key, one in found.items()]


def gaps(school: School, *, on: date) -> list[Standing]:
    """Those that somebody has to see to."""
    return [one for one in standings(school, on=on) if one.is_gap(on=on)]
