"""Looks at an account by a person, put down also where nothing had come in, and from when on they are expected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from gatepost.channels.models import Channel
from gatepost.inbox.models.items import SEES_ALL, channels_run_by
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField

MOST_DAYS_LATER = 366


class Watched(models.Model):
    """From which day on an account is expected to be looked at: Gatepost calls no earlier day a gap."""

    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="watched")
    from_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.channel} since {self.from_on}"


class LookedQuerySet(models.QuerySet["Looked"]):
    """Looks."""

    def between(self, first: date, last: date) -> LookedQuerySet:
        """Those for some days, first and last counted."""
        return self.filter(on__gte=first, on__lte=last)


class Looked(models.Model):
    """Somebody looked at an account on a day. One that was entered later says when, and never closes a gap."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="looked")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()  # when it was put down
    is_later = models.BooleanField(default=False)
    found = models.PositiveSmallIntegerField(null=True, blank=True)  # None: they did not say
    note: models.Field[Any, Any] = EncryptedTextField(default="")

    objects = LookedQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("channel", "on"), name="inbox_looked_when"),)

    def __str__(self) -> str:
        return f"{self.person} looked at {self.channel} on {self.on}"

    @classmethod
    def put_down(
        cls, channels: Iterable[Channel], *, found: int | None, note: str, by: Person, at: datetime
    ) -> list[Looked]:
        """Put down that somebody has just looked at some accounts."""
        on = by.school.day_of(at)
        with transaction.atomic(durable=True):
            made: list[Looked] = [
                cls.objects.create(
                    channel=_theirs(one, by, on=on), person=by, on=on, at=at, found=found, note=note
                )
                for one in channels
            ]
            for look in made:
                record("channel.looked-at", subject=look.channel, by=by, at=at)
        return made

    @classmethod
    def enter_later(
        cls, channel: Channel, *, on: date, note: str, by: Person, at: datetime
    ) -> Looked:
        """Put down that somebody looked on a day that is over. Raises NotPossible for other days, or without a reason."""
        today = by.school.day_of(at)
        if on >= today:
            raise NotPossible("Choose a day that is over. Today is put down with one press.")
        if (today - on).days > MOST_DAYS_LATER:
            raise NotPossible("That is more than a year ago.")
        if not note.strip():
            raise NotPossible("Write why it is entered later.")
        with transaction.atomic(durable=True):
            theirs = _theirs(channel, by, on=today)
            made = cls.objects.create(
                channel=theirs, person=by, on=on, at=at, is_later=True, note=note.strip()
            )
            record("channel.look-entered-later", subject=theirs, by=by, at=at, on=on)
        return made


def may_watch(person: Person, channel: Channel, *, on: date) -> bool:
    """Whether somebody sees what comes in on an account: they run it, or answer for all."""
    if person.school_id != channel.school_id or not person.is_current(on):
        return False
    return channel.pk in channels_run_by(person, on=on) or person.holds(*SEES_ALL, on=on)


def _theirs(channel: Channel, by: Person, *, on: date) -> Channel:
    if channel.closed_at is not None or not may_watch(by, channel, on=on):
        raise NotPossible(f"You do not see what comes in on {channel}.")
    return channel
