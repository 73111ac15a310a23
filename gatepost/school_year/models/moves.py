"""How the year groups moved up: by number alone, so that it can be taken back."""

from __future__ import annotations

from django.db import models

from gatepost.people.models import Person, School


class MovedUp(models.Model):
    """The year groups moved up, once a year; the last one that was not taken back counts."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="moved_up")
    starts_in = models.PositiveSmallIntegerField()
    changes = (
        models.JSONField()
    )  # [pupil, year group before, after, whether they leave, form before]
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "starts_in"),
                condition=models.Q(taken_back_at=None),
                name="moved_up_once_a_year",
            ),
        )

    def __str__(self) -> str:
        return f"{self.school}: {self.starts_in}"
