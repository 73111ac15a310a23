"""What may come of a case by the clauses that were not kept; a person decides it, with reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gatepost.core.policy import Clause, Pack
from gatepost.incidents.asked import OUTCOME, ROUTE
from gatepost.incidents.models import Case, Outcome
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.door import policy_at
from gatepost.records.door import record

BREAKABLE = ("must-not", "must", "should-not", "should")
ANY = "any"


@dataclass(frozen=True)
class Decided:
    """What somebody decides: the clauses that were not kept, what comes of it, and why that is fair."""

    broken: Collection[str]
    outcome: str  # the clause that names it; empty where nothing more comes of it
    reasons: str
    weighed: str = ""  # manner, reach, harm and the person's rights
    advice: str = ""  # of HR, where it touches somebody's job or what they may say


def breakable(pack: Pack | None) -> list[Clause]:
    """The clauses that somebody can fail to keep."""
    return [one for one in pack.clauses if one.strength in BREAKABLE] if pack else []


def may_follow(pack: Pack | None, broken: Collection[str]) -> list[Clause]:
    """What the policy says may come of not keeping some clauses, and what it says of every case."""
    found = [one for one in pack.clauses if one.live.get("by") in (OUTCOME, ROUTE)] if pack else []
    return [
        one
        for one in found
        if (one.follows and (ANY in one.follows or set(one.follows) & set(broken)))
        or (one.live["by"] == OUTCOME and not one.follows)
    ]


def decide_outcome(case: Case, decided: Decided, *, by: Person, at: datetime) -> Outcome:
    """Put down what came of it. Nothing follows by itself: whoever decides says why, and what was weighed.

    Raises NotPossible where the reasons are missing, or where a clause that needs judgement was not weighed.
    """
    with transaction.atomic(durable=True):
        row = case.locked()
        pack = policy_at(row.school, on=row.school.day_of(at))
        clauses = {one.id: one for one in may_follow(pack, decided.broken)}
        if decided.outcome and decided.outcome not in clauses:
            raise NotPossible("The policy does not say that this may follow. Choose from the list.")
        clause = clauses.get(decided.outcome)
        _check(decided, clause)
        made = Outcome.objects.create(case=row, said=_said(decided, pack, clause), by=by, at=at)
        because = [f"{pack.slug}/{clause.id}"] if pack and clause else []
        record("case.outcome-decided", subject=row, by=by, at=at, because=because)
    return made


def close(case: Case, *, by: Person, at: datetime) -> None:
    """End a case. Raises NotPossible while a duty is open or nothing has been decided."""
    with transaction.atomic(durable=True):
        row = case.locked()
        if row.duties.filter(done_at=None).exists():
            raise NotPossible(
                "Something is still to be done. Put down for each duty what was done."
            )
        if not row.outcomes.exists():
            raise NotPossible("Put down first what came of it.")
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        record("case.closed", subject=row, by=by, at=at)
    case.refresh_from_db()


def _check(decided: Decided, clause: Clause | None) -> None:
    if not decided.reasons.strip():
        raise NotPossible("Write the reasons.")
    if clause is None:
        return
    if not decided.weighed.strip():
        raise NotPossible(
            "Write what was weighed: how it was said, how far it went, the harm, and the person’s rights."
        )
    if "caution" in clause.flags and not decided.advice.strip():
        raise NotPossible("Take HR advice first, and write what it was and who gave it.")


def _said(decided: Decided, pack: Pack | None, clause: Clause | None) -> Mapping[str, object]:
    return {
        "broken": list(decided.broken),
        "outcome": str(clause.live.get("outcome", clause.says)) if clause else "",
        "clause": f"{pack.slug}/{clause.id}" if pack and clause else "",
        "number": clause.number if clause else "",
        "reasons": decided.reasons.strip(),
        "weighed": decided.weighed.strip(),
        "advice": decided.advice.strip(),
    }
