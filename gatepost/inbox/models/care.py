"""What was told before something was late, who asked not to have something, and what was said of its pictures."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from gatepost.inbox.models.items import Item, Version
from gatepost.people.models import Person
from gatepost.records.door import record


class Escalated(models.Model):
    """That people were told of something before it was late, once for each step. A new deadline begins anew."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="escalated")
    step = models.CharField(max_length=10)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    people = models.PositiveSmallIntegerField(default=0)  # how many were told

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("item", "step", "due_at"), name="each_step_is_told_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.step} of item {self.item_id}"


class NotMe(models.Model):
    """Somebody asked not to have something. Nobody asks why, and it is not offered to them again."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="not_for")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("item", "person"), name="nobody_is_asked_twice"),
        )

    def __str__(self) -> str:
        return f"item {self.item_id} is not for {self.person}"

    @classmethod
    def say(cls, item: Item, *, by: Person, at: datetime) -> None:
        """They leave it to others; where they had it, it is free again."""
        with transaction.atomic(durable=True):
            row = item.locked()
            cls.objects.get_or_create(item=row, person=by, defaults={"at": at})
            row.holders.open().filter(person=by).update(ended_at=at)
            record("item.given-back", subject=row, by=by, at=at)


class PictureSaid(models.Model):
    """The answer to whether an item's pictures are, or might be, sexual pictures of somebody under 18."""

    class Answer(models.TextChoices):
        """What somebody said."""

        NO = "no", "No"
        YES = "yes", "Yes"
        UNSURE = "unsure", "I am not sure"

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="pictures_said")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.CharField(max_length=6, choices=Answer)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.answer} of the pictures of item {self.item_id}"
