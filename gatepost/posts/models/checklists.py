"""What people answered to the policy's own questions about a post."""

from __future__ import annotations

from typing import Any

from django.db import models

from gatepost.policies.models.steps import AboutSubject, OfSubject


class Checklist(AboutSubject):
    """One person's answers, bound to exactly what they saw: “yes” or words by the question's key."""

    answers: models.JSONField[Any, Any] = models.JSONField()

    objects = OfSubject["Checklist"].as_manager()

    class Meta(AboutSubject.Meta):
        indexes = (models.Index(fields=("subject_kind", "subject_id"), name="checklists_about"),)

    def __str__(self) -> str:
        return f"{self.about}: {len(self.answers)} answers by {self.by_id}"
