"""A second look at what was done with what others wrote, and the words that explained it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from gatepost.inbox.models.moderations import Moderation
from gatepost.jobs import later
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.posts.models import Post
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField

LOOKS = "slt"  # who looks again, where the policy names nobody


class ReviewQuerySet(models.QuerySet["Review"]):
    """Second looks."""

    def open(self) -> ReviewQuerySet:
        """Those that still have to be taken, at what still stands."""
        return self.filter(at=None, moderation__in=Moderation.objects.standing())


class Review(models.Model):
    """Somebody else looks at what was done, and says whether it was right."""

    class Why(models.TextChoices):
        """Who wants it."""

        POLICY = "policy", "The policy wants it"
        DEPARTS = "departs", "No clause of the policy speaks for what was done"
        AUTHOR = "author", "Whoever wrote it asked"
        COLLEAGUE = "colleague", "A colleague asked"

    moderation = models.ForeignKey(Moderation, on_delete=models.CASCADE, related_name="reviews")
    why = models.CharField(max_length=10, choices=Why)
    role = models.CharField(max_length=40, default=LOOKS)
    clause = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_for: models.Field[Any, Any] = EncryptedTextField(default="")
    due_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)
    upheld = models.BooleanField(null=True)
    words: models.Field[Any, Any] = EncryptedTextField(default="")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(at=None, by=None, upheld=None)
                | Q(at__isnull=False, by__isnull=False, upheld__isnull=False),
                name="a_review_that_was_held_says_by_whom",
            ),
        )

    def __str__(self) -> str:
        return f"review of moderation {self.moderation_id}"

    @classmethod
    def ask(
        cls, moderation: Moderation, words: str, *, why: str, by: Person, at: datetime
    ) -> Review:
        """Have somebody else look, at the wish of whoever wrote it or of a colleague."""
        if not words.strip():
            raise NotPossible("Write why somebody else should look at it.")
        with transaction.atomic(durable=True):
            row = moderation.held()
            if cls.objects.open().filter(moderation=row, why=why).exists():
                raise NotPossible("Somebody has been asked to look at it already.")
            made = cls.objects.create(
                moderation=row, why=why, asked_at=at, asked_by=by, asked_for=words.strip()
            )
            record("moderation.review-asked", subject=row, by=by, at=at, review=made.pk)
        return made

    def may_look(self, person: Person, *, on: date) -> bool:
        """Whether this is for somebody: never for whoever did it."""
        row = self.moderation
        is_theirs = person.pk in (row.author_id, row.done_by_id)
        return not is_theirs and person.holds(self.role, LOOKS, on=on)

    def decide(
        self, *, upheld: bool, words: str, ends_on: date | None, by: Person, at: datetime
    ) -> None:
        """It was right, perhaps until a day; or it is taken back."""
        if not words.strip():
            raise NotPossible("Write in a sentence why.")
        with transaction.atomic(durable=True):
            row = self.moderation.held()
            found = Review.objects.select_for_update(of=("self",)).get(pk=self.pk)
            found.moderation = row
            on = row.school.day_of(at)
            if found.at is not None:
                raise NotPossible("Somebody has looked at it by now.")
            if not found.may_look(by, on=on):
                raise NotPossible("Somebody else has to look at this: not whoever did it.")
            found.by, found.at, found.upheld, found.words = by, at, upheld, words.strip()
            found.save()
            record("moderation.reviewed", subject=row, by=by, at=at, upheld=upheld)
            found._follow(ends_on if upheld else None, on=on, at=at)
        self.refresh_from_db()

    def _follow(self, ends_on: date | None, *, on: date, at: datetime) -> None:
        row = self.moderation
        if not self.upheld:
            if row.may_be_undone:
                row.take_back(by=self.by, at=at)
            return
        if ends_on is not None:
            if ends_on <= on:
                raise NotPossible("Choose a day that is still to come.")
            row.ends_on = ends_on
            row.save(update_fields=["ends_on"])
            due_at = datetime.combine(ends_on, time.min, row.school.clock_zone)
            later("inbox.end-moderation", key=str(row.pk), due_at=due_at, moderation=row.pk)


class Explanation(models.Model):
    """How it was explained why something was done: by a post, by a person, or not, and then why not."""

    moderation = models.ForeignKey(
        Moderation, on_delete=models.CASCADE, related_name="explanations"
    )
    to = models.CharField(max_length=10)  # audience or writer
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    post = models.OneToOneField(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="explains"
    )
    words: models.Field[Any, Any] = EncryptedTextField(default="")  # what a person told them
    why_not: models.Field[Any, Any] = EncryptedTextField(default="")

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"explanation of moderation {self.moderation_id} to the {self.to}"

    @property
    def stands(self) -> bool:
        """Whether it was said, may still go out, or was left unsaid on purpose."""
        post = self.post
        return post is None or (post.withdrawn_at is None and post.expired_at is None)
