"""What a school writes into a version: blanks filled, clauses in its own words, contradictions settled."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gatepost.core.policy import Clause
from gatepost.core.register import fills_itself
from gatepost.people.models import Person
from gatepost.policies.models import Settlement, Version, Wording
from gatepost.policies.reading import unsettled
from gatepost.policies.register.cannot import Cannot
from gatepost.policies.register.locking import changeable, locked
from gatepost.records.door import keyed_digest, record


def fill(
    version: Version, clause_id: str, *, text: str, by: Person, at: datetime, url: str = ""
) -> Wording:
    """Write what a clause leaves to the school. This can be done at any time: the policy itself stays as it is."""
    with transaction.atomic(durable=True):
        found = locked(version)
        clause = _clause(found, clause_id)
        if "unfilled" not in clause.flags:
            raise Cannot("This clause leaves nothing to be filled in.", clause)
        if fills_itself(clause):
            raise Cannot("Nobody types this in: signing fills it, or putting it in force.", clause)
        wording = Wording.objects.create(
            version=found, clause=clause_id, kind="filled", text=text, url=url, by=by, at=at
        )
        _record("clause.filled", found, clause, text=text, by=by, at=at)
    return wording


def word(version: Version, clause_id: str, *, text: str, by: Person, at: datetime) -> Wording:
    """Put a clause into the school's own words. What it applies to stays as it is."""
    with transaction.atomic(durable=True):
        found = changeable(version)
        clause = _clause(found, clause_id)
        wording = Wording.objects.create(
            version=found, clause=clause_id, kind="worded", text=text, by=by, at=at
        )
        _record("clause.worded", found, clause, text=text, by=by, at=at)
    return wording


def settle(
    version: Version, *, allows: str, forbids: str, holds: str, by: Person, at: datetime
) -> Settlement:
    """Decide which of two clauses holds that contradict each other."""
    with transaction.atomic(durable=True):
        found = changeable(version)
        pairs = {(one.allows.id, one.forbids.id) for one in unsettled(found.source.pack)}
        if (allows, forbids) not in pairs:
            raise Cannot("These two clauses do not contradict each other in this version.")
        settlement = Settlement.objects.create(
            version=found, allows=allows, forbids=forbids, holds=holds, by=by, at=at
        )
        clauses = [_clause(found, name) for name in (allows, forbids)]
        record(
            "contradiction.settled",
            subject=found,
            by=by,
            at=at,
            because=found.cites(*clauses),
            holds=holds,
        )
    return settlement


def let_model_answer(version: Version, *, lets: bool, by: Person, at: datetime) -> None:
    """Decide whether the model policy answers where this version is silent."""
    with transaction.atomic(durable=True):
        found = changeable(version)
        found.model_answers = lets
        found.save(update_fields=["model_answers"])
        record("policy.model-chosen", subject=found, by=by, at=at, answers=lets)


def _clause(version: Version, clause_id: str) -> Clause:
    clause = version.source.pack.by_id.get(clause_id)
    if clause is None:
        raise Cannot("This version has no such clause. Open the page again.")
    return clause


def _record(
    event: str, version: Version, clause: Clause, *, text: str, by: Person, at: datetime
) -> None:
    because = version.cites(clause)
    record(event, subject=version, by=by, at=at, because=because, text=keyed_digest(text))
