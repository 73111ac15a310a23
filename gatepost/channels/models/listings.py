"""Entries of lists that the policy has the school keep, and pages that somebody takes for false ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction
from django.urls import reverse

from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.people.telling import ROLE, tell
from gatepost.records.door import record

A_DAY = timedelta(days=1)
MOST_A_DAY = 20  # reports; nobody is helped by more, and the form is open to everybody
SEES_REPORTS = ("administrator", "headteacher", "slt", "dsl")


class Listed(models.Model):
    """One entry of a list: a work number, a page of the parents' association."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="listed")
    kind = models.CharField(max_length=60)  # as the policy calls the list
    name = models.CharField(max_length=100)
    value = models.CharField(max_length=500)
    entered_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"

    @property
    def is_address(self) -> bool:
        """Whether it can be followed."""
        return self.value.startswith(("https://", "http://"))

    @classmethod
    def enter(cls, kind: str, *, name: str, value: str, by: Person, at: datetime) -> Listed:
        """Put something on a list."""
        with transaction.atomic(durable=True):
            made = cls.objects.create(
                school=by.school, kind=kind, name=name, value=value, entered_at=at
            )
            record("listed.entered", subject=made, by=by, at=at)
        return made

    def remove(self, *, by: Person, at: datetime) -> None:
        """Take it off."""
        with transaction.atomic(durable=True):
            still = Listed.objects.filter(pk=self.pk, removed_at=None)
            if still.update(removed_at=at):
                record("listed.removed", subject=self, by=by, at=at)


class FakeReport(models.Model):
    """Somebody says that a page only pretends to be the school's. Nothing is fetched from its address."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="fake_reports")
    url = models.CharField(max_length=1000)
    says = models.TextField(blank=True)
    contact = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    settled_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.url

    @classmethod
    def take_in(
        cls, school: School, *, url: str, says: str, contact: str, at: datetime
    ) -> FakeReport:
        """Keep a report and tell those who see to it. Raises NotPossible where there were very many today."""
        with transaction.atomic(durable=True):
            School.objects.select_for_update().get(pk=school.pk)
            if cls.objects.filter(school=school, at__gt=at - A_DAY).count() >= MOST_A_DAY:
                raise NotPossible(
                    "Many people have reported something today. Please ring the school office."
                )
            kept = cls.objects.create(school=school, url=url, says=says, contact=contact, at=at)
            record("fake.reported", subject=kept, by=None, at=at)
            kept._tell(at=at)
        return kept

    def settle(self, outcome: str, *, by: Person, at: datetime) -> None:
        """Put down what was done about it."""
        with transaction.atomic(durable=True):
            row = FakeReport.objects.select_for_update().get(pk=self.pk)
            if row.settled_at is not None:
                raise NotPossible("Somebody has seen to it already.")
            row.settled_by, row.settled_at, row.outcome = by, at, outcome.strip()
            row.save(update_fields=["settled_by", "settled_at", "outcome"])
            record("fake.settled", subject=row, by=by, at=at)

    def _tell(self, *, at: datetime) -> None:
        on = self.school.day_of(at)
        link = reverse("channels:fakes", args=[self.school.slug])
        for person in Person.objects.at(self.school).current(on).holding(SEES_REPORTS, on=on):
            key = f"fake-{self.pk}-{person.pk}"
            tell(person, "something-to-do", link=link, at=at, key=key, how=ROLE)
