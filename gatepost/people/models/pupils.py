"""Pupils, with as little about them as publishing needs."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models.functions import Concat

from gatepost.people.models.schools import School
from gatepost.people.models.staff import Person


class PupilQuerySet(models.QuerySet["Pupil"]):
    """Pupils, by who may see them."""

    def visible_to(self, person: Person) -> PupilQuerySet:
        """Whoever works at the school."""
        return self.filter(school=person.school_id) if person.is_employed else self.none()

    def current(self, on: date) -> PupilQuerySet:
        """Those who have not left."""
        return self.filter(models.Q(left_on=None) | models.Q(left_on__gte=on))

    def named_like(self, words: str) -> PupilQuerySet:
        """Those in whose names, year or class every one of some words stands."""
        parts = ("given_name", "preferred_name", "family_name", "year_group", "form")
        spaced = [part for name in parts for part in (name, models.Value(" "))]
        found = self.annotate(all_words=Concat(*spaced, output_field=models.TextField()))
        for word in words.split()[:10]:
            found = found.filter(all_words__icontains=word)
        return found


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
