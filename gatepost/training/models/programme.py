"""What the school teaches pupils and tells parents about life online, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from gatepost.people.models import Person, School
from gatepost.records.door import record
from gatepost.training.asked import policy_of, programme
from gatepost.training.models.courses import CannotDo
from gatepost.training.models.resources import Resource

PLANS = ("headteacher", "slt", "administrator", "dsl")


class ProgrammeItemQuerySet(models.QuerySet["ProgrammeItem"]):
    """Entries of the programme, in the order of their days."""

    def delivered(self) -> ProgrammeItemQuerySet:
        """What has taken place."""
        return self.filter(delivered_on__isnull=False)

    def overdue(self, *, on: date) -> ProgrammeItemQuerySet:
        """What was planned for a day that has passed."""
        return self.filter(delivered_on=None, planned_on__lt=on)

    def visible_to(self, person: Person) -> ProgrammeItemQuerySet:
        """Everybody sees the programme of their school."""
        return self.filter(school=person.school_id)


class ProgrammeItem(models.Model):
    """A lesson, assembly, evening or letter: planned, then delivered."""

    class Audience(models.TextChoices):
        """For whom it is."""

        PUPILS = "pupils", "Pupils"
        PARENTS = "parents", "Parents and carers"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="programme")
    audience = models.CharField(max_length=7, choices=Audience)
    topic = models.CharField(max_length=200)
    planned_on = models.DateField()
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    delivered_on = models.DateField(null=True, blank=True)
    delivered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    notes = models.CharField(max_length=500, blank=True)
    resources = models.ManyToManyField(Resource, blank=True, related_name="+")
    clauses = models.JSONField(default=list)

    objects = ProgrammeItemQuerySet.as_manager()

    class Meta:
        ordering = ("planned_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(delivered_on=None, delivered_by=None)
                | Q(delivered_on__isnull=False, delivered_by__isnull=False),
                name="a_programme_item_is_delivered_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.topic} ({self.audience})"

    @classmethod
    def plan(
        cls, school: School, *, by: Person, at: datetime, resources: Iterable[Resource] = (),
        **what: Any,
    ) -> ProgrammeItem:  # fmt: skip
        """Plan something; the clauses of the policy that ask for its topic are kept with it."""
        clauses = _clauses(school, what["audience"], what["topic"], at=at)
        with transaction.atomic(durable=True):
            item = cls.objects.create(
                school=school, clauses=clauses, planned_by=by, planned_at=at, **what
            )
            item.resources.set(resources)
            record(
                "programme.planned", subject=item, by=by, at=at, because=clauses,
                on=item.planned_on, audience=item.audience,
            )  # fmt: skip
        return item

    def deliver(self, *, on: date, notes: str, by: Person, at: datetime) -> None:
        """Enter that it has taken place."""
        if on > at.astimezone(self.school.clock_zone).date():
            raise CannotDo("That day is yet to come. Enter it once it has taken place.")
        with transaction.atomic(durable=True):
            item = ProgrammeItem.objects.select_for_update().get(pk=self.pk)
            if item.delivered_on is not None:
                raise CannotDo("It is entered already that this has taken place.")
            item.delivered_on, item.delivered_by, item.notes = on, by, notes
            item.save(update_fields=["delivered_on", "delivered_by", "notes"])
            record("programme.delivered", subject=item, by=by, at=at, because=item.clauses, on=on)
        self.refresh_from_db()


def _clauses(school: School, audience: str, topic: str, *, at: datetime) -> list[str]:
    policy = policy_of(school, on=at.astimezone(school.clock_zone).date())
    if policy is None:
        return []
    asked = [
        one for one in programme(policy.pack) if (one.audience, one.topic) == (audience, topic)
    ]
    return [reference for one in asked for reference in policy.references(one.clauses)]
