"""What the school answered: by a post under the same gate as any other, on the network itself, or on its own page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from gatepost.inbox.models.items import Item
from gatepost.people.models import Person
from gatepost.posts.models import Outlet, Post
from gatepost.vault.fields import EncryptedTextField


class AnswersQuerySet(models.QuerySet["Answer"]):
    """Answers."""

    def to_be_counted(self) -> AnswersQuerySet:
        """Those that are out by now and have not stopped a clock yet."""
        out = Outlet.objects.filter(post=models.OuterRef("post"), state=Outlet.State.PUBLISHED)
        return self.filter(models.Exists(out), counted_at=None)


class Answer(models.Model):
    """An answer counts once it has reached whoever wrote: a post when it is out, anything else at once."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="answers")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_acknowledgement = models.BooleanField(default=False)
    post = models.OneToOneField(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="answer_to"
    )
    words: models.Field[Any, Any] = EncryptedTextField(default="")  # where there is no post
    counted_at = models.DateTimeField(null=True, blank=True)

    objects = AnswersQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(post__isnull=False) | models.Q(counted_at__isnull=False),
                name="an_answer_without_a_post_counts_at_once",
            ),
        )

    def __str__(self) -> str:
        return f"answer to item {self.item_id}"

    @property
    def text(self) -> str:
        """What it says."""
        return self.post.text if self.post else str(self.words)

    def count(self, *, at: datetime) -> None:
        """It has reached them. Within the caller's transaction, on the locked item."""
        self.counted_at = at
        self.save(update_fields=["counted_at"])
        item = self.item
        if self.is_acknowledgement:
            item.acknowledged_at = at
            if item.enough == "acknowledgement":
                item.due_at = None
            item.save(update_fields=["acknowledged_at", "due_at"])
        else:
            item.settle(Item.Settled.ANSWERED, at=at)


class Letter(models.Model):
    """What somebody wrote to the school on its own page: where the answer goes, and the code by which they read it."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="letter")
    email: models.Field[Any, Any] = EncryptedTextField(default="")
    receipt = models.CharField(max_length=64, unique=True)  # a digest of the code

    def __str__(self) -> str:
        return f"letter {self.item_id}"
