"""A table of posts that somebody is about to bring in, kept encrypted for a day at most, and what came of each row."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.urls import reverse

from gatepost.channels.models import Channel
from gatepost.people.importing.contents import Contents
from gatepost.people.models import Person, School
from gatepost.people.models.imports import ChangedMeanwhile
from gatepost.people.rules import NotPossible
from gatepost.posts.bulk.planning import FATES, NEW, Known, Meant, Plan, make_plan
from gatepost.posts.models.pictures import Picture
from gatepost.posts.models.posts import Post
from gatepost.posts.models.words import Words
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedJSONField

KEPT = timedelta(days=1)


class PostFileQuerySet(models.QuerySet["PostFile"]):
    """Tables of posts, the newest first."""

    def visible_to(self, person: Person) -> PostFileQuerySet:
        """Nobody's but one's own: what is in them are drafts."""
        return self.filter(by=person)

    def kept(self, at: datetime) -> PostFileQuerySet:
        """Those that can still be brought in, and those that were."""
        return self.filter(models.Q(expires_at__gt=at) | ~models.Q(applied_at=None))

    def forget_expired(self, *, at: datetime) -> int:
        """Delete what nobody brought in within its day."""
        return self.filter(applied_at=None, expires_at__lte=at).delete()[0]


class PostFile(models.Model):
    """What was read from a table. Once it is brought in, the drafts, the counts and the file's SHA-256 are left."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="post_files")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="post_files")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    contents: models.Field[Any, Any] = EncryptedJSONField(null=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    counts: models.JSONField[Any, Any] = models.JSONField(default=dict)

    objects = PostFileQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(applied_at=None) | models.Q(contents=None),
                name="nothing_of_a_table_of_posts_is_left_once_it_is_in",
            ),
        )

    def __str__(self) -> str:
        return f"Posts of {self.by}, {self.created_at:%d %B %Y}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("posts:posts-file", args=[self.school.slug, self.pk])

    @classmethod
    def keep(cls, contents: Contents, *, sha256: str, by: Person, at: datetime) -> PostFile:
        """Keep what was read, until whoever brought it has looked at what it would do."""
        cls.objects.forget_expired(at=at)
        return cls.objects.create(
            school=by.school,
            by=by,
            created_at=at,
            expires_at=at + KEPT,
            sha256=sha256,
            contents=contents.as_json(),
        )

    def found(self) -> Contents:
        """What was read."""
        return Contents.from_json(self.contents)

    def plan(self, *, at: datetime) -> Plan:
        """What bringing it in would do now."""
        rows = PostRow.objects.filter(by=self.by_id).values_list("digest", "post_id")
        known = Known(
            list(Channel.objects.open().filter(school=self.school_id)),
            list(Picture.objects.visible_to(self.by)),
            dict(rows),
        )
        return make_plan(self.found(), known, zone=self.school.clock_zone, at=at)

    def apply(self, *, seen: str, by: Person, at: datetime) -> int:
        """Make a draft of every row that can be one, or of none. `seen` is the digest of the plan that was shown."""
        with transaction.atomic(durable=True):
            Person.objects.select_for_update().get(pk=self.by_id)
            self._reload(by=by, at=at)
            plan = self.plan(at=at)
            if plan.digest != seen:
                raise ChangedMeanwhile
            for fate in plan.of(NEW):
                post = self._draft(fate.meant, at=at)
                digest = fate.meant.digest
                PostRow.objects.create(
                    file=self, by=self.by, row=fate.row, digest=digest, post=post
                )
            self._close(plan, at=at)
        return plan.counts[NEW]

    def _reload(self, *, by: Person, at: datetime) -> None:
        """The row as it is now, kept from others until the transaction ends."""
        now = PostFile.objects.select_for_update().get(pk=self.pk)
        if by.pk != now.by_id:
            raise NotPossible("Whoever brought the file in looks through it.")
        if now.applied_at is not None:
            raise NotPossible("This file has been brought in already.")
        if now.expires_at <= at:
            raise NotPossible("This file is no longer kept. Choose it once more.")
        self.contents = now.contents

    def _draft(self, meant: Meant, *, at: datetime) -> Post:
        words = Words(
            text=meant.text,
            channels=list(Channel.objects.filter(pk__in=meant.channels)),
            link=meant.link,
            due_at=meant.due,
        )
        pictures = list(Picture.objects.filter(pk=meant.picture))
        return Post.begin(words, pictures=pictures, by=self.by, at=at)

    def _close(self, plan: Plan, *, at: datetime) -> None:
        """Put it on record, and keep nothing of the file."""
        self.applied_at, self.contents = at, None
        self.counts = {kind: plan.counts[kind] for kind in FATES}
        self.save()
        record(
            "posts.brought-in", subject=self, by=self.by, at=at, sha256=self.sha256, **self.counts
        )


class PostRow(models.Model):
    """A row that became a draft. By its digest, the same row of the same person never becomes another."""

    file = models.ForeignKey(PostFile, on_delete=models.PROTECT, related_name="rows")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="from_row")

    class Meta:
        ordering = ("file", "row")
        constraints = (
            models.UniqueConstraint(fields=("by", "digest"), name="one_draft_a_row_and_person"),
        )

    def __str__(self) -> str:
        return f"Row {self.row}: {self.post_id}"
