"""A file of staff or pupils that somebody is about to bring in, kept encrypted for a day at most."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import models, transaction

from gatepost.people.importing import known, writing
from gatepost.people.importing.contents import PUPILS, STAFF, Contents
from gatepost.people.importing.planning import CHANGED, LEFT, NEW, REFUSED, Plan, Wishes, make_plan
from gatepost.people.models.schools import School
from gatepost.people.models.staff import Person
from gatepost.people.rules import NotPossible, check_keeps_people
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedJSONField

KEPT = timedelta(days=1)
KINDS = {STAFF: "Staff", PUPILS: "Pupils"}


class ChangedMeanwhile(Exception):
    """What would be brought in is no longer what was shown."""


class ImportQuerySet(models.QuerySet["Import"]):
    """Imports, the newest first."""

    def visible_to(self, person: Person) -> ImportQuerySet:
        """Those of the person's own school."""
        return self.filter(school=person.school_id)

    def waiting(self, at: datetime) -> ImportQuerySet:
        """Those that can still be brought in."""
        return self.filter(applied_at=None, expires_at__gt=at)

    def applied(self) -> ImportQuerySet:
        """Those that were brought in."""
        return self.exclude(applied_at=None)

    def forget_expired(self, *, at: datetime) -> int:
        """Delete what nobody brought in within its day."""
        return self.filter(applied_at=None, expires_at__lte=at).delete()[0]


class Import(models.Model):
    """What was read from a file. Once it is brought in, only counts and the file's SHA-256 are left."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports"
    )  # nobody: the command line
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    table = EncryptedJSONField(null=True)  # as it came, until somebody says which column is which
    contents = EncryptedJSONField(null=True)
    wishes = EncryptedJSONField(null=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports_applied"
    )
    counts = models.JSONField(default=dict)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("school", "kind", "created_at"), name="imports_of_school"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(applied_at=None)
                | models.Q(table=None, contents=None, wishes=None),
                name="nothing_of_the_file_is_left_once_it_is_in",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.school}"

    @property
    def wished(self) -> Wishes:
        """What whoever brings it in has said so far."""
        return Wishes(**(self.wishes or {}))

    def found(self) -> Contents:
        """What was read."""
        return Contents.from_json(self.contents)

    def plan(self, *, at: datetime, by: Person | None) -> Plan:
        """What bringing it in would do now."""
        on = self.school.day_of(at)
        there = known.everybody(self.school, kind=self.kind, by=by, on=on)
        return make_plan(self.found(), there, kind=self.kind, wishes=self.wished, on=on)

    def settle_columns(self, contents: Contents) -> None:
        """Keep what was read once it is known which column is which; the table as it came is let go."""
        self.contents, self.table = contents.as_json(), None
        self.save(update_fields=["contents", "table"])

    def wish(self, answers: Mapping[str, str], *, others_have_left: bool) -> None:
        """Keep what somebody has said about the rows."""
        merged = {**self.wished.answers, **answers}
        self.wishes = {"answers": merged, "others_have_left": others_have_left}
        self.save(update_fields=["wishes"])

    def apply(self, *, seen: str, by: Person | None, at: datetime) -> Plan:
        """Bring it all in, or nothing. `seen` is the digest of the plan that was shown."""
        with transaction.atomic(durable=True):
            self.school = School.objects.select_for_update().get(pk=self.school_id)
            check_keeps_people(by, school_id=self.school_id, on=self.school.day_of(at))
            self._reload(at=at)
            plan = self.plan(at=at, by=by)
            if plan.digest != seen:
                raise ChangedMeanwhile
            writing.write(plan, school=self.school, kind=self.kind, system=self.found().system)
            writing.let_go(plan, kind=self.kind, by=by, at=at)
            writing.check_an_administrator_is_left(self.school, on=self.school.day_of(at))
            self._close(plan, by=by, at=at)
        return plan

    def _reload(self, *, at: datetime) -> None:
        """The row as it is now, kept from others until the transaction ends."""
        now = Import.objects.select_for_update().get(pk=self.pk)
        if now.applied_at is not None:
            raise NotPossible("This file has been brought in already.")
        if now.expires_at <= at or now.contents is None:
            raise NotPossible("This file is no longer kept. Choose it once more.")
        self.contents, self.wishes = now.contents, now.wishes

    def _close(self, plan: Plan, *, by: Person | None, at: datetime) -> None:
        """Put it on record, and keep nothing of the file."""
        self.applied_at, self.applied_by = at, by
        self.counts = {kind: plan.counts[kind] for kind in (NEW, CHANGED, LEFT, REFUSED)}
        self.table = self.contents = self.wishes = None
        self.save()
        record(
            "pupils.imported" if self.kind == PUPILS else "people.imported",
            subject=self,
            by=by,
            at=at,
            sha256=self.sha256,
            **self.counts,
        )
