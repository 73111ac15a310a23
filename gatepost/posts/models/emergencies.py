"""Posts that cannot wait for approval, where a school has allowed them."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from gatepost.people.models import Person, School
from gatepost.records.door import record


class EmergencySwitch(models.Model):
    """Whether a school allows emergency posts; off until somebody turns it on."""

    school = models.OneToOneField(School, on_delete=models.PROTECT, related_name="emergency_switch")
    is_on = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.school}: {'on' if self.is_on else 'off'}"

    @classmethod
    def turn(cls, *, on: bool, by: Person, at: datetime) -> EmergencySwitch:
        """Turn it on or off for a school."""
        with transaction.atomic(durable=True):
            switch, _ = cls.objects.update_or_create(school=by.school, defaults={"is_on": on})
            record("emergency-posts.turned", subject=switch, by=by, at=at, on=on)
        return switch


class Emergency(models.Model):
    """A post that went out before others had agreed, and why. It stays flagged until somebody else has signed it off."""

    post = models.OneToOneField("posts.Post", on_delete=models.PROTECT, related_name="emergency")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()
    lifted = models.JSONField(default=list)  # the facts that were missing
    settled_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    verdict = models.TextField(blank=True)  # what the person who looked afterwards says of it

    def __str__(self) -> str:
        return f"{self.post_id}: {self.reason[:60]}"
