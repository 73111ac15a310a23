"""What policy and law want done about a case, and by when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction

from gatepost.incidents.models.cases import Case
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedJSONField, EncryptedTextField


class CaseDutyQuerySet(models.QuerySet["CaseDuty"]):
    """Duties in cases."""

    def open(self) -> CaseDutyQuerySet:
        """Those that nobody has done."""
        return self.filter(done_at=None)


class CaseDuty(models.Model):
    """One duty as the clauses of the day had it; later changes of the policy do not change it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="duties")
    said: models.Field[Any, Any] = (
        EncryptedJSONField()
    )  # do, by, to, within, clause, number, is_law
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = EncryptedTextField(blank=True)  # who was told, when, what they said

    objects = CaseDutyQuerySet.as_manager()

    class Meta:
        ordering = ("due_at", "pk")

    def __str__(self) -> str:
        return f"{self.case}: a duty"

    def is_late(self, at: datetime) -> bool:
        """Whether its moment has passed and nobody has done it."""
        return self.done_at is None and self.due_at is not None and self.due_at < at

    def do(self, answer: str, *, by: Person, at: datetime) -> None:
        """Put down that it was done, by whom and what came of it."""
        if not answer.strip():
            raise NotPossible("Write who did it and when, and what came of it.")
        with transaction.atomic(durable=True):
            case = self.case.locked()
            row = CaseDuty.objects.select_for_update().get(pk=self.pk)
            if row.done_at is not None:
                raise NotPossible("This is done already.")
            row.done_at, row.done_by, row.answer = at, by, answer.strip()
            row.save(update_fields=["done_at", "done_by", "answer"])
            record("case.duty-done", subject=case, by=by, at=at, because=[row.said["clause"]])
        self.refresh_from_db()
