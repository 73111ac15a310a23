"""Writes down what is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from gatepost.jobs.models import Job


def put(
    kind: str,
    *,
    key: str,
    due_at: datetime,
    arguments: Mapping[str, Any],
    is_recurring: bool = False,
) -> Job:
    """The one open job of a kind and key, made or brought up to date."""
    with transaction.atomic():
        job, is_new = Job.objects.open().get_or_create(
            kind=kind,
            key=key,
            defaults={
                "due_at": due_at,
                "arguments": dict(arguments),
                "is_recurring": is_recurring,
            },
        )
        if is_new or is_recurring:
            return job
        job = Job.objects.select_for_update().get(pk=job.pk)
        return _ask_again(job, due_at=due_at, arguments=arguments)


def _ask_again(job: Job, *, due_at: datetime, arguments: Mapping[str, Any]) -> Job:
    """What is asked last counts; a worker that is at it is not disturbed."""
    job.arguments = dict(arguments)
    if job.leased_until is None:
        job.due_at = due_at
    else:
        job.again_at = due_at
    job.save(update_fields=("arguments", "due_at", "again_at"))
    return job
