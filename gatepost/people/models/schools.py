"""Schools, and the trusts or councils above them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.urls import reverse

from gatepost.people.rules import NotPossible, check_keeps_people
from gatepost.records.door import record

if TYPE_CHECKING:
    from gatepost.people.details import Details
    from gatepost.people.models.staff import Person


class Trust(models.Model):
    """A trust, federation or council that looks after several schools."""

    class Kind(models.TextChoices):
        """What it is, in the words schools use."""

        TRUST = "trust", "Academy trust"
        FEDERATION = "federation", "Federation"
        COUNCIL = "council", "Council"

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TRUST)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def ledger_chain(self) -> str:
        """Where its acts are recorded."""
        return f"trust-{self.pk}"

    def take_in(self, school: School, *, at: datetime) -> None:
        """Look after a school from now on: those who work here see what its issued reports tell."""
        with transaction.atomic(durable=True):
            row = School.objects.select_for_update().get(pk=school.pk)
            if row.trust_id is not None:
                raise NotPossible(f"{row} is looked after by {row.trust} already.")
            row.trust = self
            row.save(update_fields=["trust"])
            record("trust.school-joined", subject=row, by=None, at=at, trust=self.pk)

    def let_go(self, school: School, *, at: datetime) -> None:
        """Look after a school no longer: nothing of it is seen here any more, earlier reports included."""
        with transaction.atomic(durable=True):
            row = School.objects.select_for_update().get(pk=school.pk)
            if row.trust_id != self.pk:
                raise NotPossible(f"{row} is not looked after by {self}.")
            row.trust = None
            row.save(update_fields=["trust"])
            record("trust.school-left", subject=row, by=None, at=at, trust=self.pk)


class School(models.Model):
    """A school, with the colour that its pages take."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    trust = models.ForeignKey(
        Trust, on_delete=models.PROTECT, null=True, blank=True, related_name="schools"
    )
    urn = models.CharField(
        "URN", max_length=6, blank=True
    )  # the number that the national register gives it
    zone = models.CharField(max_length=40, default="Europe/London")
    accent = models.CharField(max_length=7, default="#0b5d56")
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(accent__regex=r"^#[0-9a-f]{6}$"),
                name="accent_is_a_colour",
                violation_error_message="Write the colour as # and six digits or letters, such as #0b5d56.",
            ),
            models.CheckConstraint(
                condition=models.Q(urn="") | models.Q(urn__regex=r"^[0-9]{6}$"),
                name="urn_has_six_digits",
                violation_error_message="A URN has six digits.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The school's front page."""
        return reverse("policies:school", args=[self.slug])

    @property
    def ledger_chain(self) -> str:
        """Where its acts are recorded."""
        return f"school-{self.pk}"

    @property
    def clock_zone(self) -> ZoneInfo:
        """The zone in which its days begin and end."""
        return ZoneInfo(self.zone)

    def day_of(self, at: datetime) -> date:
        """The day that a moment falls on at the school."""
        return at.astimezone(self.clock_zone).date()

    def welcome(self, details: Details, *, by: Person | None, at: datetime) -> Person:
        """Enter somebody who joins."""
        from gatepost.people.models.staff import Person

        with transaction.atomic(durable=True):
            School.objects.select_for_update().get(pk=self.pk)
            check_keeps_people(by, school_id=self.pk, on=self.day_of(at))
            self.check_address(details.email)
            person = Person.objects.create(school=self, **details.as_columns())
            record("person.joined", subject=person, by=by, at=at)
        return person

    def check_address(self, email: str, *, besides: Person | None = None) -> None:
        """Refuse an e-mail address that somebody else at the school has."""
        from gatepost.people.models.staff import Person

        others = Person.objects.at(self).filter(email__iexact=email) if email else []
        other = next((one for one in others if one != besides), None)
        if other:
            raise NotPossible(
                f"{other} has the e-mail address {email} already. An address belongs to one person."
            )
