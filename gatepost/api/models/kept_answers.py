"""Answers that are kept for a day, so that a call that is sent twice is done once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models

from gatepost.api.models.tokens import Token
from gatepost.vault.fields import EncryptedTextField

KEPT = timedelta(hours=24)


class KeptAnswerQuerySet(models.QuerySet["KeptAnswer"]):
    """Kept answers."""

    def forget(self, *, at: datetime) -> int:
        """Delete those that were kept for long enough."""
        return self.filter(begun_at__lte=at - KEPT).delete()[0]


class KeptAnswer(models.Model):
    """What was answered to a call with a key of its own. Without a status, nobody knows how the call ended."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="kept_answers")
    key = models.CharField(max_length=100)
    asked = models.CharField(max_length=64)  # a digest of the whole call
    begun_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body: models.Field[Any, Any] = EncryptedTextField(default="")

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        ordering = ("begun_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("token", "key"), name="a_call_is_done_once"),
        )

    def __str__(self) -> str:
        return f"answer {self.status} to call {self.key}"
