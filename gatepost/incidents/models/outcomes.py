"""How a case ended: what came of it, by which clause, and why that is fair."""

from __future__ import annotations

from typing import Any

from django.db import models

from gatepost.incidents.models.cases import Case
from gatepost.people.models import Person
from gatepost.vault.fields import EncryptedJSONField


class Outcome(models.Model):
    """What came of a case: a person decided it and says why. Nothing here follows by itself."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="outcomes")
    said: models.Field[Any, Any] = EncryptedJSONField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.case}: an outcome"
