"""What people have gone through about themselves. Only that they have is kept, never what they found."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import models, transaction

from gatepost.joining.devices.issued import Issued
from gatepost.joining.devices.phones import OwnPhone, PhoneLook
from gatepost.joining.leaving.receipts import LeavingReceipt
from gatepost.joining.standing import standings_of
from gatepost.people.models import Person
from gatepost.records.door import record

__all__ = ["Done", "Issued", "LeavingReceipt", "OwnPhone", "PhoneLook"]


class Done(models.Model):
    """Somebody has done a point of the checklist."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="points_done")
    point = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("person", "point"), name="points_done"),)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.point}"

    @property
    def school_id(self) -> int:
        """In whose ledger it stands."""
        return self.person.school_id

    @classmethod
    def tick(cls, person: Person, keys: Collection[str], *, at: datetime) -> int:
        """Note that somebody has done some points that are open to them; how many. A second click changes nothing."""
        with transaction.atomic(durable=True):
            row = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
            on = person.school.day_of(at)
            still = [one.point.key for one in standings_of(row, on=on) if one.is_open(on=on)]
            for key in (known := [key for key in still if key in keys]):
                done = cls.objects.create(person=person, point=key, at=at)
                record("point.done", subject=done, by=person, at=at)
        return len(known)
