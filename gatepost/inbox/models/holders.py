"""Who is at something that came in, and what people of the school write about it among themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction

from gatepost.inbox.models.items import Item
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.people.telling import How, tell
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField


class HolderQuerySet(models.QuerySet["Holder"]):
    """Who was at what."""

    def open(self) -> HolderQuerySet:
        """Those who are at it now."""
        return self.filter(ended_at=None)


class Holder(models.Model):
    """Somebody is at something: nobody else answers it meanwhile."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="holders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holds_items")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HolderQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("item",), condition=models.Q(ended_at=None), name="one_holder_an_item"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} has item {self.item_id}"

    @classmethod
    def give(
        cls, item: Item, person: Person, *, by: Person, at: datetime, from_whom: int | None = None
    ) -> Holder:
        """Somebody takes it, or is given it. `from_whom` is who had it when the page was opened.

        Raises NotPossible where somebody else has it by now, or where it is not for them to see.
        """
        with transaction.atomic(durable=True):
            row = item.locked()
            holder = row.holder()
            if holder is not None and holder.pk not in (from_whom, person.pk):
                raise NotPossible(f"{holder} has it now.")
            on = row.school.day_of(at)
            if not Item.objects.visible_to(person, on=on).filter(pk=row.pk).exists():
                raise NotPossible(f"{person} does not see what comes in on {row.channel}.")
            row.holders.open().update(ended_at=at)
            made = cls.objects.create(item=row, person=person, by=by, at=at)
            record("item.taken", subject=row, by=by, at=at, person=person.pk)
            for one in {person, holder} - {by, None}:
                _tell(one, row, key=f"{made.pk}", at=at)
        return made

    @classmethod
    def give_back(cls, item: Item, *, by: Person, at: datetime) -> None:
        """Whoever has it leaves it to others."""
        with transaction.atomic(durable=True):
            row = item.locked()
            if not row.holders.open().filter(person=by).update(ended_at=at):
                raise NotPossible("You do not have it.")
            record("item.given-back", subject=row, by=by, at=at)


def _tell(person: Person | None, item: Item, *, key: str, at: datetime) -> None:
    if person is not None:
        link, how = item.get_absolute_url(), How(grave=item.is_urgent, before=item.due_at)
        one = f"item-{key}-{person.pk}"
        tell(person, "something-to-do", link=link, at=at, key=one, how=how)


class Note(models.Model):
    """What somebody of the school writes about it for the others."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words: models.Field[Any, Any] = EncryptedTextField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"note on item {self.item_id}"

    @classmethod
    def write(cls, item: Item, words: str, *, by: Person, at: datetime) -> Note:
        """Keep it."""
        with transaction.atomic(durable=True):
            made = cls.objects.create(item=item, by=by, at=at, words=words.strip())
            record("item.noted", subject=item, by=by, at=at)
        return made
