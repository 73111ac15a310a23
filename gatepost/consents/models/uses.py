"""What families are asked about: each way of showing a picture, in words of which every version is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q

from gatepost.consents.cannot import CannotDo
from gatepost.consents.models.contacts import KEEPS
from gatepost.people.models import Person, School
from gatepost.records.door import record

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from gatepost.consents.models.answers import AnswerQuerySet


@dataclass(frozen=True)
class Words:
    """What is asked: where pictures are shown, what a yes means, and which ways of the vocabulary that covers.

    A way is a value of the vocabulary's `channel`, or one network of it: “social-media/mastodon”.
    """

    title: str
    says: str
    channels: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """What stands for exactly these words."""
        asked = json.dumps([self.title, self.says, sorted(self.channels)], ensure_ascii=False)
        return hashlib.sha256(asked.encode()).hexdigest()


class UseQuerySet(models.QuerySet["Use"]):
    """Uses."""

    def asked(self) -> UseQuerySet:
        """Those that families are asked about now."""
        return self.filter(ended_at=None)

    def with_words(self) -> UseQuerySet:
        """With every version of their words, the newest first."""
        return self.prefetch_related("wordings")

    def visible_to(self, person: Person, *, on: date) -> UseQuerySet:
        """For the office: those of their own school."""
        here = self.filter(school=person.school_id)
        return here if person.holds(*KEEPS, on=on) else self.none()


class Use(models.Model):
    """One way of showing pictures, with a yes and a no of its own."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="picture_uses")
    key = models.SlugField(max_length=40)
    place = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # nobody: Gatepost's own list
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = UseQuerySet.as_manager()

    if TYPE_CHECKING:
        wordings: RelatedManager[Wording]
        answers: AnswerQuerySet

    class Meta:
        ordering = ("school", "place", "pk")
        constraints = (models.UniqueConstraint(fields=("school", "key"), name="one_use_a_key"),)

    def __str__(self) -> str:
        return self.words.title

    @property
    def words(self) -> Wording:
        """As families are asked now."""
        return next(iter(self.wordings.all()))

    @classmethod
    def make(
        cls, school: School, words: Words, *, key: str, by: Person | None, at: datetime
    ) -> Use:
        """Something more to ask about. Nobody has said yes to it."""
        with transaction.atomic(durable=True):
            School.objects.select_for_update().get(pk=school.pk)
            use = cls.add(school, words, key=_free(school, key), by=by, at=at)
        return use

    @classmethod
    def add(cls, school: School, words: Words, *, key: str, by: Person | None, at: datetime) -> Use:
        """What making does, within the transaction of whoever calls."""
        place = cls.objects.filter(school=school).count() + 1
        use = cls.objects.create(school=school, key=key, place=place, made_at=at, made_by=by)
        use.put(words, meaning=1, by=by, at=at)
        return use

    def word(self, words: Words, *, is_same: bool, by: Person, at: datetime) -> Wording:
        """Ask in other words. Unless they mean the same, and cover nothing more, every yes is asked for anew."""
        with transaction.atomic(durable=True):
            use = Use.objects.select_for_update().get(pk=self.pk)
            if use.ended_at is not None:
                raise CannotDo("Families are no longer asked about this. Make a new use.")
            before = use.words
            covers_no_more = set(words.channels) <= set(before.channels)
            meaning = before.meaning + (not (is_same and covers_no_more))
            wording = use.put(words, meaning=meaning, by=by, at=at)
        return wording

    def put(self, words: Words, *, meaning: int, by: Person | None, at: datetime) -> Wording:
        """Keep the next version of the words, on record."""
        wording = Wording.objects.create(
            use=self,
            number=self.wordings.count() + 1,
            meaning=meaning,
            title=words.title,
            says=words.says,
            channels=sorted(words.channels),
            sha256=words.sha256,
            at=at,
            by=by,
        )
        record(
            "picture-use.worded", subject=self, by=by, at=at,
            wording=wording.pk, meaning=meaning, sha256=words.sha256,
        )  # fmt: skip
        return wording

    def end(self, *, by: Person, at: datetime) -> None:
        """Families are no longer asked about it. A no that was given stands for whatever shows the same."""
        with transaction.atomic(durable=True):
            use = Use.objects.select_for_update().get(pk=self.pk)
            if use.ended_at is None:
                use.ended_at, use.ended_by = at, by
                use.save(update_fields=["ended_at", "ended_by"])
                record("picture-use.ended", subject=use, by=by, at=at)
        self.refresh_from_db()


class Wording(models.Model):
    """One version of what is asked. It is never changed: answers point to the words that they were given to."""

    use = models.ForeignKey(Use, on_delete=models.PROTECT, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    meaning = models.PositiveSmallIntegerField()  # rises when earlier answers no longer fit
    title = models.CharField(max_length=80)
    says = models.CharField(max_length=600)
    channels = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("use", "-number")
        constraints = (
            models.UniqueConstraint(fields=("use", "number"), name="one_wording_a_number"),
        )

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Practice(models.Model):
    """For how many months a yes counts at a school, where it asks more often than its policy. The newest row holds."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="picture_practices")
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(months=None) | Q(months__gte=1),
                name="a_yes_counts_for_a_month_at_least",
            ),
        )

    def __str__(self) -> str:
        return f"{self.school}: {self.months or 'as the policy says'}"

    @classmethod
    def settle(cls, school: School, *, months: int | None, by: Person, at: datetime) -> Practice:
        """From now on a yes counts for so long; at most for as long as the policy says."""
        with transaction.atomic(durable=True):
            kept = cls.objects.create(school=school, months=months, by=by, at=at)
            record("picture-practice.settled", subject=kept, by=by, at=at, months=months or 0)
        return kept


def overlap(one: str, other: str) -> bool:
    """Whether two ways of showing have something in common: “social-media” and “social-media/mastodon” do."""
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def covers(channels: Sequence[str], way: str) -> bool:
    """Whether what was asked about has something in common with a way of showing."""
    return any(overlap(channel, way) for channel in channels)


def _free(school: School, key: str) -> str:
    """A key that no use of the school has had."""
    taken = set(Use.objects.filter(school=school).values_list("key", flat=True))
    key = key[:36] or "use"
    return next(k for k in (key, *(f"{key}-{n}" for n in range(2, 200))) if k not in taken)
