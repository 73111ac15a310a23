"""Who may see a case, and whom it is about: they never may."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction

from gatepost.incidents.models.cases import Case
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import record


class AccessQuerySet(models.QuerySet["Access"]):
    """Who was given which case."""

    def current(self) -> AccessQuerySet:
        """Those that still hold."""
        return self.filter(until_at=None)

    def of(self, person: Person, *, on: date) -> AccessQuerySet:
        """What somebody has by name or by the roles that they hold on a day."""
        if not person.is_current(on):
            return self.none()
        held = person.held_roles(on=on)
        return self.current().filter(models.Q(person=person) | models.Q(role__in=held))


class Access(models.Model):
    """A case is given to somebody, by name or to whoever holds a role."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="accesses")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=30, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sees_before = models.BooleanField(default=True)  # also what was there before it was given
    until_at = models.DateTimeField(null=True, blank=True)

    objects = AccessQuerySet.as_manager()

    class Meta:
        ordering = ("given_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) ^ ~models.Q(role=""),
                name="a_case_is_given_to_a_person_or_a_role",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case}: {self.person or self.role}"

    @classmethod
    def give(
        cls, case: Case, person: Person, *, sees_before: bool, by: Person, at: datetime
    ) -> Access:
        """Let somebody else see a case from now on; what was there before only where that is said. Never one whom it is about."""
        with transaction.atomic(durable=True):
            row = case.locked()
            on = row.school.day_of(at)
            if person.school_id != row.school_id or not person.is_current(on):
                raise NotPossible("Choose somebody who is at the school.")
            if row.concerned.filter(person=person).exists():
                raise NotPossible("This person cannot be given the case.")
            mine = cls.objects.of(by, on=on).filter(case=row, sees_before=True)
            if sees_before and not mine.exists():
                raise NotPossible(
                    "Only somebody who sees the whole case can show what was there before."
                )
            if cls.objects.of(person, on=on).filter(case=row).exists():
                raise NotPossible(f"{person} has it already.")
            given = cls.objects.create(
                case=row, person=person, given_at=at, given_by=by, sees_before=sees_before
            )
            record("case.given", subject=row, by=by, at=at, person=person.pk, before=sees_before)
        return given

    def end(self, *, by: Person, at: datetime) -> None:
        """They see it no longer. Somebody has to be left who does."""
        with transaction.atomic(durable=True):
            row = self.case.locked()
            others = row.accesses.exclude(pk=self.pk)
            if not any(one.until_at is None and one.sees_before for one in others):
                raise NotPossible("Somebody has to be left who sees the whole case.")
            Access.objects.filter(pk=self.pk, until_at=None).update(until_at=at)
            record("case.taken-back", subject=row, by=by, at=at)


class Concerned(models.Model):
    """Somebody of the school whom a case is about, or may be: nothing of it is shown or told to them."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="concerned")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("case", "person"), name="concerned_once_in_a_case"),
        )

    def __str__(self) -> str:
        return f"{self.case}: concerns somebody"

    @classmethod
    def add(cls, case: Case, person: Person, *, by: Person, at: datetime) -> None:
        """Say that a case is about somebody, too: from now on they see nothing of it."""
        with transaction.atomic(durable=True):
            row = case.locked()
            if person.pk == by.pk:
                raise NotPossible("Hand the case on first; then whoever has it can enter you.")
            cls.objects.get_or_create(case=row, person=person, defaults={"at": at})
            record("case.concerns", subject=row, by=by, at=at, person=person.pk)
