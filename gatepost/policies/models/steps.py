"""Steps on the way to an act: somebody's yes or no to exactly what they saw, and a second person's judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import models

from gatepost.people.models import Person, School

if TYPE_CHECKING:
    from gatepost.policies.door import Subject


M_co = TypeVar("M_co", bound="AboutSubject", covariant=True)


class OfSubject(models.QuerySet[M_co]):
    """Rows about one thing as it is now."""

    def on(self, subject: Subject) -> OfSubject[M_co]:
        """Those taken on this very content, the oldest first; a change made the others void."""
        return self.about(subject).filter(seen=subject.content_hash())

    def about(self, subject: Subject) -> OfSubject[M_co]:
        """All those about it, void ones included."""
        return self.filter(
            subject_kind=subject._meta.label_lower, subject_id=str(subject.pk)
        ).order_by("at", "pk")


class AboutSubject(models.Model):
    """What every such row holds: whose it is, what it is about, who, when, and what they saw."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=40)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seen = models.CharField(max_length=64)

    class Meta:
        abstract = True
        ordering = ("at", "pk")

    @property
    def about(self) -> str:
        """What it is about, as the ledger names it."""
        return f"{self.subject_kind}:{self.subject_id}"


class Asking(AboutSubject):
    """Somebody asked a named person for a yes, or for their judgement where no fact is named."""

    fact = models.CharField(max_length=60, blank=True)
    of = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = OfSubject["Asking"].as_manager()

    class Meta(AboutSubject.Meta):
        indexes = (models.Index(fields=("of", "subject_kind"), name="asked_of"),)

    def __str__(self) -> str:
        return f"{self.about}: {self.fact or 'judgement'} asked of {self.of_id}"


class Step(AboutSubject):
    """A fact that somebody gave or refused: a colleague's check, a manager's permission."""

    fact = models.CharField(max_length=60)
    value = models.CharField(max_length=40)

    objects = OfSubject["Step"].as_manager()

    class Meta(AboutSubject.Meta):
        indexes = (models.Index(fields=("subject_kind", "subject_id"), name="steps_about"),)

    def __str__(self) -> str:
        return f"{self.fact}: {self.value}"


class Judgement(AboutSubject):
    """A second person's word on clauses that only people can apply: harmless, or not to be done."""

    clauses = models.JSONField(default=list)  # the clauses that were judged, by `ruling.key_of`
    allowed = models.BooleanField()
    reason = models.TextField()

    objects = OfSubject["Judgement"].as_manager()

    class Meta(AboutSubject.Meta):
        indexes = (models.Index(fields=("subject_kind", "subject_id"), name="judgements_about"),)

    def __str__(self) -> str:
        return f"{self.about}: {'harmless' if self.allowed else 'not to be done'}"
