"""What a school adds to a version: blanks filled in, clauses in its own words, contradictions settled."""

from __future__ import annotations

from django.db import models

from gatepost.people.models import Person
from gatepost.policies.models.versions import Version


class Wording(models.Model):
    """A school's text for a clause; the newest of a kind counts."""

    class Kind(models.TextChoices):
        """What the text is."""

        FILLED = "filled", "what the clause leaves to the school"
        WORDED = "worded", "the clause in the school's own words"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="wordings")
    clause = models.CharField(max_length=100)
    kind = models.CharField(max_length=6, choices=Kind)
    text = models.TextField()
    url = models.URLField(max_length=500, blank=True)  # where what fills a blank is found
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("version", "at", "pk")
        constraints = (
            models.CheckConstraint(condition=~models.Q(text=""), name="a_wording_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.version}: {self.clause} {self.kind}"


class Settlement(models.Model):
    """Which of two clauses that contradict each other holds; the newest counts."""

    class Holds(models.TextChoices):
        """The clause that holds."""

        ALLOWS = "allows", "what is allowed"
        FORBIDS = "forbids", "what is forbidden"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="settlements")
    allows = models.CharField(max_length=100)  # the clause that allows
    forbids = models.CharField(max_length=100)  # the clause that forbids
    holds = models.CharField(max_length=7, choices=Holds)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("version", "at", "pk")

    def __str__(self) -> str:
        return f"{self.version}: {self.allows} against {self.forbids}"
