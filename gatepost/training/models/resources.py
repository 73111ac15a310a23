"""Where pupils, parents and staff find help: links that the policy names and links of the school's own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from gatepost.people.models import Person, School
from gatepost.records.door import record

LOOK_EVERY = timedelta(days=7)
LOOK_AGAIN = timedelta(days=1)  # at one that did not answer


class ResourceQuerySet(models.QuerySet["Resource"]):
    """Links and leaflets."""

    def due(self, *, at: datetime) -> ResourceQuerySet:
        """Those with an address that is to be looked at now."""
        never, long_ago = Q(looked_at=None), Q(looked_at__lte=at - LOOK_EVERY)
        again = Q(fails_since__isnull=False, looked_at__lte=at - LOOK_AGAIN)
        return self.exclude(url="").filter(never | long_ago | again, taken_away_at=None)

    def kept(self) -> ResourceQuerySet:
        """Those that are in view."""
        return self.filter(taken_away_at=None)

    def visible_to(self, person: Person) -> ResourceQuerySet:
        """Everybody sees those of their school."""
        return self.kept().filter(school=person.school_id)


class Resource(models.Model):
    """A link for some people. One that the policy names keeps the policy's words in `named`."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="resources")
    named = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)  # missing until the school has entered it
    audiences = models.JSONField(default=list)  # staff, parents, pupils
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_away_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    fails_since = models.DateTimeField(null=True, blank=True)
    finding = models.CharField(max_length=200, blank=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ("title", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "named"),
                condition=~Q(named=""),
                name="one_row_for_what_the_policy_names",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def enter(cls, school: School, *, by: Person, at: datetime, **what: Any) -> Resource:
        """Enter a link of the school's own."""
        with transaction.atomic(durable=True):
            resource = cls.objects.create(school=school, entered_by=by, entered_at=at, **what)
            record("resource.entered", subject=resource, by=by, at=at)
        return resource

    def was_dead_on(self, on: date) -> bool:
        """Whether it has not answered since a day before: a site may be away for an hour."""
        return self.fails_since is not None and self.fails_since.date() < on

    def enter_address(self, *, title: str, url: str, by: Person, at: datetime) -> None:
        """The school says where it is found."""
        with transaction.atomic(durable=True):
            resource = Resource.objects.select_for_update().get(pk=self.pk)
            resource.title, resource.url = title, url
            resource.looked_at = resource.fails_since = None
            resource.finding = ""
            resource.save(update_fields=["title", "url", "looked_at", "fails_since", "finding"])
            record("resource.entered", subject=resource, by=by, at=at)
        self.refresh_from_db()

    def take_away(self, *, by: Person, at: datetime) -> None:
        """It is no longer shown."""
        with transaction.atomic(durable=True):
            resource = Resource.objects.select_for_update().get(pk=self.pk)
            resource.taken_away_at = at
            resource.save(update_fields=["taken_away_at"])
            record("resource.taken-away", subject=resource, by=by, at=at)
        self.refresh_from_db()

    def looked(self, finding: str, *, at: datetime) -> None:
        """Keep what was found at its address; nothing where it answered as it should."""
        self.looked_at, self.finding = at, finding[:200]
        self.fails_since = (self.fails_since or at) if finding else None
        self.save(update_fields=["looked_at", "finding", "fails_since"])
