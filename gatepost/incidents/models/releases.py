"""What lets a case go on that had to wait: the advice that came, from whom, and who says so."""

from __future__ import annotations

from django.db import models

from gatepost.incidents.models.cases import Case
from gatepost.people.models import Person
from gatepost.vault.fields import EncryptedTextField


class Release(models.Model):
    """Somebody by name says that what a clause waits for has come."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="releases")
    clause = models.CharField(max_length=200)
    source = EncryptedTextField()  # who advised
    advice = EncryptedTextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.case}: {self.clause}"
