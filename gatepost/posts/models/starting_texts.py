"""Texts that a school keeps to begin posts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.urls import reverse

from gatepost.channels.models import Channel
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import record

KEEP_TEXTS = ("slt", "administrator")


@dataclass(frozen=True)
class Wording:
    """What a starting text is called, what it says, and where it usually goes."""

    name: str
    text: str
    channels: Sequence[Channel] = ()


class StartingTextQuerySet(models.QuerySet["StartingText"]):
    """Starting texts."""

    def visible_to(self, person: Person) -> StartingTextQuerySet:
        """Those that the person's own school keeps."""
        return self.filter(school=person.school_id, removed_at=None)


class StartingText(models.Model):
    """A text to begin from; what has to be filled in stands in it in square brackets."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="starting_texts")
    name = models.CharField(max_length=100)
    text = models.TextField()
    channels = models.ManyToManyField(Channel, blank=True, related_name="+")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = StartingTextQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "name"),
                condition=models.Q(removed_at=None),
                name="one_starting_text_a_name",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page on which a post is begun from it."""
        return reverse("posts:begin-from", args=[self.school.slug, self.pk])

    @classmethod
    def keep(cls, wording: Wording, *, by: Person, at: datetime) -> StartingText:
        """Keep a new one. Raises NotPossible where another has the name, or it is not theirs to keep."""
        with transaction.atomic(durable=True):
            _check(wording, by=by, at=at)
            made = cls.objects.create(
                school=by.school,
                name=wording.name,
                text=wording.text,
                made_by=by,
                made_at=at,
                changed_at=at,
            )
            made.channels.set(wording.channels)
            record("starting-text.kept", subject=made, by=by, at=at)
        return made

    def change(self, wording: Wording, *, by: Person, at: datetime) -> None:
        """Word it anew; posts that were begun from it stay as they are."""
        with transaction.atomic(durable=True):
            _check(wording, by=by, at=at, besides=self)
            self.name, self.text, self.changed_at = wording.name, wording.text, at
            self.save(update_fields=["name", "text", "changed_at"])
            self.channels.set(wording.channels)
            record("starting-text.changed", subject=self, by=by, at=at)

    def remove(self, *, by: Person, at: datetime) -> None:
        """Offer it no longer."""
        with transaction.atomic(durable=True):
            _check_keeps(by, at=at)
            self.removed_at = at
            self.save(update_fields=["removed_at"])
            record("starting-text.removed", subject=self, by=by, at=at)


def keeps_texts(person: Person, *, on: date) -> bool:
    """Whether somebody may keep starting texts: senior leaders, administrators, and whoever runs an account."""
    return person.holds(*KEEP_TEXTS, on=on) or person.runs.current(on).exists()


def _check(
    wording: Wording, *, by: Person, at: datetime, besides: StartingText | None = None
) -> None:
    _check_keeps(by, at=at)
    School.objects.select_for_update().get(pk=by.school_id)
    others = StartingText.objects.visible_to(by).filter(name=wording.name)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise NotPossible(f"There is a starting text “{wording.name}” already. Use another name.")


def _check_keeps(by: Person, *, at: datetime) -> None:
    if not keeps_texts(by, on=by.school.day_of(at)):
        raise NotPossible(
            "Senior leaders, administrators and those who run an account keep the starting texts."
        )
