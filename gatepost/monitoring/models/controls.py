"""Access controls of the network: who looked at each, when, and what they found."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction

from gatepost.core.clock import Span, later
from gatepost.monitoring.models.blocking import check_keeps
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.policies.models import Version
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField

EVERY = Span(4, "month")  # about once a term


class ControlLook(models.Model):
    """Somebody has tried whether an access control does what it should."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="control_looks")
    control = models.CharField(max_length=100)
    works = models.BooleanField()
    words = EncryptedTextField(blank=True)
    on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-on", "-at", "-pk")
        indexes = (models.Index(fields=("school", "control"), name="control_looks_by_control"),)

    def __str__(self) -> str:
        return f"{self.control}: {'works' if self.works else 'does not work'}"

    @property
    def due_on(self) -> date:
        """By when it is looked at again; at once where it did not work."""
        return later(self.on, EVERY) if self.works else self.on

    @classmethod
    def put_down(
        cls, control: str, *, works: bool, words: str, on: date, by: Person, at: datetime
    ) -> ControlLook:
        """Put down what was found on a day."""
        from gatepost.monitoring.controls.standing import wanted

        today = by.school.day_of(at)
        with transaction.atomic(durable=True):
            check_keeps(by, school_id=by.school_id, on=today)
            if on > today:
                raise NotPossible("This day is still to come. Enter it once you have looked.")
            if not works and not words.strip():
                raise NotPossible("Say what does not work, so that somebody can put it right.")
            found = wanted(by.school, on=today).get(control)
            if found is None:
                raise NotPossible("There is no such control.")
            made = cls.objects.create(
                school=by.school, control=control, works=works, words=words, on=on, by=by, at=at
            )
            version = Version.objects.in_force(by.school, on=today)
            because = version.cites(*found.clauses) if version else ()
            record(
                "access-control.looked-at", subject=made, by=by, at=at, works=works, because=because
            )
        return made
