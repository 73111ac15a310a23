"""How Gatepost signs in to the network of an account."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction

from gatepost.channels.models.accounts import Channel
from gatepost.people.models import Person
from gatepost.vault.fields import EncryptedJSONField

WARN = timedelta(days=14)


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Connections."""

    def open(self) -> ConnectionQuerySet:
        """Those in use."""
        return self.filter(ended_at=None)

    def ending_soon(self, *, at: datetime) -> ConnectionQuerySet:
        """Those whose token runs out within two weeks, or has."""
        return self.open().filter(expires_at__lte=at + WARN)

    def refused(self) -> ConnectionQuerySet:
        """Those by which the network lets nobody in any more."""
        return self.exclude(refused_at=None)


class Connection(models.Model):
    """A token or application password of one account. What was replaced or ended keeps no secret."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="connections")
    server = models.URLField(max_length=500, blank=True)
    identifier = models.CharField(max_length=200, blank=True)
    secret: models.Field[Any, Any] = EncryptedJSONField(null=True)
    connected_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    connected_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)  # the network let us in no longer
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        ordering = ("-connected_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("channel",),
                condition=models.Q(ended_at=None),
                name="one_connection_an_account",
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel}: {self.identifier}"

    @property
    def ends_on(self) -> date | None:
        """The day on which the way in ends, where that is known and has not ended it already."""
        if self.expires_at is None or self.refused_at is not None:
            return None
        return self.channel.school.day_of(self.expires_at)

    def has_to_be_renewed(self, *, on: date) -> bool:
        """Whether somebody has to connect the account anew, now or within two weeks."""
        return self.refused_at is not None or (
            self.ends_on is not None and self.ends_on <= on + WARN
        )

    def says(self, *, on: date) -> str:
        """The same for people."""
        if self.refused_at is not None:
            return f"Connect {self.channel} again: the network does not let Gatepost in any more"
        if self.ends_on is not None and self.ends_on < on:
            return f"Connect {self.channel} again: Gatepost’s access has run out"
        return f"Connect {self.channel} again: Gatepost’s access runs out"

    def renew(self, secret: dict[str, str]) -> None:
        """Keep what the network gave in place of what signed us in; nothing where it was replaced meanwhile."""
        with transaction.atomic():
            kept = Connection.objects.select_for_update().get(pk=self.pk)
            if kept.ended_at is None:
                kept.secret = secret
                kept.save(update_fields=["secret"])

    def was_refused(self, *, at: datetime) -> None:
        """Note that the network let us in no longer."""
        Connection.objects.filter(pk=self.pk, refused_at=None).update(refused_at=at)
