"""Somebody confirms a step of the new school year. Everything else about a step is derived from other rows."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.school_year.years import prepared_on

KEEPERS = ("administrator", "headteacher")


class StepConfirmed(models.Model):
    """A step is done, by somebody's word."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="year_steps")
    starts_in = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=20)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reopened_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reopened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "starts_in", "step"),
                condition=models.Q(reopened_at=None),
                name="a_step_of_a_year_is_confirmed_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.starts_in}: {self.step}"

    @classmethod
    def confirm(cls, step: str, *, by: Person, at: datetime) -> StepConfirmed:
        """Say that a step is done."""
        with transaction.atomic(durable=True):
            school = _locked(by, at=at)
            year = prepared_on(school.day_of(at)).starts_in
            if standing(school, year).filter(step=step).exists():
                raise NotPossible("This step is confirmed already.")
            made = cls.objects.create(school=school, starts_in=year, step=step, by=by, at=at)
            record("school-year.step-confirmed", subject=made, by=by, at=at, step=step, year=year)
        return made

    @classmethod
    def reopen(cls, step: str, *, by: Person, at: datetime) -> None:
        """It is not done after all."""
        with transaction.atomic(durable=True):
            school = _locked(by, at=at)
            year = prepared_on(school.day_of(at)).starts_in
            row = standing(school, year).filter(step=step).first()
            if row is None:
                raise NotPossible("This step is open.")
            row.reopened_by, row.reopened_at = by, at
            row.save(update_fields=["reopened_by", "reopened_at"])
            record("school-year.step-reopened", subject=row, by=by, at=at, step=step, year=year)


def standing(school: School, year: int) -> models.QuerySet[StepConfirmed]:
    """The steps that are confirmed."""
    return StepConfirmed.objects.filter(school=school, starts_in=year, reopened_at=None)


def _locked(by: Person, *, at: datetime) -> School:
    school = School.objects.select_for_update().get(pk=by.school_id)
    if not by.holds(*KEEPERS, on=school.day_of(at)):
        raise NotPossible("The administrator or the headteacher does this.")
    return school
