"""The papers of a case that went to another school, and that school's receipt."""

from __future__ import annotations

from typing import Any

from django.db import models

from gatepost.incidents.models.cases import Case
from gatepost.incidents.models.evidence import EvidenceExport
from gatepost.people.models import Person
from gatepost.vault.fields import EncryptedJSONField, EncryptedTextField


class TransferQuerySet(models.QuerySet["Transfer"]):
    """Transfers."""

    def received(self) -> TransferQuerySet:
        """Those that the other school has confirmed."""
        return self.exclude(receipt_on=None)

    def unconfirmed(self) -> TransferQuerySet:
        """Those without a receipt."""
        return self.filter(receipt_on=None)


class Transfer(models.Model):
    """What was sent: to whom, how, when; the receipt comes later."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="transfers")
    said: models.Field[Any, Any] = EncryptedJSONField()  # school, name, how
    export = models.ForeignKey(
        EvidenceExport, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )  # empty: on paper
    sent_on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    receipt_from = EncryptedTextField(blank=True)
    receipt_on = models.DateField(null=True, blank=True)
    receipt_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    receipt_at = models.DateTimeField(null=True, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ("sent_on", "pk")

    def __str__(self) -> str:
        return f"{self.case}: to another school"
