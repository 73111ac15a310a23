"""Data protection assessments of what is looked for, gone through and signed by a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedJSONField


class Assessment(models.Model):
    """Somebody went through what the search does as it was then, answered the questions, and signed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="watch_assessments")
    answers: models.Field[Any, Any] = EncryptedJSONField()
    stated: models.Field[Any, Any] = EncryptedJSONField()  # what the search did, in lines
    seen = models.CharField(max_length=64)  # the digest of these
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.school}, {self.at:%d %B %Y}"

    @classmethod
    def sign(cls, answers: Mapping[str, str], *, seen: str, by: Person, at: datetime) -> Assessment:
        """Sign it for just what the search does now. `seen` is the digest of what was shown."""
        from gatepost.mentions.watching.stating import digest_of, stated

        with transaction.atomic(durable=True):
            School.objects.select_for_update().get(pk=by.school_id)
            lines = stated(by.school)
            if seen != digest_of(lines):
                raise NotPossible("What is looked for has changed since you opened this. Read it again.")  # fmt: skip
            row = cls.objects.create(
                school=by.school, answers=dict(answers), stated=lines, seen=seen, by=by, at=at
            )
            record("watch.assessed", subject=row, by=by, at=at)
        return row
