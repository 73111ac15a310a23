"""What keeps a case from being deleted: a hold that somebody set, or one that is there by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gatepost.incidents.holds import holds_of
from gatepost.incidents.keeping_time.asked import table
from gatepost.incidents.kinds import known
from gatepost.incidents.models import Case, LegalHold
from gatepost.incidents.reporting import guidance_of
from gatepost.incidents.whole import row_for, seen_row
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies import packs
from gatepost.records.door import record

DELETE = "delete"


@dataclass(frozen=True)
class Held:
    """A hold as it stands; without a row it is there by itself."""

    reason: str
    row: LegalHold | None


def hold_on(case: Case, *, at: datetime) -> Held | None:
    """What keeps a case from being deleted, if anything does."""
    if row := case.legal_holds.select_related("by").filter(lifted_at=None).first():
        return Held(row.reason, row)
    reasons = "" if _is_lifted(case) else " ".join(_by_itself(case, at=at))
    return Held(reasons, None) if reasons else None


def set_hold(case: Case, reason: str, *, by: Person, at: datetime) -> LegalHold:
    """Keep a case from being deleted."""
    if not reason.strip():
        raise NotPossible("Write why this case must be kept.")
    with transaction.atomic(durable=True):
        row = seen_row(case, by, at=at)
        if row.legal_holds.filter(lifted_at=None).exists():
            raise NotPossible("It is held already.")
        made = LegalHold.objects.create(case=row, reason=reason.strip(), by=by, at=at)
        record("case.hold-set", subject=row, by=by, at=at, hold=made.pk)
    return made


def lift_hold(case: Case, reason: str, *, by: Person, at: datetime) -> None:
    """Lift what holds a case: what somebody set first, then what is there by itself."""
    if not reason.strip():
        raise NotPossible("Write why it need not be held any longer, and who says so.")
    with transaction.atomic(durable=True):
        row = row_for(case, by, at=at)
        held = hold_on(row, at=at)
        if held is None:
            raise NotPossible("Nothing holds this case.")
        hold = held.row or LegalHold(case=row, reason=held.reason, is_default=True, at=at)
        hold.lifted_by, hold.lifted_at, hold.lifted_because = by, at, reason.strip()
        hold.save()
        record("case.hold-lifted", subject=row, by=by, at=at, hold=hold.pk)


def _is_lifted(case: Case) -> bool:
    """Whether somebody lifted what is there by itself, and nothing was sealed since."""
    lifted = case.legal_holds.filter(is_default=True).order_by("-lifted_at").first()
    if lifted is None or lifted.lifted_at is None:
        return False
    return not case.sealings.filter(at__gte=lifted.lifted_at).exists()


def _by_itself(case: Case, *, at: datetime) -> Iterator[str]:
    """Why a case is held although nobody said so: its kind, and clauses that still wait for somebody's word."""
    if case.kind.key in table().held:
        yield table().held_because
    words = known().actions[DELETE].words
    for hold in holds_of(case, guidance_of(case, on=case.school.day_of(at))):
        if not hold.is_over and words & set(hold.said.clause.live["freezes"]):
            whose = "Law" if hold.said.pack.slug == packs.LAW else "Clause"
            yield f"{whose} {hold.said.clause.number} has deleting wait until {hold.until}."
