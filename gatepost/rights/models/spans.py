"""A school's own spans, what keeps records from being deleted, what is over, and what is left of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction

from gatepost.core.clock import Span
from gatepost.people.models import Person, Pupil, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import keyed_digest, record
from gatepost.rights.asked import rulers_at
from gatepost.vault.fields import EncryptedJSONField, EncryptedTextField

RULERS = ("dpo", "headteacher")
MOST_YEARS = 100
_UNITS = {"day": 366 * MOST_YEARS, "week": 53 * MOST_YEARS, "month": 12 * MOST_YEARS, "year": MOST_YEARS}  # fmt: skip


def check_rules(by: Person, school: School, *, at: datetime) -> None:
    """Refuse whoever does not decide how long things are kept."""
    on = school.day_of(at)
    if by.school_id != school.pk or not by.holds(*rulers_at(school, on=on), on=on):
        raise NotPossible("The data protection officer or the headteacher decides this.")


class OwnSpan(models.Model):
    """A school keeps a kind of record for another span than Gatepost brings."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="own_spans")
    kind = models.CharField(max_length=40)
    span = models.CharField(max_length=20)
    reason = EncryptedTextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("school", "kind"), name="one_own_span_for_a_kind"),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.span}"

    @classmethod
    def change(cls, kind: str, *, span: Span, reason: str, by: Person, at: datetime) -> OwnSpan:
        """Set the school's own span, with the reason. What was set before stays in the ledger."""
        if not reason.strip():
            raise NotPossible("Write why.")
        if not 0 < span.number <= _UNITS.get(span.unit, 0):
            raise NotPossible(f"Enter a span of one day to {MOST_YEARS} years.")
        words = f"{span.number} {span.unit}{'' if span.number == 1 else 's'}"
        with transaction.atomic(durable=True):
            school = School.objects.select_for_update().get(pk=by.school_id)
            check_rules(by, school, at=at)
            said = {"span": words, "reason": reason.strip(), "by": by, "at": at}
            own, _ = cls.objects.update_or_create(school=school, kind=kind, defaults=said)
            record(
                "span.changed", subject=own, by=by, at=at, kind=kind, number=span.number,
                unit=span.unit, reason=keyed_digest(reason.strip()),
            )  # fmt: skip
        return own


class Hold(models.Model):
    """While it lasts nothing of a kind, or nothing about somebody, is deleted."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=40, blank=True)  # empty: every kind, about one person
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = EncryptedTextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"hold {self.pk}"

    @classmethod
    def set(cls, reason: str, *, of: str | Person | Pupil, by: Person, at: datetime) -> Hold:
        """Keep a kind of record, or what is about somebody, from being deleted."""
        if not reason.strip():
            raise NotPossible("Write why this must be kept.")
        what: dict[str, Any] = {"kind": of} if isinstance(of, str) else {}
        what |= {"person": of} if isinstance(of, Person) else {}
        what |= {"pupil": of} if isinstance(of, Pupil) else {}
        with transaction.atomic(durable=True):
            school = School.objects.select_for_update().get(pk=by.school_id)
            check_rules(by, school, at=at)
            hold = cls.objects.create(school=school, reason=reason.strip(), by=by, at=at, **what)
            record("hold.set", subject=hold, by=by, at=at)
        return hold

    def lift(self, reason: str, *, by: Person, at: datetime) -> None:
        """It need not be kept any longer."""
        if not reason.strip():
            raise NotPossible("Write why it need not be kept any longer, and who says so.")
        with transaction.atomic(durable=True):
            row = Hold.objects.select_for_update().get(pk=self.pk)
            check_rules(by, row.school, at=at)
            if row.lifted_at is not None:
                raise NotPossible("This hold is lifted already.")
            row.lifted_by, row.lifted_at, row.lifted_because = by, at, reason.strip()
            row.save(update_fields=["lifted_by", "lifted_at", "lifted_because"])
            record("hold.lifted", subject=row, by=by, at=at)


class KeptLongEnough(models.Model):
    """How many rows of a kind have been kept for long enough, as counted last. It deletes nothing."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="kept_long_enough")
    kind = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("school", "kind"), name="counted_once_a_kind"),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.count}"


class DeletedRecords(models.Model):
    """The certificate of a deletion: who, when, what kind, how many, by which rule. Nothing of what it was."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="deleted_records")
    kind = models.CharField(max_length=40)
    counts = models.JSONField()
    said: models.Field[Any, Any] = EncryptedJSONField()  # the rule, and why
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # nobody: by itself
    request = models.ForeignKey(
        "rights.Request", on_delete=models.SET_NULL, null=True, blank=True, related_name="deleted"
    )
    at = models.DateTimeField()
    ledger_head = models.CharField(max_length=100)  # a keyed digest of the newest entry's hash

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"certificate {self.pk}"

    @property
    def count(self) -> int:
        """How many rows of all sorts."""
        return sum(self.counts.values())
