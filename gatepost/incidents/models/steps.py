"""What was done in a case, and what was written to and by whoever reported it."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from gatepost.incidents.models.cases import Case
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField


class Step(models.Model):
    """Something that was done, in the words of whoever did it. It is never changed; a second one puts it right."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    action = EncryptedTextField()  # a key of kinds.toml
    whom = EncryptedTextField(blank=True)
    words = EncryptedTextField()
    happened = EncryptedTextField(blank=True)  # when, where it was not just now
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.case}: a step"


class Message(models.Model):
    """A line between the school and whoever reported it; `by` is empty for the reporter."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    words = EncryptedTextField()
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.case}: a message"

    @classmethod
    def write(cls, case: Case, words: str, *, by: Person, at: datetime) -> Message:
        """Answer whoever reported it, within the caller's transaction."""
        if not words.strip():
            raise NotPossible("Write what whoever reported it can be told.")
        return cls._kept(case.locked(), words, by=by, at=at)

    @classmethod
    def from_reporter(cls, case: Case, words: str, *, at: datetime) -> Message:
        """A line from whoever reported it, taken in however far the case is, within the caller's transaction."""
        return cls._kept(case, words, by=None, at=at)

    @classmethod
    def _kept(cls, case: Case, words: str, *, by: Person | None, at: datetime) -> Message:
        made = cls.objects.create(case=case, words=words.strip(), by=by, at=at)
        record("case.message-sent", subject=case, by=by, at=at)
        return made
