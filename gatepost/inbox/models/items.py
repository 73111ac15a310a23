"""What came in on an account: each thing once, with every version of it, and until when it has to be answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from gatepost.channels.models import Channel
from gatepost.incidents.models import Case
from gatepost.networks.arriving import Came
from gatepost.people.models import Person, School
from gatepost.people.once import once
from gatepost.people.rules import NotPossible
from gatepost.vault.fields import EncryptedJSONField

if TYPE_CHECKING:
    from gatepost.inbox.models.holders import HolderQuerySet
    from gatepost.inbox.models.moderations import ModerationQuerySet

# Beside those who run the account: whoever answers for all of the school's accounts.
SEES_ALL = ("slt", "administrator", "dsl")
ID_LENGTH = 500


class ItemQuerySet(models.QuerySet["Item"]):
    """What came in, by who may see it and how far it is."""

    def visible_to(self, person: Person, *, on: date) -> ItemQuerySet:
        """What came in on accounts that somebody runs, or on all. What became a case is for those who may see the case."""
        if not person.is_current(on):
            return self.none()
        theirs = self.filter(school=person.school_id)
        if not person.holds(*SEES_ALL, on=on):
            theirs = theirs.filter(channel__in=channels_run_by(person, on=on))
        return theirs.filter(Q(case=None) | Q(case__in=Case.objects.visible_to(person, on=on)))

    def open(self) -> ItemQuerySet:
        """What still needs somebody."""
        return self.filter(settled_at=None)

    def in_order(self) -> ItemQuerySet:
        """What needs a person first comes first, then what is due first. There is an index for it."""
        return self.order_by("-is_urgent", "due_at", "pk")


def channels_run_by(person: Person, *, on: date) -> list[int]:
    """The ids of the accounts that somebody runs on a day."""
    ids = person.runs.current(on).values_list("channel_id", flat=True)
    return once(("runs", person.pk, on), lambda: list(ids))


class Item(models.Model):
    """A comment, a mention or a message. What it says stands in its versions."""

    class Settled(models.TextChoices):
        """How it was dealt with."""

        ANSWERED = "answered", "Answered"
        NO_ANSWER = "no-answer", "No answer needed"
        MODERATED = "moderated", "Moderated"
        HANDED_ON = "handed-on", "Handed on"
        GONE = "gone", "Deleted by its author"
        EARLIER = "earlier", "There before Gatepost was"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="arrived")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="arrived")
    key = models.CharField(max_length=ID_LENGTH)  # the network's id of it
    came = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Came])
    under = models.CharField(max_length=ID_LENGTH, blank=True)  # the id of our post
    author = models.CharField(max_length=64, blank=True)  # a keyed digest: the same for the same
    written_at = models.DateTimeField()  # as the network says; it may lie
    received_at = models.DateTimeField()  # from here the clock runs
    due_at = models.DateTimeField(null=True, blank=True)
    enough = models.CharField(max_length=30, blank=True)  # what the policy lets count as an answer
    score = models.PositiveSmallIntegerField(default=0)
    is_urgent = models.BooleanField(default=False)
    reasons: models.Field[Any, Any] = EncryptedJSONField(default=list)  # behind the score
    rules = models.CharField(max_length=60, blank=True)  # which rules gave it
    is_hidden = models.BooleanField(default=False)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_as = models.CharField(max_length=10, choices=Settled, blank=True)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="arrived"
    )

    objects = ItemQuerySet.as_manager()

    if TYPE_CHECKING:
        versions: models.QuerySet[Version]
        holders: HolderQuerySet
        moderations: ModerationQuerySet

    class Meta:
        ordering = ("-received_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("channel", "key"), name="everything_comes_in_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_as="")
                | (Q(settled_at__isnull=False) & ~Q(settled_as="")),
                name="what_is_settled_says_how",
            ),
        )
        indexes = (
            models.Index(
                fields=("school", "-is_urgent", "due_at", "id"),
                condition=Q(settled_at=None), name="inbox_queue",
            ),
            models.Index(fields=("school", "-received_at"), name="inbox_history"),
            models.Index(fields=("school", "author"), name="inbox_author"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_came_display()} {self.pk} on {self.channel}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("inbox:item", args=[self.school.slug, self.pk])

    @property
    def content(self) -> Content:
        """What it says now."""
        version = self.versions.last()
        return Content.kept(version.content if version else {})

    @property
    def is_private(self) -> bool:
        """Whether nobody but the school can read it."""
        return self.came == Came.MESSAGE

    def holder(self) -> Person | None:
        """Who is at it."""
        held = self.holders.open().select_related("person").first()
        return held.person if held else None

    def held(self) -> Item:
        """The row, locked until the change is kept."""
        rows = Item.objects.select_for_update(of=("self",)).select_related("school", "channel")
        return rows.get(pk=self.pk)

    def locked(self) -> Item:
        """The same. Raises NotPossible where it is settled."""
        item = self.held()
        if item.settled_at is not None:
            raise NotPossible(f"This is settled already: {item.get_settled_as_display().lower()}.")
        return item

    def settle(self, how: str, *, at: datetime) -> None:
        """It needs nobody any more. Within the caller's transaction, on the locked row."""
        self.settled_at, self.settled_as = at, how
        self.save(update_fields=["settled_at", "settled_as"])
        self.holders.open().update(ended_at=at)


@dataclass(frozen=True)
class Content:
    """What something says, who wrote it, and the addresses of pictures that nobody has fetched."""

    text: str
    handle: str = ""
    name: str = ""
    author_id: str = ""
    author_url: str = ""
    url: str = ""
    media: tuple[tuple[str, str], ...] = ()  # address and description

    @classmethod
    def kept(cls, content: dict[str, Any]) -> Content:
        """As a version holds it."""
        media = tuple((str(url), str(alt)) for url, alt in content.get("media", ()))
        return cls(**{**content, "text": content.get("text", ""), "media": media})

    @property
    def who(self) -> str:
        """Who wrote it, as well as is known."""
        return self.name or self.handle or "Somebody"


class Version(models.Model):
    """What an item said at some time, and whether its author had deleted it. Nothing is written over."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content: models.Field[Any, Any] = EncryptedJSONField()
    seen_at = models.DateTimeField()
    is_gone = models.BooleanField(default=False)

    class Meta:
        ordering = ("item", "number")
        constraints = (
            models.UniqueConstraint(fields=("item", "number"), name="versions_are_numbered"),
        )

    def __str__(self) -> str:
        return f"version {self.number} of item {self.item_id}"

    @property
    def said(self) -> Content:
        """What it said."""
        return Content.kept(self.content)
