"""Says of every clause why it did or did not speak of a situation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gatepost.core.policy.pack import Clause, Pack, Table
from gatepost.core.policy.situation import Situation
from gatepost.core.policy.vocabulary import vocabulary


@dataclass(frozen=True)
class Considered:
    """A clause, whether it speaks of the situation, and why."""

    clause: Clause
    speaks: bool
    because: str


def explain(pack: Pack, situation: Situation) -> list[Considered]:
    """Every clause of a pack in document order. With unknown facts a clause speaks where it may speak."""
    considered = [_consider(clause, situation) for clause in pack.clauses]
    leaving = next(
        (one.clause for one in considered if one.speaks and one.clause.strength == "outside"), None
    )
    if leaving is None or situation.unknown:
        return considered
    silenced = f"“{leaving.id}” says that the policy leaves this alone"
    return [
        Considered(one.clause, False, silenced)
        if one.speaks and not one.clause.always and one.clause.strength != "outside"
        else one
        for one in considered
    ]


def _consider(clause: Clause, situation: Situation) -> Considered:
    if not clause.when:
        return Considered(clause, False, "it takes no part in answers")
    reasons = [_mismatch(table, situation) for table in clause.when]
    if all(reasons):
        return Considered(clause, False, min(filter(None, reasons), key=_nearness))
    for table in clause.unless:
        if not _mismatch(table, situation) and not set(table) & set(situation.unknown):
            return Considered(clause, False, f"its exception applies: {_words(table)}")
    perhaps = sorted({fact for table in clause.when for fact in table} & set(situation.unknown))
    if perhaps:
        return Considered(clause, True, f"it may apply, depending on {', '.join(perhaps)}")
    return Considered(clause, True, "everything it names is so")


def _mismatch(table: Table, situation: Situation) -> str:
    """Why a table of facts does not match, or an empty text."""
    if situation.act not in table.get("act", {situation.act}):
        return f"it speaks of {_listed(table['act'])}, not of {situation.act}"
    for fact, allowed in table.items():
        if fact == "act":
            continue
        values = situation.facts.get(fact, (vocabulary().facts[fact].default,))
        if values and not allowed & set(values):
            return f"it asks for {fact} {_listed(allowed)}, but it is {_listed(values)}"
    return ""


def _nearness(reason: str) -> bool:
    return reason.startswith("it speaks of")


def _listed(values: frozenset[str] | tuple[str, ...]) -> str:
    return " or ".join(sorted(values))


def _words(table: Mapping[str, frozenset[str]]) -> str:
    return ", ".join(f"{fact} is {_listed(values)}" for fact, values in table.items())
