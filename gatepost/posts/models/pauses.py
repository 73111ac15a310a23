"""Everything stopped at once, and what is let go again one by one."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import record


class PauseQuerySet(models.QuerySet["Pause"]):
    """Pauses."""

    def open(self) -> PauseQuerySet:
        """Those that hold now."""
        return self.filter(ended_at=None)


class Pause(models.Model):
    """A school stops all publishing: after an accident, a death, an alarm. What waited then waits for a person."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="pauses")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school",), condition=models.Q(ended_at=None), name="one_pause_a_school"
            ),
        )

    def __str__(self) -> str:
        return f"{self.school}: paused {self.at:%d %B %Y, %H:%M}"

    @classmethod
    def begin(cls, *, by: Person, at: datetime, reason: str) -> Pause:
        """Stop everything now. Raises NotPossible where all is stopped already."""
        with transaction.atomic(durable=True):
            School.objects.select_for_update().get(pk=by.school_id)
            if cls.objects.open().filter(school=by.school_id).exists():
                raise NotPossible("Publishing is paused already.")
            pause = cls.objects.create(school=by.school, by=by, at=at, reason=reason.strip())
            record("publishing.paused", subject=pause, by=by, at=at)
        return pause

    def end(self, *, by: Person, at: datetime) -> None:
        """Let new posts go out again; those that waited are let go one by one."""
        with transaction.atomic(durable=True):
            pause = Pause.objects.select_for_update().get(pk=self.pk)
            if pause.ended_at is not None:
                raise NotPossible("The pause is over already.")
            pause.ended_by, pause.ended_at = by, at
            pause.save(update_fields=["ended_by", "ended_at"])
            record("publishing.resumed", subject=pause, by=by, at=at)
        self.refresh_from_db()


class Release(models.Model):
    """One post that was held by a pause may go out."""

    pause = models.ForeignKey(Pause, on_delete=models.PROTECT, related_name="releases")
    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="releases")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("pause", "post"), name="one_release_a_pause"),
        )

    def __str__(self) -> str:
        return f"{self.post_id} let go"
