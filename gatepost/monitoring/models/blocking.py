"""What a school has decided of its network: for whom a site is blocked, its own sites, its hours, and who is where."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Self

from django.db import models, transaction

from gatepost.core.blocking import Hours
from gatepost.core.blocking.plan import MODES
from gatepost.monitoring.groups import GROUPS
from gatepost.monitoring.readers import KEEPS
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import record

OPEN = "open"
SAID = {OPEN: "Open at all times", **MODES}
MOST = 200  # of each kind at one school
OWN = "own-"


def check_keeps(by: Person, *, school_id: int, on: date) -> None:
    """Refuse everybody who does not look after this school's network."""
    if by.school_id != school_id or not by.holds(*KEEPS, on=on):
        raise NotPossible("The technician and the headteacher decide what is blocked.")


class Lasting(models.Model):
    """Something that holds from the moment on at which somebody entered it, until somebody ends it."""

    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    school: Any
    school_id: int
    event = ""  # the ledger calls it so, with .entered and .ended

    @classmethod
    def enter(cls, *, by: Person, at: datetime, **said: Any) -> Self:
        """Put it down, from now on."""
        with transaction.atomic(durable=True):
            school = School.objects.select_for_update().get(pk=by.school_id)
            check_keeps(by, school_id=school.pk, on=school.day_of(at))
            holding = cls._default_manager.filter(school=school, ended_at=None)
            if holding.count() >= MOST:
                raise NotPossible(f"There are {MOST} already. End some that are needed no longer.")
            made = cls._default_manager.create(school=school, by=by, at=at, **said)
            record(f"{cls.event}.entered", subject=made, by=by, at=at)
        return made

    def end(self, *, by: Person, at: datetime) -> None:
        """It holds no longer. What once held stays on record."""
        with transaction.atomic(durable=True):
            row = type(self)._default_manager.select_for_update().get(pk=self.pk)
            check_keeps(by, school_id=row.school_id, on=by.school.day_of(at))
            if row.ended_at is not None:
                raise NotPossible("It has ended already.")
            row.ended_by, row.ended_at = by, at
            row.save(update_fields=["ended_by", "ended_at"])
            record(f"{self.event}.ended", subject=row, by=by, at=at)


class SiteRule(models.Model):
    """What a school has decided of a site for a group; the newest that has not ended holds."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="site_rules")
    group = models.CharField(max_length=30)
    site = models.CharField(max_length=60)
    mode = models.CharField(max_length=20)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "group", "site"),
                condition=models.Q(ended_at=None),
                name="one_rule_a_site_and_group",
            ),
        )

    def __str__(self) -> str:
        return f"{self.site} for {self.group}: {self.mode}"

    @classmethod
    def decide(cls, group: str, said: dict[str, str], *, by: Person, at: datetime) -> int:
        """Decide of some sites (key to mode) for a group; an empty mode goes back to what holds without a rule. How many changed."""
        if group not in GROUPS or not set(said.values()) <= {"", *SAID}:
            raise NotPossible("Choose one of the groups and times on the page.")
        with transaction.atomic(durable=True):
            school = School.objects.select_for_update().get(pk=by.school_id)
            check_keeps(by, school_id=school.pk, on=school.day_of(at))
            standing = cls.objects.filter(school=school, group=group, ended_at=None)
            was = {one.site: one for one in standing}
            changed = [s for s, m in said.items() if (was[s].mode if s in was else "") != m]
            cls.objects.filter(pk__in=[was[s].pk for s in changed if s in was]).update(ended_at=at)
            for site in (one for one in changed if said[one]):
                cls.objects.create(
                    school=school, group=group, site=site, mode=said[site], by=by, at=at
                )
            if changed:
                record("blocked-sites.decided", subject=school, by=by, at=at, sites=len(changed))
        return len(changed)


class OwnSite(Lasting):
    """A site that the school has added to the table, with the names that belong to it."""

    event = "own-site"
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="own_sites")
    name = models.CharField(max_length=60)
    domains = models.JSONField(default=list)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How rules name it."""
        return f"{OWN}{self.pk}"


class WeeklyHours(Lasting):
    """An official break, or a session of lessons, on some days of the week in term."""

    class Kind(models.TextChoices):
        """Which of the two."""

        BREAK = "break", "Official break"
        SESSION = "session", "Session of lessons"

    event = "network-hours"
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="weekly_hours")
    kind = models.CharField(max_length=10, choices=Kind)
    start = models.TimeField()
    until = models.TimeField()
    weekdays = models.JSONField(default=list)  # Monday is 0

    class Meta:
        ordering = ("start", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("start")),
                name="hours_end_after_they_begin",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.start:%H:%M} to {self.until:%H:%M}"

    @property
    def hours(self) -> Hours:
        """As plans have them."""
        start, until = _whole(self.start), _whole(self.until)
        return Hours(start, until, tuple(self.weekdays))


class AddressRange(Lasting):
    """Which addresses of the network are whose: by this, and by nothing else, logs are told apart."""

    event = "network-range"
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="address_ranges")
    group = models.CharField(max_length=30)
    range = models.CharField(max_length=50)  # as 10.1.0.0/16

    class Meta:
        ordering = ("group", "range", "pk")

    def __str__(self) -> str:
        return self.range


def _whole(at: time) -> time:
    return at.replace(second=0, microsecond=0)
