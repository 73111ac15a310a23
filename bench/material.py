"""The policy and the situations that every contestant gets: 120 clauses of two packs, and situations as people put them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from gatepost.core.policy import Clause, Pack, load_pack, vocabulary

CLAUSES = 120
Situation = Mapping[str, str]


def policy() -> Pack:
    """The first 120 clauses that decide by plain conditions (no exceptions, no requirements), which every engine can express."""
    clauses: list[Clause] = []
    for slug in ("corpus-christi", "staff-and-governors"):
        for clause in load_pack(slug).clauses:
            if (
                clause.decides
                and not clause.unless
                and not clause.requires
                and clause.strength != "outside"
            ):
                clauses.append(replace(clause, id=f"{slug}-{clause.id}"))
    pack = load_pack("corpus-christi")
    return replace(pack, slug="bench", clauses=tuple(clauses[:CLAUSES]), examples=())


def situations(pack: Pack, number: int, *, seed: int = 1) -> list[Situation]:
    """Situations with an act and every fact that the policy tests; up to five of them are off their defaults."""
    words, chance = vocabulary(), random.Random(seed)
    tested = {fact for clause in pack.clauses for table in clause.when for fact in table}
    ordinary = {name: fact.default for name, fact in words.facts.items() if name in tested}
    found = []
    for _ in range(number):
        act = words.acts[chance.choice(list(words.acts))]
        open_facts = [name for name in act.facts if name in ordinary]
        asked = chance.sample(open_facts, min(len(open_facts), chance.randint(0, 5)))
        unusual = {name: chance.choice(list(words.facts[name].values)) for name in asked}
        found.append({"act": act.name, **ordinary, **unusual})
    return found


def given(situation: Situation) -> Situation:
    """A situation as people put it: the act and what is out of the ordinary."""
    facts = vocabulary().facts
    return {
        name: value
        for name, value in situation.items()
        if name == "act" or value != facts[name].default
    }


def naive(pack: Pack, situation: Situation) -> frozenset[str]:
    """The clauses that apply, found in the most obvious way: the yardstick of completeness."""
    return frozenset(
        clause.id
        for clause in pack.clauses
        if any(
            all(situation[fact] in values for fact, values in table.items())
            for table in clause.when
        )
    )
