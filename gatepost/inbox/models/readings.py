"""How far each account has been read, and when it is read again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from gatepost.channels.models import Channel, Connection
from gatepost.networks.known import NETWORKS
from gatepost.vault.fields import EncryptedTextField

EVERY = timedelta(minutes=5)
LEASE = timedelta(minutes=30)  # longer than one reading of a network that answers slowly
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
TOLD_AFTER = timedelta(hours=12)


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Where things stand with each account."""

    def due(self, *, at: datetime) -> ReadingQuerySet:
        """Accounts to be read now, at which nobody is."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=at)
        return self.filter(free, next_at__lte=at, channel__in=can_be_read())

    def claim(self, *, at: datetime) -> Reading | None:
        """Take the next one, so that no other worker does; None where nothing is due."""
        new = list(can_be_read().filter(reading=None))
        self.bulk_create(
            [Reading(channel=one, began_at=at, next_at=at) for one in new], ignore_conflicts=True
        )
        if not self.due(at=at).exists():
            return None
        with transaction.atomic(durable=True):
            row = self.due(at=at).select_for_update(skip_locked=True).order_by("next_at").first()
            if row is not None:
                row.claimed_until = at + LEASE
                row.save(update_fields=["claimed_until"])
        return row

    def failing(self, *, at: datetime) -> ReadingQuerySet:
        """Open accounts that could not be read for half a day."""
        return self.filter(failing_since__lte=at - TOLD_AFTER, channel__closed_at=None)


def can_be_read() -> models.QuerySet[Channel]:
    """Open accounts, connected, on networks that tell what came in."""
    tell = [slug for slug, about in NETWORKS.items() if "arrivals" in about.can]
    connected = Connection.objects.open().filter(refused_at=None).values("channel")
    return Channel.objects.open().filter(network__in=tell, pk__in=connected)


class Reading(models.Model):
    """One account: the mark from which to go on, and how the last reading went."""

    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="reading")
    mark: models.Field[Any, Any] = EncryptedTextField(default="")
    began_at = models.DateTimeField()  # what is older was there before Gatepost was
    read_at = models.DateTimeField(null=True, blank=True)  # the last time nothing was left to read
    next_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ("next_at", "pk")

    def __str__(self) -> str:
        return f"The reading of {self.channel}"

    def claimed(self) -> Reading | None:
        """The row, held until the change is kept; None where another worker has it by now."""
        rows = Reading.objects.select_for_update(of=("self",))
        return rows.filter(pk=self.pk, claimed_until=self.claimed_until).first()

    def go_on(self, mark: str, *, is_all: bool, at: datetime) -> None:
        """A page was taken in. On the claimed row, in the transaction that took it in."""
        self.mark, self.tries, self.failing_since, self.problem = mark, 0, None, ""
        if is_all:
            self.read_at, self.next_at, self.claimed_until = at, at + EVERY, None
        self.save()

    def rest(self, *, at: datetime) -> None:
        """There is more, but enough for now: the next worker goes on at once."""
        Reading.objects.filter(pk=self.pk, claimed_until=self.claimed_until).update(
            next_at=at, claimed_until=None
        )

    def could_not(self, says: str, *, after: timedelta, at: datetime) -> None:
        """It is tried again, longer and longer apart, and never sooner than the network asks for."""
        with transaction.atomic(durable=True):
            row = self.claimed()
            if row is None:
                return
            wait = min(FIRST_WAIT * 2 ** min(row.tries, 10), LONGEST_WAIT)
            row.next_at, row.claimed_until = at + max(wait, after), None
            row.failing_since = row.failing_since or at
            row.problem, row.tries = says[:300], min(row.tries + 1, 1000)
            row.save()

    def read_soon(self, *, at: datetime) -> None:
        """Have it read by the next worker."""
        Reading.objects.filter(pk=self.pk, next_at__gt=at).update(next_at=at)
