"""A test message by one way, and what became of the last message that went by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from gatepost.notices import Going, write
from gatepost.notices.models import MAIL, Notice
from gatepost.people.models import Person, Room
from gatepost.people.rules import NotPossible

GONE = "There is no such way to tell you any more."


def try_way(reference: str, *, by: Person, at: datetime, of_school: bool = False) -> None:
    """Send a test by one of somebody's own ways, or to a room of the school. Once a minute, however often it is asked for."""
    way, to = _of_school(reference, by=by) if of_school else _own(reference, by=by)
    link = reverse("today", args=[by.school.slug])
    going = Going(to, way=way, key=f"test/{by.pk}/{at:%Y%m%d%H%M}/{reference}", is_grave=True)
    with transaction.atomic(durable=True):
        write("test", going, link=link, at=at)


def _own(reference: str, *, by: Person) -> tuple[str, str]:
    if reference == MAIL and by.email:
        return MAIL, by.email
    kind, _, number = reference.partition("-")
    pk = int(number) if number.isdecimal() else 0
    if kind == "device" and by.devices.filter(pk=pk).exists():
        return "push", reference
    room = by.rooms.filter(pk=pk).first() if kind == "room" else None
    if room is None:
        raise NotPossible(GONE)
    return room.way, reference


def _of_school(reference: str, *, by: Person) -> tuple[str, str]:
    kind, _, number = reference.partition("-")
    pk = int(number) if number.isdecimal() else 0
    room = Room.objects.of_school(by.school).filter(pk=pk).first()
    if room is None or kind != "room":
        raise NotPossible(GONE)
    return room.way, reference


@dataclass(frozen=True)
class Last:
    """What became of the last message by a way."""

    sent_at: datetime | None = None
    failed_at: datetime | None = None
    reason: str = ""
    waits: bool = False


def last_by(addresses: list[str]) -> dict[str, Last]:
    """The same for several ways at once, by address or reference; nothing for those by which none went."""
    newest = (
        Notice.objects.filter(to__in=addresses).order_by().values("to").annotate(newest=Max("pk"))
    )
    found = Notice.objects.filter(pk__in=[one["newest"] for one in newest])
    return {one.to: _last(one) for one in found}


def _last(notice: Notice) -> Last:
    waits = notice.sent_at is None and notice.failed_at is None
    return Last(notice.sent_at, notice.failed_at, notice.reason, waits)
