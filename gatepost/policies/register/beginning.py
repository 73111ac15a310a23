"""A version comes into force from a day on, and another goes; or a draft is withdrawn."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from gatepost.core.policy.words import listed, role_words
from gatepost.core.register import Demand
from gatepost.people.models import Person, School
from gatepost.policies.models import Commencement, Version, Withdrawal
from gatepost.policies.register.cannot import Cannot
from gatepost.policies.register.locking import locked
from gatepost.records.door import keyed_digest, record


def put_in_force(
    version: Version, *, from_on: date, by: Person, at: datetime, reason: str = ""
) -> Commencement:
    """Put a version in force from a day on. Raises Cannot until all who are named have approved and signed."""
    with transaction.atomic(durable=True):
        School.objects.select_for_update().get(pk=version.school_id)
        found = locked(version)
        if found.begun:
            raise Cannot("This version has been put in force already.")
        _complete(found)
        _day_fits(found, from_on, today=localdate(at), reason=reason)
        before = Version.objects.in_force(found.school, on=from_on)
        commencement = found.begins(on=from_on, by=by, at=at, reason=reason)
        record(
            "policy.put-in-force",
            subject=found,
            by=by,
            at=at,
            from_on=from_on,
            digest=found.digest,
        )
        if before:
            record("policy.superseded", subject=before, by=by, at=at, from_on=from_on)
    return commencement


def withdraw(version: Version, *, reason: str, by: Person, at: datetime) -> Withdrawal:
    """Take back a version that has not come into force."""
    with transaction.atomic(durable=True):
        found = locked(version)
        if found.begun and found.begun.from_on <= localdate(at):
            raise Cannot(
                "This version is or was in force and stays on record. Put another in its place."
            )
        withdrawal = Withdrawal.objects.create(version=found, reason=reason, by=by, at=at)
        digest = keyed_digest(reason)
        record("policy.withdrawn", subject=found, by=by, at=at, reason=digest)
    return withdrawal


def _complete(version: Version) -> None:
    for missing, done in (
        (version.missing_approvals, "approved"),
        (version.missing_signatures, "signed"),
    ):
        if missing:
            clauses = [clause for demand in missing for clause in demand.clauses]
            raise Cannot(f"It has not been {done} by {_names(version, missing)}.", *clauses)


def _names(version: Version, missing: list[Demand]) -> str:
    return listed(role_words(version.source.pack, demand.role) for demand in missing)


def _day_fits(version: Version, from_on: date, *, today: date, reason: str) -> None:
    others = Version.objects.filter(school=version.school, withdrawal=None)
    last = others.exclude(commencement=None).order_by("-commencement__from_on").first()
    if last and from_on < last.commencement.from_on:
        raise Cannot(
            f"Version {last.number} is in force from {last.commencement.from_on:%-d %B %Y}. "
            "Choose that day or a later one."
        )
    if from_on >= today:
        return
    if last:
        raise Cannot("The day has passed. Only a school’s first version can be dated back.")
    if not reason:
        raise Cannot("The day has passed. Say why the policy counts from then.")
