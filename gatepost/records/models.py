"""The rows of the ledger: entries, the head of each chain, signed checkpoints. They are written by the door alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models

from gatepost.core import ledger
from gatepost.core.ledger import GENESIS
from gatepost.records.events import EVENTS

if TYPE_CHECKING:
    from gatepost.records.door import Recorded


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries, as pages and exports ask for them."""

    def about(self, subject: Recorded) -> EntryQuerySet:
        """The entries about one thing, the newest first."""
        return self.filter(
            subject_kind=subject._meta.label_lower, subject_id=str(subject.pk)
        ).order_by("-at", "-pk")

    def of_chain(self, chain: str) -> EntryQuerySet:
        """The entries of one chain in their order."""
        return self.filter(chain=chain).order_by("number")


class Entry(models.Model):
    """Something that was done. `body` holds the bytes that were sealed; the other columns are for finding it."""

    chain = models.CharField(max_length=64)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    event = models.CharField(max_length=100)
    subject_kind = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=64)
    by = models.CharField(max_length=150, blank=True)
    body = models.TextField()
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("chain", "number")
        constraints = (
            models.UniqueConstraint(fields=("chain", "number"), name="one_entry_for_a_number"),
        )
        indexes = (
            models.Index(fields=("subject_kind", "subject_id", "at"), name="entries_about"),
            models.Index(fields=("chain", "event", "at"), name="entries_of_a_kind"),
        )

    def __str__(self) -> str:
        return f"{self.chain} {self.number}: {self.event}"

    @property
    def because(self) -> list[str]:
        """The clauses that were the reason, as they were sealed."""
        return list(json.loads(self.body)["because"])

    @property
    def details(self) -> dict[str, Any]:
        """What else was sealed: numbers, moments, ids and digests."""
        return dict(json.loads(self.body)["details"])

    @property
    def says(self) -> str:
        """What was done, in words that follow the name of whoever did it."""
        return EVENTS.get(self.event, self.event)


class Head(models.Model):
    """The newest entry of a chain; whoever appends holds this row until their change is kept."""

    chain = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        ordering = ("chain",)

    def __str__(self) -> str:
        return f"{self.chain} {self.number}: {self.hash}"


class Checkpoint(models.Model):
    """A head that was signed, so that a history rewritten without the key shows."""

    chain = models.CharField(max_length=64)
    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta:
        ordering = ("chain", "number", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("chain", "number", "hash", "public_key"), name="one_checkpoint_for_a_head"
            ),
        )

    def __str__(self) -> str:
        return f"{self.chain} {self.number}, signed"

    @property
    def signed(self) -> ledger.Checkpoint:
        """The head with its signature."""
        head = ledger.Head(self.chain, self.number, self.hash)
        return ledger.Checkpoint(head, self.at, self.public_key, self.signature)
