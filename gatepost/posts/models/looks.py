"""Published posts that somebody has looked at again."""

from __future__ import annotations

from django.db import models

from gatepost.people.models import Person


class LookAgain(models.Model):
    """Somebody looked at a published post again and lets it stay."""

    post = models.ForeignKey("posts.Post", on_delete=models.CASCADE, related_name="looks")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.post_id} looked at again on {self.at:%d %B %Y}"
