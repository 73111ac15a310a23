"""Pupils, with as little about them as publishing needs."""

from __future__ import annotations

from django.db import models

from gatepost.people.models.schools import School
from gatepost.people.models.staff import Person


class PupilQuerySet(models.QuerySet["Pupil"]):
    """Pupils, by who may see them."""

    def visible_to(self, person: Person) -> PupilQuerySet:
        """Whoever works at the school."""
        return self.filter(school=person.school_id) if person.is_employed else self.none()


class Pupil(models.Model):
    """A child at a school."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="pupils")
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    preferred_name = models.CharField(max_length=100, blank=True)
    born_on = models.DateField(null=True, blank=True)
    year_group = models.CharField(max_length=10, blank=True)
    form = models.CharField(max_length=40, blank=True)
    left_on = models.DateField(null=True, blank=True)
    source_id = models.CharField(max_length=100, blank=True)  # the unique pupil number, as a rule

    objects = PupilQuerySet.as_manager()

    class Meta:
        ordering = ("family_name", "given_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "source_id"),
                condition=~models.Q(source_id=""),
                name="one_pupil_a_number",
            ),
        )

    def __str__(self) -> str:
        return f"{self.preferred_name or self.given_name} {self.family_name}"
