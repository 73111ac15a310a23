"""What the school has given somebody to work with: a phone, a telephone number, an e-mail address."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction

from gatepost.people.models import Person
from gatepost.people.rules import KEEPERS, NotPossible
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField


class IssuedQuerySet(models.QuerySet["Issued"]):
    """Things given out."""

    def out(self) -> IssuedQuerySet:
        """Those not given back."""
        return self.filter(back_on=None)

    def visible_to(self, person: Person, *, on: date) -> IssuedQuerySet:
        """One's own; all of the school's for whoever keeps the list of people."""
        here = self.filter(person__school=person.school_id)
        return here if person.holds(*KEEPERS, on=on) else here.filter(person=person)


class Issued(models.Model):
    """One thing that was given to somebody, and when it came back."""

    class Kind(models.TextChoices):
        """What it is."""

        PHONE = "phone", "Phone of the school's"
        NUMBER = "number", "Telephone number or extension"
        EMAIL = "email", "E-mail address of the school's"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="issued")
    kind = models.CharField(max_length=10, choices=Kind)
    what = EncryptedTextField()
    on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    back_on = models.DateField(null=True, blank=True)
    taken_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # empty for what came back before it was asked who took it

    objects = IssuedQuerySet.as_manager()

    class Meta:
        ordering = ("person__family_name", "kind", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.person_id}"

    @property
    def school_id(self) -> int:
        """In whose ledger it stands."""
        return self.person.school_id

    @classmethod
    def give(cls, kind: str, what: str, *, to: Person, by: Person, at: datetime) -> Issued:
        """Put down that somebody has been given something today."""
        on = by.school.day_of(at)
        _check_keeper(by, school_id=to.school_id, on=on)
        with transaction.atomic(durable=True):
            given = cls.objects.create(person=to, kind=kind, what=what, on=on, by=by, at=at)
            record("issued.given", subject=given, by=by, at=at, kind=kind)
        return given

    def take_back(self, *, by: Person, at: datetime) -> None:
        """Put down that it came back, or was shut, today."""
        on = by.school.day_of(at)
        _check_keeper(by, school_id=self.school_id, on=on)
        with transaction.atomic(durable=True):
            row = Issued.objects.select_for_update().get(pk=self.pk)
            if row.back_on is not None:
                raise NotPossible("It is back already.")
            if row.person_id == by.pk:
                raise NotPossible(
                    "Hand it to somebody else, who puts it down: nobody is their own receipt."
                )
            row.back_on, row.taken_by = on, by
            row.save(update_fields=["back_on", "taken_by"])
            record("issued.taken-back", subject=row, by=by, at=at)


def _check_keeper(by: Person, *, school_id: int, on: date) -> None:
    if by.school_id != school_id or not by.holds(*KEEPERS, on=on):
        raise NotPossible("The administrator or the headteacher puts this down.")
