"""A version is looked at again: when it is due, when something has changed, and what came of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.utils.timezone import localdate

from gatepost.core import register
from gatepost.core.policy import Clause
from gatepost.people.models import Person
from gatepost.people.once import once
from gatepost.policies.models import NewInformation, Review, UpkeepDone, Version
from gatepost.policies.register.cannot import Cannot
from gatepost.policies.register.locking import locked
from gatepost.records.door import keyed_digest, record

A_YEAR = timedelta(days=365)


def review(version: Version, *, outcome: str, reason: str, by: Person, at: datetime) -> Review:
    """Record that a version was looked at again, and what came of it."""
    with transaction.atomic(durable=True):
        found = _in_force(version, on=localdate(at))
        row = Review.objects.create(version=found, outcome=outcome, reason=reason, by=by, at=at)
        record(
            "policy.reviewed",
            subject=found,
            by=by,
            at=at,
            because=found.cites(*register.review(found.source.pack).clauses),
            outcome=outcome,
            reason=keyed_digest(reason),
        )
    return row


def report_news(version: Version, *, reason: str, by: Person, at: datetime) -> NewInformation:
    """Say that something has changed, so that the policy has to be looked at now."""
    with transaction.atomic(durable=True):
        found = _in_force(version, on=localdate(at))
        row = NewInformation.objects.create(version=found, reason=reason, by=by, at=at)
        record(
            "policy.review-asked",
            subject=found,
            by=by,
            at=at,
            because=found.cites(*register.review(found.source.pack).clauses),
            reason=keyed_digest(reason),
        )
    return row


def review_due_on(version: Version) -> date | None:
    """The day by which a version in force has to be looked at; None where its policy sets none."""
    if version.begun is None:
        return None
    reviewed, news = version.reviews.first(), version.news.first()
    newer = news if news and not (reviewed and reviewed.at >= news.at) else None
    if newer:
        return localdate(newer.at)
    asked = register.review(version.source.pack)
    reviewed_on = localdate(reviewed.at) if reviewed else None
    return asked.due_on(from_on=version.begun.from_on, reviewed_on=reviewed_on)


def tick(version: Version, clause_id: str, *, by: Person, at: datetime) -> UpkeepDone:
    """Say that a standing duty was done, by somebody whom the clause names."""
    with transaction.atomic(durable=True):
        found = _in_force(version, on=localdate(at))
        asked = {one.clause.id: one for one in register.upkeep(found.source.pack)}
        if clause_id not in asked:
            raise Cannot("The policy in force has no such standing duty.")
        duty = asked[clause_id]
        if not by.holds(*duty.roles, "headteacher", on=localdate(at)):
            raise Cannot("Those whom the clause names say that it was done.", duty.clause)
        row = UpkeepDone.objects.create(version=found, clause=clause_id, by=by, at=at)
        record("upkeep.done", subject=found, by=by, at=at, because=found.cites(duty.clause))
    return row


def upkeep_due_on(version: Version, clause: Clause) -> date | None:
    """The day by which a standing duty has to be done again: a year after the last time, or after the version began."""
    if version.begun is None:
        return None
    every = UpkeepDone.objects.filter(version__school=version.school_id).order_by()
    last = once(
        ("upkeep", version.school_id),
        lambda: dict(every.values_list("clause").annotate(models.Max("at"))),
    ).get(clause.id)
    return (localdate(last) if last else version.begun.from_on) + A_YEAR


def _in_force(version: Version, *, on: date) -> Version:
    found = locked(version)
    if found.state(on) != "in-force":
        raise Cannot("This is not the version in force.")
    return found
