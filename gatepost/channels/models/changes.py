"""What had changed on an account, what was made of it, and by whom."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.urls import reverse

from gatepost.channels.models.accounts import KEEPS, Channel
from gatepost.channels.verifying.words import FIELDS, Difference, difference
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.people.telling import How, tell
from gatepost.records.door import record

UNCLAIMED = timedelta(days=3)
LEADS = ("headteacher", "slt")

_RAISES = {
    "there": "it is not there any more",
    "id": "Gatepost’s way in leads to another account than before",
    "handle": "it has another name on its network than before",
}
_LOST = "its profile has changed, and the network lets Gatepost in no longer"
_NOBODYS = "its profile has changed, and nobody has said in three days that this is right"
_DISOWNED = "its profile has changed, and a person at the school says that this was not the school"


class AccountChangeQuerySet(models.QuerySet["AccountChange"]):
    """Changes."""

    def open(self) -> AccountChangeQuerySet:
        """Those of accounts in use that nobody has settled."""
        return self.filter(settled_at=None, channel__closed_at=None)

    def alarms(self) -> AccountChangeQuerySet:
        """Those after which the account may be in other hands."""
        return self.exclude(alarmed_at=None)

    def raise_unclaimed(self, *, at: datetime) -> int:
        """Take for an alarm what nobody has said to be right for days. How many there were."""
        old = self.open().filter(alarmed_at=None, noticed_at__lte=at - UNCLAIMED)
        with transaction.atomic(durable=True):
            rows = list(old.select_for_update(of=("self",)).select_related("channel__school"))
            for one in rows:
                one.alarm(_NOBODYS, at=at)
        return len(rows)


class AccountChange(models.Model):
    """Something on an account is not as it was known to be; open until a person has said what it is."""

    OURS: ClassVar[str] = "ours"  # the school did it
    DISOWNED: ClassVar[str] = "disowned"  # it did not: the alarm stays
    REGAINED: ClassVar[str] = "regained"  # it has the account back
    UNDONE: ClassVar[str] = "undone"  # it was as before by itself

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="changes")
    was = models.JSONField()
    found = models.JSONField()
    noticed_at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)  # it is an alarm
    alarmed_at = models.DateTimeField(null=True, blank=True)
    disowned_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    disowned_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)

    objects = AccountChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-noticed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("channel",),
                condition=models.Q(settled_at=None),
                name="one_open_change_an_account",
            ),
        )

    def __str__(self) -> str:
        return self.says

    def get_absolute_url(self) -> str:
        """The page where it is shown and settled."""
        return reverse("channels:looked", args=[self.channel.school.slug, self.channel_id])

    @property
    def says(self) -> str:
        """What is the matter, as a sentence for everybody at the school."""
        if self.alarmed_at is not None:
            return f"{self.channel} may be in other hands: {self.why}."
        return f"Something has changed on {self.channel}. Is it right?"

    @property
    def seal(self) -> str:
        """Stands for exactly what was found, so that nobody says yes to something else."""
        return hashlib.sha256(json.dumps(self.found, sort_keys=True).encode()).hexdigest()[:16]

    def differences(self) -> list[Difference]:
        """What was and what is, field by field, as it can be shown safely."""
        return [
            difference(key, was=self.was[key], now=self.found[key])
            for key in FIELDS
            if key in self.changed
        ]

    @property
    def changed(self) -> set[str]:
        """The fields that are not as they were."""
        return {key for key, is_now in self.found.items() if self.was.get(key, is_now) != is_now}

    @classmethod
    def compare(
        cls,
        channel: Channel,
        known: dict[str, str],
        found: dict[str, str],
        *,
        lost: bool,
        at: datetime,
    ) -> None:
        """Open a change, bring the open one up to date, or close it where all is as before; within the caller's transaction."""
        change = cls.objects.open().filter(channel=channel).select_for_update(of=("self",)).first()
        fresh = cls(channel=channel, was=known, found=found, noticed_at=at)
        if change is None:
            if not fresh.changed:
                return
            change = fresh
            change.save()
            record("channel.change-noticed", subject=channel, by=None, at=at)
            change._tell(KEEPS, "change", at=at)
        elif change.found != found:
            change.found = found
            change.save(update_fields=["found"])
        change._judge(lost=lost, at=at)

    @classmethod
    def settle_open(
        cls, channel: Channel, *, how: str, seen: str, by: Person, at: datetime
    ) -> AccountChange:
        """Somebody says what the open change was; within the caller's transaction. Raises NotPossible."""
        change = cls.objects.open().filter(channel=channel).select_for_update(of=("self",)).first()
        if change is None:
            raise NotPossible("Somebody has settled it already.")
        if how == cls.OURS and change.seal != seen:
            raise NotPossible("It has changed once more since you looked. Look at it again.")
        if how == cls.DISOWNED:
            change._disown(by=by, at=at)
        elif how == cls.REGAINED and change.alarmed_at is None:
            raise NotPossible("Nobody has said that the account was in other hands.")
        else:
            event = "channel.change-confirmed" if how == cls.OURS else "channel.regained"
            change._end(how, event, by=by, at=at)
        return change

    def alarm(self, why: str, *, at: datetime) -> None:
        """The account may be in other hands; once, within the caller's transaction."""
        if self.alarmed_at is not None:
            return
        self.why, self.alarmed_at = why, at
        self.save(update_fields=["why", "alarmed_at"])
        record("channel.alarm-raised", subject=self.channel, by=None, at=at)
        self._tell((*KEEPS, *LEADS), "alarm", at=at)

    def _judge(self, *, lost: bool, at: datetime) -> None:
        """Whether what changed is an alarm, or nothing any more. An alarm ends by a person's word alone."""
        if not self.changed:
            if self.alarmed_at is None:
                self._end(self.UNDONE, "channel.change-undone", by=None, at=at)
            return
        for key, why in _RAISES.items():
            if key in self.changed:
                self.alarm(why, at=at)
        if lost:
            self.alarm(_LOST, at=at)

    def _disown(self, *, by: Person, at: datetime) -> None:
        if self.disowned_at is not None:
            raise NotPossible("Somebody has said so already.")
        self.disowned_by, self.disowned_at = by, at
        self.save(update_fields=["disowned_by", "disowned_at"])
        record("channel.change-disowned", subject=self.channel, by=by, at=at)
        self.alarm(_DISOWNED, at=at)

    def _end(self, outcome: str, event: str, *, by: Person | None, at: datetime) -> None:
        self.outcome, self.settled_by, self.settled_at = outcome, by, at
        self.save(update_fields=["outcome", "settled_by", "settled_at"])
        record(event, subject=self.channel, by=by, at=at)

    def _tell(self, roles: tuple[str, ...], what: str, *, at: datetime) -> None:
        for person in self._people(roles, at=at):
            key = f"account-{what}-{self.pk}-{person.pk}"
            link = self.get_absolute_url()
            how = How(grave=what == "alarm", rooms=True)
            tell(person, "something-to-do", link=link, at=at, key=key, how=how)

    def _people(self, roles: tuple[str, ...], *, at: datetime) -> Iterator[Person]:
        school = self.channel.school
        on = school.day_of(at)
        yield from Person.objects.at(school).current(on).holding(roles, on=on)
