"""Who runs an account and what the policy wants of them: only those count who have done it, on every day anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gatepost.channels.models.accounts import Channel
from gatepost.channels.models.runners import Runner
from gatepost.core.policy import Clause, Pack, vocabulary
from gatepost.policies.door import policy_at
from gatepost.policies.facts import facts_about
from gatepost.policies.first_steps import GET

RUNNERS = "channels.runners"


@dataclass(frozen=True)
class Asked:
    """How many people a policy wants to run an account, what each must have done, and the clauses that say so."""

    at_least: int
    number_by: tuple[Clause, ...]
    needs: Mapping[str, tuple[Clause, ...]]  # by fact


@dataclass(frozen=True)
class Standing:
    """Somebody who runs an account, and what the policy still wants of them first."""

    runner: Runner
    missing: tuple[str, ...]  # facts

    @property
    def counts(self) -> bool:
        """Whether they count as running it."""
        return not self.missing

    @property
    def says(self) -> list[str]:
        """What they have to do, in words."""
        return [GET.get(fact, vocabulary().facts[fact].question) for fact in self.missing]


def asked_by(pack: Pack | None) -> Asked:
    """What a policy asks; nothing where there is none or it is silent."""
    clauses = [one for one in pack.clauses if one.live.get("by") == RUNNERS] if pack else []
    numbers = {one: int(one.live["at-least"]) for one in clauses if "at-least" in one.live}
    needs: dict[str, list[Clause]] = {}
    for one in clauses:
        for fact in one.live.get("need", ()):
            needs.setdefault(str(fact), []).append(one)
    return Asked(
        max(numbers.values(), default=0),
        tuple(numbers),
        {fact: tuple(of) for fact, of in needs.items()},
    )


def standings(channel: Channel, *, on: date) -> list[Standing]:
    """Everybody who is named for an account and is still at the school, with what is missing."""
    asked = asked_by(policy_at(channel.school, on=on))
    found = channel.runners.current(on).select_related("person__school")
    return [_standing(one, asked, on=on) for one in found if one.person.is_current(on)]


def _standing(runner: Runner, asked: Asked, *, on: date) -> Standing:
    said = facts_about(runner.person, on=on, facts=asked.needs) if asked.needs else {}
    return Standing(runner, tuple(fact for fact in asked.needs if said.get(fact) != ("yes",)))
