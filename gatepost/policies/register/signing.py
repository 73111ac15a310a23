"""A version is put before those who approve and sign it; each of them answers in person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from gatepost.core import register
from gatepost.core.register import Demand
from gatepost.people.models import Person
from gatepost.people.telling import ROLE, tell
from gatepost.policies.models import Approval, Declining, Presentation, Signature, Version
from gatepost.policies.register.cannot import Cannot
from gatepost.policies.register.locking import as_seen, locked
from gatepost.records.door import keyed_digest, record

RECORDERS = ("chair-of-governors", "administrator")  # the chair, and the office as clerk


@dataclass(frozen=True)
class Meeting:
    """Where and when a body decided."""

    body: str
    met_on: date
    minute: str


def present(version: Version, *, by: Person, at: datetime) -> Presentation:
    """Put a finished draft before those who approve and sign it, and tell them."""
    with transaction.atomic(durable=True):
        found = locked(version)
        if found.is_presented:
            raise Cannot("This version has been put before those who approve and sign it already.")
        presentation = Presentation.objects.create(version=found, by=by, at=at)
        record("policy.presented", subject=found, by=by, at=at, digest=found.digest)
        _tell(found, at=at)
    return presentation


def approve(version: Version, meeting: Meeting, *, seen: str, by: Person, at: datetime) -> Approval:
    """Record that a body approved a version at a meeting."""
    with transaction.atomic(durable=True):
        found = as_seen(version, seen)
        demand = _asked(register.approvals(found.source.pack), meeting.body)
        if not by.holds(*RECORDERS, on=localdate(at)):
            raise Cannot("The chair of governors or the clerk records what a meeting decided.")
        if meeting.met_on > localdate(at):
            raise Cannot(
                "The day of the meeting lies in the future. Write the day on which it was."
            )
        if found.approvals.filter(body=meeting.body).exists():
            raise Cannot("This approval has been recorded already.")
        approval = Approval.objects.create(
            version=found,
            body=meeting.body,
            met_on=meeting.met_on,
            minute=meeting.minute,
            by=by,
            at=at,
        )
        record(
            "policy.approved",
            subject=found,
            by=by,
            at=at,
            because=found.cites(*demand.clauses),
            body=meeting.body,
            met_on=meeting.met_on,
            digest=found.digest,
        )
    return approval


def sign(version: Version, role: str, *, seen: str, by: Person, at: datetime) -> Signature:
    """Sign a version in a role that one holds, having seen it whole."""
    with transaction.atomic(durable=True):
        found = as_seen(version, seen)
        demand = _own(found, role, by=by, at=at)
        signature = Signature.objects.create(version=found, role=role, by=by, at=at, seen=seen)
        record(
            "policy.signed",
            subject=found,
            by=by,
            at=at,
            because=found.cites(*demand.clauses),
            role=role,
            digest=found.digest,
        )
    return signature


def decline(version: Version, role: str, *, reason: str, by: Person, at: datetime) -> Declining:
    """Say that one does not sign, and why."""
    with transaction.atomic(durable=True):
        found = locked(version)
        demand = _own(found, role, by=by, at=at)
        declining = Declining.objects.create(version=found, role=role, by=by, at=at, reason=reason)
        record(
            "policy.signature-declined",
            subject=found,
            by=by,
            at=at,
            because=found.cites(*demand.clauses),
            role=role,
            reason=keyed_digest(reason),
        )
    return declining


def roles_to_sign(version: Version, person: Person, *, on: date) -> list[Demand]:
    """The roles in which somebody is asked to sign and has not."""
    signed = {row.role for row in version.signatures.all() if row.by_id == person.pk}
    left = person.held_roles(on=on) - signed
    return [one for one in register.signatures(version.source.pack) if one.role in left]


def _own(version: Version, role: str, *, by: Person, at: datetime) -> Demand:
    """What asks somebody to sign in a role; nobody signs for anybody else, or twice."""
    demand = _asked(register.signatures(version.source.pack), role)
    if not by.holds(role, on=localdate(at)):
        raise Cannot("Only somebody who holds this role can sign in it.", *demand.clauses)
    if version.signatures.filter(role=role, by=by).exists():
        raise Cannot("You have signed this version already.", *demand.clauses)
    return demand


def _asked(demands: list[Demand], role: str) -> Demand:
    for demand in demands:
        if demand.role == role:
            return demand
    raise Cannot("The policy does not ask for this.")


def _tell(version: Version, *, at: datetime) -> None:
    """Send a notice to everybody who can now approve or sign."""
    link = reverse("policies:version", args=[version.school.slug, version.number])
    asked = {"sign-policy": {demand.role for demand in version.missing_signatures}}
    if version.missing_approvals:
        asked["approve-policy"] = set(RECORDERS[:1])
    for kind, roles in asked.items():
        people = Person.objects.at(version.school).holding(roles, on=localdate(at))
        for person in people:
            key = f"{kind}/{version.pk}/{person.pk}"
            tell(person, kind, link=link, at=at, key=key, how=ROLE)
