"""Something that was published and has to come down."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from gatepost.people.models import Person


class TakeDownQuerySet(models.QuerySet["TakeDown"]):
    """Things to be taken down."""

    def open(self) -> TakeDownQuerySet:
        """Those that are still up, as far as is known."""
        return self.filter(done_at=None)


class TakeDown(models.Model):
    """A post on one account that has to come down, by when and why. Why is a kind and never tells whose wish it was."""

    class Why(models.TextChoices):
        """What brought it about."""

        CONSENT = "consent", "Somebody in a picture may no longer be shown"
        POLICY = "policy", "The policy"
        WISH = "wish", "A person asked for it"
        MISTAKE = "mistake", "A mistake"

    outlet = models.ForeignKey("posts.Outlet", on_delete=models.PROTECT, related_name="take_downs")
    why = models.CharField(max_length=20, choices=Why)
    note = models.TextField(blank=True)
    opened_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    objects = TakeDownQuerySet.as_manager()

    class Meta:
        ordering = ("due_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("outlet",), condition=models.Q(done_at=None), name="one_take_down_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"Take down {self.outlet_id}"

    def is_late(self, at: datetime) -> bool:
        """Whether its hour has passed."""
        return self.done_at is None and at > self.due_at
