"""Sends what the ledger says to the addresses that want it. The ledger is the list of what is to be sent: nothing is
kept twice, and what was sent and not noted is sent again under the same id."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any

import httpx
from django.conf import settings

from gatepost.api.models import Hook
from gatepost.networks.addresses import NotPublic
from gatepost.networks.outward import Bounds, NotAnswered, NotReached, Outward
from gatepost.records.reading import entries_of_kinds, newest_number

BOUNDS = Bounds(connect=5.0, silence=5.0, total=10.0, answer=1)
AT_ONCE = (
    10  # entries for one address in one go, so that a slow one keeps no other waiting for long
)


def tell_all(*, at: datetime) -> int:
    """Tell every address what is new to it; how much was taken. Called by a worker."""
    outward = Outward(BOUNDS, loopback=settings.NETWORKS_ON_LOOPBACK)
    due = Hook.objects.all().due(at=at).select_related("school")
    return sum(tell(hook, outward=outward, at=at) for hook in due)


def tell(hook: Hook, *, outward: Outward, at: datetime) -> int:
    """Tell one address, in the order of the ledger; what it does not take is tried again later, before all that follows."""
    newest = newest_number(hook.school)  # before the entries: all up to it can be read by now
    entries = list(entries_of_kinds(hook.school, hook.events, after=hook.told_to)[:AT_ONCE])
    for told, entry in enumerate(entries):
        if problem := _send(hook, entry, outward=outward, at=at):
            hook.note_failed(problem, at=at)
            return told
        hook.note_told(entry.number, at=at)
    if len(entries) < AT_ONCE and newest > hook.told_to:
        hook.note_passed(newest)
    return len(entries)


def message_of(entry: Any) -> str:
    """What is sent: kinds, ids, moments and clauses. Never a name or a text."""
    said = {
        "type": entry.event,
        "timestamp": entry.at.isoformat(),
        "data": {
            "number": entry.number,
            "subject": f"{entry.subject_kind}:{entry.subject_id}",
            "by": entry.by,
            "because": entry.because,
        },
    }
    return json.dumps(said, separators=(",", ":"))


def _send(hook: Hook, entry: Any, *, outward: Outward, at: datetime) -> str:
    """Send one; what went wrong, in a few words, or nothing."""
    request = request_of(hook, entry, at=at)
    try:
        answer = outward.send(request, whole=False)
    except NotPublic:
        return "The address is not one of the public internet."
    except NotReached:
        return "Nobody answered there."
    except NotAnswered:
        return "There was no whole answer in time."
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return ""
    return f"It answered {answer.status}."


def request_of(hook: Hook, entry: Any, *, at: datetime) -> httpx.Request:
    """One message as the Standard Webhooks scheme wants it."""
    body, name, moment = message_of(entry), f"msg_{hook.pk}_{entry.number}", int(at.timestamp())
    return httpx.Request(
        "POST",
        hook.url,
        content=body.encode(),
        headers=dict(_headers(hook, body, name=name, moment=moment, at=at)),
    )


def _headers(
    hook: Hook, body: str, *, name: str, moment: int, at: datetime
) -> Iterable[tuple[str, str]]:
    yield "Content-Type", "application/json"
    yield "webhook-id", name
    yield "webhook-timestamp", str(moment)
    yield "webhook-signature", hook.signatures(f"{name}.{moment}.{body}", at=at)
