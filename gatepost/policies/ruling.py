"""What policy and law together say of an act, and how far a machine may go by it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from gatepost.core.policy import Clause, Decision, Pack, Situation, decide
from gatepost.core.policy.binding import binding, for_machines, is_for_a_person, key_of, only
from gatepost.core.policy.decide import Requirement
from gatepost.core.policy.vocabulary import RANK, strictest


@dataclass(frozen=True)
class Ruling:
    """A decision that binds: by the stricter of the adopted policy and the law."""

    situation: Situation
    policy: Decision | None  # none before a school has adopted one
    law: Decision
    by_machine: str  # the verdict as far as nobody has to judge

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The policy's and the law's."""
        return (self.policy, self.law) if self.policy else (self.law,)

    @cached_property
    def verdict(self) -> str:
        """The stricter of the two."""
        return strictest([decision.verdict for decision in self.decisions])

    @property
    def leading(self) -> tuple[Decision, ...]:
        """Those of the two that give the verdict."""
        return tuple(d for d in self.decisions if d.verdict == self.verdict)

    @property
    def bearing(self) -> tuple[Clause, ...]:
        """The clauses that give the verdict."""
        return tuple(clause for decision in self.leading for clause in decision.bearing)

    @property
    def requires(self) -> tuple[Requirement, ...]:
        """What has to hold first and does not yet; or what was refused."""
        return tuple(need for decision in self.leading for need in decision.requires)

    @property
    def missing(self) -> dict[str, Requirement]:
        """What is still needed, each fact once."""
        wanted = self.requires if self.verdict == "only-if" else ()
        return {need.fact: need for need in reversed(wanted)}

    @cached_property
    def to_judge(self) -> dict[str, Clause]:
        """Clauses of which only a person may say that they apply, where they make the answer stricter; by `key_of`.

        Advice is for the person themselves: they say why they go on, and nobody else has to judge.
        """
        if (
            self.verdict not in ("must-not", "only-if")
            or RANK[self.verdict] <= RANK[self.by_machine]
        ):
            return {}
        return {
            key_of(decision.pack, clause): clause
            for decision in self.leading
            for clause in decision.bearing
            if is_for_a_person(clause)
        }


def rule(
    policy: Pack | None, law: Pack, situation: Situation, *, harmless: frozenset[str] = frozenset()
) -> Ruling:
    """What policy and law say of a situation, with only those clauses that can bind.

    `harmless` are clauses, by `key_of`, of which a person has said that they do not apply here.
    """
    packs = [_without(binding(pack), harmless) for pack in (policy, law) if pack is not None]
    decisions = [decide(pack, situation) for pack in packs]
    by_machine = strictest([decide(for_machines(pack), situation).verdict for pack in packs])
    return Ruling(situation, decisions[0] if policy else None, decisions[-1], by_machine)


@lru_cache(maxsize=256)
def _without(pack: Pack, harmless: frozenset[str]) -> Pack:
    keys = {key_of(pack, clause) for clause in pack.clauses}
    return (
        only(pack, lambda clause: key_of(pack, clause) not in harmless) if keys & harmless else pack
    )
