"""What keeps a policy alive between its versions: the documents beside it, and standing duties done."""

from __future__ import annotations

from django.db import models

from gatepost.people.models import Person, School
from gatepost.policies.models.versions import Version


class RelatedDocument(models.Model):
    """Where a document that the policy points to is found: an address, or whom to ask."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="related_documents")
    key = models.CharField(max_length=60)  # its name in the pack
    url = models.URLField(max_length=500, blank=True)
    ask = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("school", "key")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "key"), name="one_place_for_a_related_document"
            ),
            models.CheckConstraint(
                condition=~models.Q(url="") | ~models.Q(ask=""),
                name="a_related_document_is_somewhere",
            ),
        )

    def __str__(self) -> str:
        return f"{self.school}: {self.key}"


class UpkeepDone(models.Model):
    """Somebody did what a clause asks of those who keep the policy."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="upkeep_done")
    clause = models.CharField(max_length=100)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("version", "-at", "-pk")

    def __str__(self) -> str:
        return f"{self.version}: {self.clause}"
