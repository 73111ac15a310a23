"""Keeps every refusal, although the act was rolled back, and shows the page that says what is needed and whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate

from gatepost.policies.acts.pages import Stopped
from gatepost.policies.door import Refused
from gatepost.policies.models import Refusal, Version
from gatepost.policies.models.plans import references
from gatepost.records.door import record

STATUS = 409


class Refusals:
    """Middleware: a refusal that nobody caught is put on record in a transaction of its own, then shown."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do as long as nothing is refused."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django once the act has been rolled back."""
        if not isinstance(exception, Refused):
            return None
        at = timezone.now()  # noqa: TID251  the moment of the refusal, as a view would read it
        kept = keep(exception, at=at)
        shown = {
            "stopped": Stopped(exception.ruling, exception.subject, at=at),
            "refusal": exception,
            "kept": kept,
            "school": exception.subject.school,
            "person": exception.by,
            "here": "can-i",
        }
        return render(request, "policies/acts/refused.html", shown, status=STATUS)


def keep(refused: Refused, *, at: datetime) -> Refusal:
    """Put a refusal on record; called after the act's own transaction is over."""
    school, ruling, subject = refused.subject.school, refused.ruling, refused.subject
    version = Version.objects.in_force(school, on=localdate(at, school.clock_zone))
    clauses = [*references(ruling.policy, version), *references(ruling.law, None)]
    with transaction.atomic(durable=True):
        kept = Refusal.objects.create(
            school=school,
            by=refused.by,
            at=at,
            act=refused.act,
            kind=refused.kind,
            verdict=ruling.verdict,
            facts={fact: list(values) for fact, values in ruling.situation.facts.items()},
            missing=list(ruling.missing),
            clauses=clauses,
            subject_kind=subject._meta.label_lower,
            subject_id=str(subject.pk),
        )
        record("act.refused", subject=kept, by=refused.by, at=at, because=clauses, act=refused.act)
    return kept
