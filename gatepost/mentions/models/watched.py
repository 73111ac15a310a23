"""The names that are looked for: of the school and its trust, never of a person."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from gatepost.mentions.naming import HANDLE, KINDS, tidied
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import record

KEEPS = ("slt", "administrator")  # who says what is looked for, and where
SPANS = (30, 90, 180)  # days that finds are kept which led to nothing
USUAL = 90
MOST = 12  # names of one school: each is asked for at every place


class WatchedQuerySet(models.QuerySet["Watched"]):
    """Names that are looked for."""

    def open(self) -> WatchedQuerySet:
        """Those that still are."""
        return self.filter(ended_at=None)


class Watched(models.Model):
    """One name, what it is looked for, and how long what turns up is kept."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="names_watched")
    kind = models.CharField(max_length=10, choices=KINDS)
    words = models.CharField(max_length=100)
    purpose = models.CharField(max_length=300)
    keep_days = models.PositiveSmallIntegerField(default=USUAL)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WatchedQuerySet.as_manager()

    class Meta:
        ordering = ("words", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "words"),
                condition=models.Q(ended_at=None),
                name="a_name_is_watched_once",
            ),
            models.CheckConstraint(
                condition=models.Q(keep_days__in=SPANS), name="finds_are_kept_for_a_known_span"
            ),
            models.CheckConstraint(
                condition=~models.Q(purpose=""), name="a_name_is_watched_for_a_purpose"
            ),
        )

    def __str__(self) -> str:
        return self.words

    @property
    def is_handle(self) -> bool:
        """Whether it is the name of an account."""
        return self.kind == HANDLE

    @classmethod
    def begin(
        cls, words: str, *, kind: str, purpose: str, keep_days: int, by: Person, at: datetime
    ) -> Watched:
        """Look for a name from now on. A person's name is refused, whoever asks."""
        school = by.school
        tidy = tidied(words, kind=kind, school=school)
        with transaction.atomic(durable=True):
            School.objects.select_for_update().get(pk=school.pk)
            here = cls.objects.open().filter(school=school)
            if here.filter(words__iexact=tidy).exists():
                raise NotPossible(f"“{tidy}” is looked for already.")
            if here.count() >= MOST:
                raise NotPossible(f"{MOST} names are enough. End one first.")
            row = cls.objects.create(
                school=school, kind=kind, words=tidy, purpose=purpose, keep_days=keep_days,
                entered_by=by, entered_at=at,
            )  # fmt: skip
            record("watch.began", subject=row, by=by, at=at, days=keep_days)
        return row

    def end(self, *, by: Person, at: datetime) -> None:
        """Look for it no longer. What was found stays for as long as was said."""
        with transaction.atomic(durable=True):
            row = Watched.objects.select_for_update(of=("self",)).get(pk=self.pk)
            if row.ended_at is None:
                row.ended_by, row.ended_at = by, at
                row.save(update_fields=["ended_by", "ended_at"])
                record("watch.ended", subject=row, by=by, at=at)
