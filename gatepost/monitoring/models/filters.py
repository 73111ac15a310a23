"""Addresses from which filters fetch their file, and what was fetched."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models, transaction

from gatepost.core.blocking import FORMATS
from gatepost.monitoring.groups import GROUPS, name_of
from gatepost.monitoring.models.blocking import MOST, check_keeps
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import record

if TYPE_CHECKING:
    from gatepost.core.blocking.formats import Written


class FilterAddress(models.Model):
    """A secret address from which one filter reads one file. Only a digest of it is kept, so nobody can read it here."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="filter_addresses")
    name = models.CharField(max_length=60)  # which filter it is for
    group = models.CharField(max_length=30)
    format = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # when the filter asked last

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def group_words(self) -> str:
        """For whom its file is."""
        return name_of(self.group)

    @property
    def format_words(self) -> str:
        """What its file is for."""
        return FORMATS[self.format].name

    @classmethod
    def make(
        cls, name: str, *, group: str, form: str, by: Person, at: datetime
    ) -> tuple[FilterAddress, str]:
        """A new address; the secret of it is given back here and never again."""
        if group not in GROUPS or form not in FORMATS:
            raise NotPossible("Choose one of the groups and formats on the page.")
        secret = secrets.token_urlsafe(32)
        with transaction.atomic(durable=True):
            school = School.objects.select_for_update().get(pk=by.school_id)
            check_keeps(by, school_id=school.pk, on=school.day_of(at))
            if school.filter_addresses.filter(revoked_at=None).count() >= MOST:
                raise NotPossible(f"There are {MOST} already. Take back some first.")
            made = cls.objects.create(
                school=school, name=name, group=group, format=form, digest=_digest(secret), by=by, at=at
            )  # fmt: skip
            record("filter-address.made", subject=made, by=by, at=at)
        return made, secret

    @classmethod
    def of(cls, secret: str) -> FilterAddress | None:
        """The address that a secret opens; None where there is none, or it was taken back."""
        found = cls.objects.filter(digest=_digest(secret), revoked_at=None)
        return found.select_related("school").first()

    def revoke(self, *, by: Person, at: datetime) -> None:
        """It opens nothing any more."""
        with transaction.atomic(durable=True):
            row = FilterAddress.objects.select_for_update().get(pk=self.pk)
            check_keeps(by, school_id=row.school_id, on=by.school.day_of(at))
            if row.revoked_at is not None:
                raise NotPossible("It was taken back already.")
            row.revoked_by, row.revoked_at = by, at
            row.save(update_fields=["revoked_by", "revoked_at"])
            record("filter-address.revoked", subject=row, by=by, at=at)

    def was_asked(self, written: Written, *, table_on: date, at: datetime) -> None:
        """The filter has asked. It is on record once for each file that differs, not every five minutes."""
        with transaction.atomic(durable=True):
            row = FilterAddress.objects.select_for_update().get(pk=self.pk)
            row.asked_at = at
            row.save(update_fields=["asked_at"])
            last = row.exports.first()
            if last is None or (last.tag, last.table_on) != (written.tag, table_on):
                BlockExport.objects.create(
                    school=row.school, address=row, group=row.group, format=row.format,
                    tag=written.tag, table_on=table_on, at=at,
                )  # fmt: skip
                record("filter-file.fetched", subject=row, by=None, at=at)


class BlockExport(models.Model):
    """A file with what is blocked was fetched: by a filter, or by somebody by hand."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="block_exports")
    address = models.ForeignKey(
        FilterAddress, on_delete=models.PROTECT, null=True, related_name="exports"
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    group = models.CharField(max_length=30)
    format = models.CharField(max_length=20)
    tag = models.CharField(max_length=64)
    table_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("school", "at"), name="block_exports_by_time"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(address__isnull=False) ^ models.Q(by__isnull=False),
                name="a_filter_or_a_person_fetches",
            ),
        )

    def __str__(self) -> str:
        return f"{self.format} for {self.group}"

    @classmethod
    def by_hand(
        cls, written: Written, *, group: str, form: str, table_on: date, by: Person, at: datetime
    ) -> BlockExport:
        """Somebody has fetched a file themselves."""
        with transaction.atomic(durable=True):
            made = cls.objects.create(
                school=by.school, by=by, group=group, format=form, tag=written.tag, table_on=table_on, at=at
            )  # fmt: skip
            record("filter-file.fetched", subject=made, by=by, at=at)
        return made


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
