"""Departures from the policy on somebody's own judgement: what they told, whose view was asked, what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import models, transaction
from django.urls import reverse

from gatepost.core.clock import Calendar, due
from gatepost.declarations.asked import HEAD, Telling, departures_of
from gatepost.declarations.readers import holders, is_head, tell
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.policies.door import policy_at
from gatepost.policies.models import Version
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField


@dataclass(frozen=True)
class Account:
    """What somebody tells: what they do or did other than the policy says, and why."""

    planned: bool
    happens_on: date
    what: str
    why: str


def wanted_of(person: Person, *, on: date) -> Telling:
    """How the policy of a day wants to be told of somebody's departures."""
    actors = {*person.actors, *((HEAD,) if is_head(person, on=on) else ())}
    return departures_of(policy_at(person.school, on=on), actors)


class DepartureQuerySet(models.QuerySet["Departure"]):
    """Departures, by who may read them."""

    def told_to(self, person: Person, *, on: date) -> DepartureQuerySet:
        """Other people's, told to a role that this person holds."""
        held = person.held_roles(on=on)
        others = self.filter(school=person.school_id).exclude(author=person)
        rows = others.values_list("pk", "to")
        return self.filter(pk__in=[pk for pk, roles in rows if held & set(roles)])

    def visible_to(self, person: Person, *, on: date) -> DepartureQuerySet:
        """One's own, and those that one was told."""
        told = Departure.objects.told_to(person, on=on).values("pk")
        return self.filter(models.Q(author=person) | models.Q(pk__in=told), school=person.school_id)


class Departure(models.Model):
    """Somebody acts outside the policy because a child's good asks for it, and says so."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="departures")
    to = models.JSONField()  # the roles that are told
    planned = models.BooleanField()
    happens_on = models.DateField()
    what = EncryptedTextField()
    why = EncryptedTextField()
    told_at = models.DateTimeField()
    due_at = models.DateTimeField(
        null=True
    )  # by when the policy wanted it told, where it had to be

    objects = DepartureQuerySet.as_manager()

    class Meta:
        ordering = ("-told_at", "-pk")

    def __str__(self) -> str:
        return f"departure {self.pk} of {self.author_id}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("declarations:departure", args=[self.school.slug, self.pk])

    @property
    def was_late(self) -> bool:
        """Whether it was told after the policy wanted to hear of it."""
        return self.due_at is not None and self.told_at > self.due_at

    @property
    def is_answered(self) -> bool:
        """Whether it has its answer in writing."""
        return hasattr(self, "reply")

    @classmethod
    def tell(cls, account: Account, *, by: Person, at: datetime) -> Departure:
        """Tell of a departure of one's own, before it or after it."""
        on = by.school.day_of(at)
        if account.planned and account.happens_on < on:
            raise NotPossible("This day is over. Say that you have done it already.")
        if not account.planned and account.happens_on > on:
            raise NotPossible("This day is still to come. Say that you plan it.")
        wanted = wanted_of(by, on=on)
        with transaction.atomic(durable=True):
            made = cls.objects.create(
                school=by.school,
                author=by,
                to=list(wanted.to),
                told_at=at,
                due_at=_due_at(account, wanted, school=by.school),
                **vars(account),
            )
            version = Version.objects.in_force(by.school, on=on)
            because = version.cites(*wanted.clauses) if version else []
            record("departure.told", subject=made, by=by, at=at, because=because)
            people = holders(wanted.to, of=by, on=on)
            tell(people, link=made.get_absolute_url(), at=at, key=f"departure-{made.pk}")
        return made

    def note_advice(self, *, body: str, says: str, on: date, by: Person, at: datetime) -> Advice:
        """What an adviser outside the school said of it, put down by whoever was told."""
        with transaction.atomic(durable=True):
            row = self._locked(by=by, at=at)
            if on > self.school.day_of(at):
                raise NotPossible("The day of the advice cannot be still to come.")
            noted = Advice.objects.create(departure=row, body=body, says=says, on=on, by=by, at=at)
            record("departure.advice-noted", subject=row, by=by, at=at)
        return noted

    def answer(self, *, words: str, change_policy: bool, by: Person, at: datetime) -> Reply:
        """The answer in writing of whoever was told."""
        with transaction.atomic(durable=True):
            row = self._locked(by=by, at=at)
            if Reply.objects.filter(departure=row).exists():
                raise NotPossible("This has its answer already.")
            reply = Reply.objects.create(
                departure=row, words=words, change_policy=change_policy, by=by, at=at
            )
            record("departure.answered", subject=row, by=by, at=at, change_policy=change_policy)
            key = f"departure-answer-{row.pk}"
            tell([row.author], link=row.get_absolute_url(), at=at, key=key)
        return reply

    def _locked(self, *, by: Person, at: datetime) -> Departure:
        row = Departure.objects.select_for_update().get(pk=self.pk)
        told = Departure.objects.told_to(by, on=self.school.day_of(at))
        if not told.filter(pk=row.pk).exists():
            raise NotPossible("Only whoever was told of it can answer.")
        return row


class Advice(models.Model):
    """An adviser's view of a departure."""

    departure = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="advice")
    body = models.CharField(max_length=200)
    says = EncryptedTextField()
    on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"advice on {self.departure}"


class Reply(models.Model):
    """What was answered to a departure, and whether the policy should change."""

    departure = models.OneToOneField(Departure, on_delete=models.PROTECT, related_name="reply")
    words = EncryptedTextField()
    change_policy = models.BooleanField(default=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"answer to {self.departure}"


def _due_at(account: Account, wanted: Telling, *, school: School) -> datetime | None:
    """By when the policy wants to hear of it; None where it sets no time."""
    day = datetime.combine(account.happens_on, time(12), school.clock_zone)
    if wanted.within and wanted.takes_it_afterwards:
        return due(day, wanted.within, Calendar(zone=school.clock_zone))
    if wanted.takes_it_afterwards or account.planned:
        return None
    return datetime.combine(account.happens_on, time(0), school.clock_zone)
