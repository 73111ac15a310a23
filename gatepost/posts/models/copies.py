"""Posts as people saw them when they agreed, and notes with which they were sent back."""

from __future__ import annotations

from typing import Any

from django.db import models

from gatepost.people.models import Person
from gatepost.policies.models.steps import AboutSubject, OfSubject


class Copy(models.Model):
    """Everything that would have gone out at some moment, so that what changed since can be shown."""

    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="copies")
    hash = models.CharField(max_length=64)
    content: models.JSONField[Any, Any] = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("post", "hash"), name="one_copy_of_a_content"),
        )

    def __str__(self) -> str:
        return f"{self.post_id} as of {self.made_at:%d %B %Y, %H:%M}"


class SentBack(models.Model):
    """Somebody gave a post back to its author, with what should be different."""

    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="sent_back")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField()
    seen = models.CharField(max_length=64)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.by}: {self.note[:60]}"


class JudgedFinding(AboutSubject):
    """A second person's word on something that was found in a post: that it is so here, or that it is not."""

    kind = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    applies = models.BooleanField()
    reason = models.TextField()

    objects = OfSubject["JudgedFinding"].as_manager()

    class Meta(AboutSubject.Meta):
        indexes = (models.Index(fields=("subject_kind", "subject_id"), name="findings_about"),)

    def __str__(self) -> str:
        return f"{self.kind}: {'so' if self.applies else 'not so'}"
