"""Term dates, half-terms, INSET days and other days on which a school is closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models, transaction

from gatepost.core.clock import Calendar
from gatepost.people.models.schools import School
from gatepost.people.models.staff import Person
from gatepost.people.once import once
from gatepost.people.rules import NotPossible
from gatepost.records.door import record

KEEP_DATES = ("slt", "administrator")


class SchoolDatesQuerySet(models.QuerySet["SchoolDates"]):
    """Dates of schools."""

    def visible_to(self, person: Person) -> SchoolDatesQuerySet:
        """Everybody at a school knows its dates."""
        return self.filter(school=person.school_id)

    def calendar(self, school: School) -> Calendar:
        """The school's own reckoning of working days and school days, with its terms and closures."""
        theirs = self.filter(school=school)
        dates = once(("dates", school.pk), lambda: list(theirs))
        terms = [(one.first_on, one.last_on) for one in dates if one.kind == SchoolDates.Kind.TERM]
        closed = frozenset(on for one in dates if one.kind in CLOSES for on in one.days)
        return Calendar(zone=school.clock_zone, terms=tuple(terms), closures=closed)

    def touching(self, first: date, last: date) -> SchoolDatesQuerySet:
        """Those that have a day in common with some days."""
        return self.filter(first_on__lte=last, last_on__gte=first)


class SchoolDates(models.Model):
    """A term, a half-term, an INSET day, or days on which the school is closed; first and last day both counted."""

    class Kind(models.TextChoices):
        """What these days are."""

        TERM = "term", "Term"
        HALF_TERM = "half-term", "Half-term"
        INSET = "inset", "INSET day"
        CLOSED = "closed", "Closed"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="dates")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=60, blank=True)
    first_on = models.DateField()
    last_on = models.DateField()
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = SchoolDatesQuerySet.as_manager()

    class Meta:
        ordering = ("first_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")),
                name="school_dates_end_after_they_begin",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.get_kind_display()

    @property
    def days(self) -> list[date]:
        """Each of them."""
        return [
            self.first_on + timedelta(days=number)
            for number in range((self.last_on - self.first_on).days + 1)
        ]

    @classmethod
    def enter(
        cls, kind: str, *, name: str, days: tuple[date, date], by: Person, at: datetime
    ) -> SchoolDates:
        """Enter some days. Raises NotPossible where days of that kind are entered there already."""
        first, last = days
        with transaction.atomic(durable=True):
            School.objects.select_for_update().get(pk=by.school_id)
            if last < first:
                raise NotPossible("The last day is before the first. Change one of them.")
            there = cls.objects.visible_to(by).filter(kind=kind).touching(first, last).first()
            if there is not None:
                raise NotPossible(f"Some of these days are entered already: {there}.")
            made = cls.objects.create(
                school=by.school,
                kind=kind,
                name=name.strip(),
                first_on=first,
                last_on=last,
                entered_by=by,
                entered_at=at,
            )
            record("school-dates.entered", subject=made, by=by, at=at)
        return made

    def take_away(self, *, by: Person, at: datetime) -> None:
        """Take them out of the calendar."""
        with transaction.atomic(durable=True):
            there = SchoolDates.objects.select_for_update().get(pk=self.pk)
            record("school-dates.taken-away", subject=there, by=by, at=at)
            there.delete()


CLOSES = (SchoolDates.Kind.HALF_TERM, SchoolDates.Kind.INSET, SchoolDates.Kind.CLOSED)
