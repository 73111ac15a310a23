"""What people have gone through about themselves. Only that they have is kept, never what they found."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import models, transaction

from gatepost.joining.asked import points
from gatepost.people.models import Person
from gatepost.policies.door import policy_at
from gatepost.records.door import record


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
        """Note that somebody has done some points of the policy in force; how many. What is no point of it is left out."""
        pack = policy_at(person.school, on=person.school.day_of(at))
        known = [one.key for one in points(pack) if one.key in keys and one.is_for(person.actors)]
        with transaction.atomic(durable=True):
            for key in known:
                done = cls.objects.create(person=person, point=key, at=at)
                record("point.done", subject=done, by=person, at=at)
        return len(known)
