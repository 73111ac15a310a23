"""How long cases are kept, what holds them, who wants one deleted, and what is left of it then."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from gatepost.incidents.models.cases import KEY_LENGTH, Case
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import keyed_digest, record
from gatepost.vault.fields import EncryptedJSONField, EncryptedTextField

RULERS = ("dpo", "headteacher")
MOST_YEARS = 100


class KeepingRule(models.Model):
    """A school keeps a kind of record for another number of years than Gatepost brings."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="keeping_rules")
    record = models.CharField(max_length=40)
    years = models.PositiveSmallIntegerField()
    reason = EncryptedTextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("record",)
        constraints = (
            models.UniqueConstraint(
                fields=("school", "record"), name="one_keeping_rule_for_a_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(years__lte=MOST_YEARS), name="kept_for_a_century_at_most"
            ),
        )

    def __str__(self) -> str:
        return f"{self.school}: {self.record}, {self.years} years"

    @classmethod
    def change(
        cls, school: School, kind: str, *, years: int, reason: str, by: Person, at: datetime
    ) -> KeepingRule:
        """Set the school's own figure, with the reason. What was set before stays in the ledger."""
        if not reason.strip():
            raise NotPossible("Write why.")
        if not 0 <= years <= MOST_YEARS:
            raise NotPossible(f"Enter a number of years from 0 to {MOST_YEARS}.")
        with transaction.atomic(durable=True):
            School.objects.select_for_update().get(pk=school.pk)
            if not by.holds(*RULERS, on=school.day_of(at)):
                raise NotPossible("The data protection officer or the headteacher decides this.")
            said = {"years": years, "reason": reason.strip(), "by": by, "at": at}
            rule, _ = cls.objects.update_or_create(school=school, record=kind, defaults=said)
            record(
                "keeping.changed", subject=rule, by=by, at=at, kind=kind, years=years,
                reason=keyed_digest(reason.strip()),
            )  # fmt: skip
        return rule


class KeptAs(models.Model):
    """Somebody says which kind of record a case is, and the days that only people know. The last one counts."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="kept_as")
    said: models.Field[Any, Any] = EncryptedJSONField()  # record, starts_on, until_on, reason
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.case}: what it is kept as"

    @property
    def record(self) -> str:
        """The kind of record."""
        return str(self.said["record"])

    @property
    def starts_on(self) -> date | None:
        """The day that its years count from, where somebody had to enter it."""
        return _day(self.said["starts_on"])

    @property
    def until_on(self) -> date | None:
        """The day that has to have passed, too."""
        return _day(self.said["until_on"])


class LegalHold(models.Model):
    """While it lasts, nothing of a case is deleted. One that was there by itself gets a row when it is lifted."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="legal_holds")
    reason = EncryptedTextField()
    is_default = models.BooleanField(default=False)
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = EncryptedTextField(blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=models.Q(lifted_at=None), name="one_hold_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case}: held"


class DueNoted(models.Model):
    """A closed case has been kept for long enough: noted once; nothing is deleted by it."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="due_noted")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case}: kept for long enough"


class Deletion(models.Model):
    """Somebody wants a case deleted; somebody else has to confirm it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deletions")
    reason = EncryptedTextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    called_off_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    called_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=models.Q(called_off_at=None), name="one_deletion_asked"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case}: to be deleted"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Certificates of deletion."""

    def visible_to(self, person: Person) -> CertificateQuerySet:
        """Those of cases that somebody saw the whole of when they were deleted."""
        return self.filter(school=person.school_id, seen_by=person)


class Certificate(models.Model):
    """What is left of a case that was deleted, beside its chain in the ledger."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="certificates")
    key = models.CharField(max_length=KEY_LENGTH, unique=True)
    said: models.Field[Any, Any] = EncryptedJSONField()  # record, rule, reason, items, handed_to
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ledger_head = models.CharField(max_length=100)  # a keyed digest of the newest entry's hash
    seen_by = models.ManyToManyField(Person, related_name="+")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(asked_by=models.F("confirmed_by")),
                name="a_case_is_deleted_by_two_people",
            ),
        )

    def __str__(self) -> str:
        return f"case {self.key}, deleted"


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None
