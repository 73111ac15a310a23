"""Receipts for what goes on after leaving: confirmed by the leaver, or handed over on paper."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models, transaction

from gatepost.joining.leaving.standing import digest_of, leaver_of
from gatepost.people.models import Person
from gatepost.people.rules import KEEPERS, NotPossible
from gatepost.policies.models import Version
from gatepost.records.door import record

if TYPE_CHECKING:
    from gatepost.joining.leaving.standing import Leaver


class LeavingReceipt(models.Model):
    """Somebody has in writing what goes on after they have left. It is for just the words they were shown."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leaving_receipts")
    seen = models.CharField(max_length=64)  # the digest of the words
    clauses = models.JSONField(default=list)  # as the ledger names them
    at = models.DateTimeField()
    handed_over_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handed_over_on = models.DateField(null=True, blank=True)  # on paper

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "seen"), name="one_receipt_for_the_same_words"
            ),
            models.CheckConstraint(
                condition=models.Q(handed_over_by=None, handed_over_on=None)
                | models.Q(handed_over_by__isnull=False, handed_over_on__isnull=False),
                name="paper_is_handed_over_by_somebody_on_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.at:%d %B %Y}"

    @property
    def school_id(self) -> int:
        """In whose ledger it stands."""
        return self.person.school_id

    @classmethod
    def confirm(cls, person: Person, *, seen: str, at: datetime) -> LeavingReceipt:
        """The leaver has read it. `seen` is the digest of the words that were shown."""
        with transaction.atomic(durable=True):
            leaver = _locked(person, on=person.school.day_of(at))
            if seen != digest_of(leaver.duties):
                raise NotPossible("The words have changed since you opened them. Read them again.")
            return cls._kept(leaver, event="leaving.confirmed", by=person, at=at)

    @classmethod
    def hand_over(
        cls, person: Person, *, seen: str, on: date, by: Person, at: datetime
    ) -> LeavingReceipt:
        """Somebody who keeps the list of people has given the leaver the words on paper, on a day."""
        with transaction.atomic(durable=True):
            today = person.school.day_of(at)
            leaver = _locked(person, on=today)
            _check_may_hand_over(leaver.person, by=by, on=today)
            if on > today:
                raise NotPossible(
                    "This day is still to come. Enter it once the paper is handed over."
                )
            if seen != digest_of(leaver.duties):
                raise NotPossible("The words have changed since you opened them. Print them again.")
            return cls._kept(leaver, event="leaving.handed-over", by=by, at=at, on_paper=on)

    @classmethod
    def _kept(
        cls, leaver: Leaver, *, event: str, by: Person, at: datetime, on_paper: date | None = None
    ) -> LeavingReceipt:
        person = leaver.person
        on = min(person.school.day_of(at), person.left_on or date.max)
        version = Version.objects.in_force(person.school, on=on)
        clauses = version.cites(*(one.clause for one in leaver.duties)) if version else []
        receipt = cls.objects.create(
            person=person,
            seen=digest_of(leaver.duties),
            clauses=clauses,
            at=at,
            handed_over_by=by if on_paper else None,
            handed_over_on=on_paper,
        )
        record(event, subject=receipt, by=by, at=at, because=clauses, person=person.pk)
        return receipt


def _locked(person: Person, *, on: date) -> Leaver:
    """The leaver as things are now, held until the receipt is kept."""
    rows = Person.objects.select_for_update(of=("self",)).select_related("school")
    leaver = leaver_of(rows.get(pk=person.pk), on=on)
    if leaver.person.left_on is None:
        raise NotPossible("No last day is entered. It can be confirmed once there is one.")
    if not leaver.duties:
        raise NotPossible("The policy names nothing that goes on after leaving.")
    if leaver.receipt is not None:
        raise NotPossible("This is on record already.")
    return leaver


def _check_may_hand_over(person: Person, *, by: Person, on: date) -> None:
    if by.pk == person.pk:
        raise NotPossible("Confirm it yourself under “When you leave”.")
    if by.school_id != person.school_id or not by.holds(*KEEPERS, on=on):
        raise NotPossible("The administrator or the headteacher of the school hands it over.")
