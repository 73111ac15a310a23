"""A file of contacts that somebody is about to bring in, kept encrypted for a day at most."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.db.models import Q

from gatepost.consents.cannot import CannotDo
from gatepost.consents.importing.planning import CHANGED, NEW, REFUSED, Plan, make_plan
from gatepost.consents.importing.reading import Table
from gatepost.consents.models.contacts import KEEPS, Contact
from gatepost.people.models import Person, Pupil, School
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedJSONField

KEPT = timedelta(days=1)


class ChangedMeanwhile(Exception):
    """What would be brought in is no longer what was shown."""


class ContactImportQuerySet(models.QuerySet["ContactImport"]):
    """Imports of contacts, the newest first."""

    def visible_to(self, person: Person, *, on: date) -> ContactImportQuerySet:
        """For the office: those of their own school."""
        here = self.filter(school=person.school_id)
        return here if person.holds(*KEEPS, on=on) else self.none()

    def waiting(self, at: datetime) -> ContactImportQuerySet:
        """Those that can still be brought in."""
        return self.filter(applied_at=None, expires_at__gt=at)

    def forget_expired(self, *, at: datetime) -> int:
        """Delete what nobody brought in within its day."""
        return self.filter(applied_at=None, expires_at__lte=at).delete()[0]


class ContactImport(models.Model):
    """What was read from a file. Once it is brought in, only counts and the file's SHA-256 are left."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="contact_imports")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    table = EncryptedJSONField(null=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)

    objects = ContactImportQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(table=None),
                name="nothing_of_a_file_of_contacts_is_left_once_it_is_in",
            ),
        )

    def __str__(self) -> str:
        return f"contacts, {self.school}"

    @classmethod
    def keep(
        cls, table: Table, *, sha256: str, school: School, by: Person, at: datetime
    ) -> ContactImport:
        """Keep what was read, until somebody has looked at what it would do."""
        cls.objects.forget_expired(at=at)
        return cls.objects.create(
            school=school, by=by, created_at=at, expires_at=at + KEPT, sha256=sha256,
            table=table.as_json(),
        )  # fmt: skip

    def plan(self, *, on: date) -> Plan:
        """What bringing it in would do now."""
        there = Contact.objects.at(self.school).kept().select_related("pupil")
        return make_plan(
            Table.from_json(self.table), Pupil.objects.filter(school=self.school), there, on=on
        )

    def apply(self, *, seen: str, by: Person, at: datetime) -> Plan:
        """Bring it all in, or nothing. `seen` is the digest of the plan that was shown."""
        with transaction.atomic(durable=True):
            School.objects.select_for_update().get(pk=self.school_id)
            self._reload(at=at)
            plan = self.plan(on=self.school.day_of(at))
            if plan.digest != seen:
                raise ChangedMeanwhile
            for fate in plan.of(NEW):
                contact = Contact.objects.create(
                    pupil_id=fate.pupil, entered_at=at, entered_by=by, **fate.columns
                )
                record("contact.entered", subject=contact, by=by, at=at, pupil=contact.pupil_id)
            for fate in plan.of(CHANGED):
                contact = Contact.objects.select_related("pupil").get(pk=fate.contact)
                contact.note_change(fate.details, by=by, at=at)
            self._close(plan, by=by, at=at)
        return plan

    def _reload(self, *, at: datetime) -> None:
        now = ContactImport.objects.select_for_update().get(pk=self.pk)
        if now.applied_at is not None or now.expires_at <= at:
            raise CannotDo("This file is no longer kept. Choose it once more.")
        self.table = now.table

    def _close(self, plan: Plan, *, by: Person, at: datetime) -> None:
        self.applied_at, self.table = at, None
        self.counts = {kind: len(plan.of(kind)) for kind in (NEW, CHANGED, REFUSED)}
        self.save()
        record("contacts.imported", subject=self, by=by, at=at, sha256=self.sha256, **self.counts)
