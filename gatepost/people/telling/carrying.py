"""Carries messages to devices and rooms, and notes what became of each. What cannot arrive there goes by e-mail instead.

A message goes out twice at most: once nobody knows for the second time whether it has arrived, it goes by e-mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.db import transaction

from gatepost.networks.addresses import NotPublic
from gatepost.networks.outward import Answer, Bounds, NotAnswered, NotReached, Outward
from gatepost.networks.talking import waiting_time
from gatepost.notices.models import Notice
from gatepost.people.models import Device, Room
from gatepost.people.models.telling import REMOVED
from gatepost.people.rules import NotPossible
from gatepost.people.telling.hosts import checked
from gatepost.people.telling.push import BadKeys
from gatepost.people.telling.requests import to_device, to_room

AT_ONCE = 100
BOUNDS = Bounds(connect=3, silence=5, total=8, answer=100_000)
GONE = frozenset({404, 410})
LATER = frozenset({408, 425, 429, 503})
_TAKEN, _OWN_TROUBLE = 300, 500


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt: sent, refused for good, or to be tried again."""

    sent: bool = False
    reason: str = ""
    again: bool = False
    wait: timedelta = timedelta(0)
    unclear: bool = False
    is_gone: bool = False
    is_away: bool = False


Target = Device | Room


def deliver_due(*, at: datetime) -> int:
    """Send what is due to devices and rooms; how many went out. Called by a worker."""
    sent, away = 0, set[str]()
    for notice in list(Notice.objects.due(at=at).by_other_ways()[:AT_ONCE]):
        target = target_of(notice)
        host = _host(target)
        if host in away:
            notice.waits_a_little("The server cannot be reached.", at=at)
            continue
        if not notice.take(at=at):
            continue
        outcome = _attempt(notice, target, at=at)
        if outcome.is_away:
            away.add(host)
        sent += _note(notice, target, outcome, at=at)
    return sent


def target_of(notice: Notice) -> Target | None:
    """The device or the room that a notice goes to; none once it was removed."""
    kind, _, number = notice.to.partition("-")
    if not number.isdecimal():
        return None
    if kind == "device":
        return Device.objects.select_related("person__school").filter(pk=number).first()
    return Room.objects.select_related("person", "school").filter(pk=number).first()


def _host(target: Target | None) -> str:
    if target is None:
        return ""
    address = target.endpoint if isinstance(target, Device) else target.address
    return urlsplit(str(address)).netloc


def _attempt(notice: Notice, target: Target | None, *, at: datetime) -> Outcome:
    if target is None or not _is_current(target, at=at):
        return Outcome(reason=REMOVED)
    if notice.was_tried_enough:
        return Outcome(reason="It was sent twice, and nobody knows whether it arrived.")
    try:
        request = _request(notice, target, at=at)
    except (BadKeys, NotPossible):
        return Outcome(reason="Its address is none that Gatepost sends to. Set it up again.")
    return _send(request)


def _is_current(target: Target, *, at: datetime) -> bool:
    """Whoever has left is told nothing more."""
    person = target.person
    return person is None or person.is_current(person.school.day_of(at))


def _request(notice: Notice, target: Target, *, at: datetime) -> httpx.Request:
    if isinstance(target, Device):
        checked("push", target.endpoint)  # the table of servers may have changed since
        return to_device(notice, target, at=at)
    checked(target.way, target.address)
    return to_room(notice, target)


def _send(request: httpx.Request) -> Outcome:
    outward = Outward(bounds=BOUNDS, loopback=settings.NETWORKS_ON_LOOPBACK)
    try:
        return _read(outward.send(request))
    except NotPublic:
        return Outcome(reason="Its address leads into a network that is not public.")
    except NotReached:
        return Outcome(reason="The server cannot be reached.", again=True, is_away=True)
    except NotAnswered:
        says = "The server gave no answer in time."
        return Outcome(reason=says, again=True, unclear=True, is_away=True)


def _read(answer: Answer) -> Outcome:
    """What an answer means. No redirect is followed: it could lead anywhere."""
    if 200 <= answer.status < _TAKEN:  # noqa: PLR2004
        return Outcome(sent=True)
    wait = timedelta(seconds=waiting_time(answer))
    if answer.status in LATER:
        return Outcome(reason="The server asked to try again later.", again=True, wait=wait)
    if answer.status >= _OWN_TROUBLE:
        says = f"The server has trouble of its own (code {answer.status})."
        return Outcome(reason=says, again=True, wait=wait, unclear=True)
    says = f"The server does not take it (code {answer.status}). Remove it and set it up again."
    return Outcome(reason=says, is_gone=answer.status in GONE)


def _note(notice: Notice, target: Target | None, outcome: Outcome, *, at: datetime) -> bool:
    """Put down what became of an attempt; whether it went out."""
    with transaction.atomic(durable=True):
        if outcome.sent:
            notice.was_sent(at=at)
            return True
        if outcome.again and notice.was_put_off(
            outcome.reason, at=at, wait=outcome.wait, unclear=outcome.unclear
        ):
            return False
        if not outcome.again:
            notice.was_refused(outcome.reason, at=at)
        if outcome.is_gone and isinstance(target, Device):
            target.drop(by=None, at=at)
        if target is not None and target.person is not None and _is_current(target, at=at):
            notice.goes_by_mail(target.person.email, at=at)
    return False
