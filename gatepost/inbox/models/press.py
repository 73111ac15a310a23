"""What a journalist wrote: who marked it, and who said that it may be answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from gatepost.inbox.citing import references_of
from gatepost.inbox.models.items import Item
from gatepost.inbox.press.asked import JUDGES, Asked, asked_by
from gatepost.people.models import Person
from gatepost.people.roles import that_imply
from gatepost.people.rules import NotPossible
from gatepost.people.telling import How, tell
from gatepost.policies.door import policy_at
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField


class PressMarkQuerySet(models.QuerySet["PressMark"]):
    """Marks."""

    def open(self) -> PressMarkQuerySet:
        """Those that nobody has ended."""
        return self.filter(ended_at=None)


class PressMark(models.Model):
    """Somebody says that a journalist wrote it. It ends with somebody else's word, never with their own."""

    class Ending(models.TextChoices):
        """How it ended."""

        RELEASED = "released", "It may be answered"
        MISTAKEN = "mistaken", "No journalist wrote it"

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="press_marks")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    words: models.Field[Any, Any] = EncryptedTextField(default="")

    objects = PressMarkQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("item",), condition=models.Q(ended_at=None), name="one_press_mark_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_by=None) | ~models.Q(ended_by=models.F("by")),
                name="nobody_ends_their_own_press_mark",
            ),
        )

    def __str__(self) -> str:
        return f"press mark on item {self.item_id}"

    @classmethod
    def mark(cls, item: Item, *, by: Person, at: datetime) -> PressMark:
        """From now on it waits for what the policy wants; those whom the policy names are told at once."""
        with transaction.atomic(durable=True):
            row = item.locked()
            if row.press_marks.open().exists():
                raise NotPossible("It is marked as a journalist's already.")
            made = cls.objects.create(item=row, by=by, at=at)
            asked = made.asked(on=row.school.day_of(at))
            record("press.marked", subject=row, by=by, at=at, because=made._cited(asked, at=at))
            made._tell(asked, at=at)
        return made

    def asked(self, *, on: date) -> Asked:
        """What the policy of a day wants."""
        return asked_by(policy_at(self.item.school, on=on))

    def may_end(self, person: Person, *, on: date) -> bool:
        """Whether somebody's word ends it: never that of whoever marked it.

        Where nobody else holds what the policy names, another senior leader speaks.
        """
        if person.pk == self.by_id or self.ended_at is not None:
            return False
        asked = self.asked(on=on)
        if asked.counts(person, on=on):
            return True
        others = Person.objects.at(self.item.school).current(on).exclude(pk=self.by_id)
        left = (one for one in others.prefetch_related("roles") if asked.counts(one, on=on))
        return person.holds(JUDGES, on=on) and next(left, None) is None

    def end(self, ending: str, words: str, *, by: Person, at: datetime) -> None:
        """Somebody else says that what the policy wants is so, or that no journalist wrote it."""
        with transaction.atomic(durable=True):
            row = PressMark.objects.select_for_update(of=("self",)).get(pk=self.pk)
            on = row.item.school.day_of(at)
            if row.ended_at is not None:
                raise NotPossible("Somebody has said so already.")
            if not row.may_end(by, on=on):
                raise NotPossible(
                    "Somebody else has to say this: nobody releases what they marked themselves, and the policy names who may."
                )
            row.ended_by, row.ended_at, row.ending, row.words = by, at, ending, words.strip()
            row.save(update_fields=["ended_by", "ended_at", "ending", "words"])
            because = row._cited(row.asked(on=on), at=at)
            event = "press.released" if ending == self.Ending.RELEASED else "press.mistaken"
            record(event, subject=row.item, by=by, at=at, because=because)
        self.refresh_from_db()

    def _tell(self, asked: Asked, *, at: datetime) -> None:
        on = self.item.school.day_of(at)
        roles = {one for role in asked.told for one in that_imply(role)}
        here = Person.objects.at(self.item.school).current(on).holding(roles, on=on)
        for person in here.exclude(pk=self.by_id):
            link, key = self.item.get_absolute_url(), f"press-{self.pk}-{person.pk}"
            how = How(before=self.item.due_at, rooms=True)
            tell(person, "something-to-do", link=link, at=at, key=key, how=how)

    def _cited(self, asked: Asked, *, at: datetime) -> list[str]:
        school = self.item.school
        return references_of(asked.clauses, school=school, on=school.day_of(at))
