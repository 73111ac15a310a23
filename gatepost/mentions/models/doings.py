"""What people did about something that is said: judged it, took steps, wrote letters, reported it, closed it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from gatepost.core.triage import confirms_attendance
from gatepost.mentions.models.mentions import Mention
from gatepost.mentions.processes import known, placeholders_in
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField

if TYPE_CHECKING:
    from gatepost.people.named import Named


class Doing(models.Model):
    """Something that somebody did at a moment."""

    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ("at", "pk")


class Judged(Doing):
    """Somebody said what it is and who wrote it. The last word counts."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="judgements")
    kind = models.CharField(max_length=20)
    who = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"{self.mention}: {self.kind}"

    @classmethod
    def say(cls, mention: Mention, *, kind: str, who: str, by: Person, at: datetime) -> Judged:
        """Put down what it is."""
        with transaction.atomic(durable=True):
            row = mention.locked()
            row.kind, row.who = kind, who
            row.save(update_fields=["kind", "who"])
            made = cls.objects.create(mention=row, kind=kind, who=who, by=by, at=at)
            record("mention.judged", subject=row, by=by, at=at, kind=kind, who=who)
        return made


class StepTaken(Doing):
    """Somebody did one thing of the process."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="steps")
    key = models.CharField(max_length=80)
    says = models.CharField(max_length=500)  # in the words that stood there
    note: models.Field[Any, Any] = EncryptedTextField(blank=True)
    clauses = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.mention}: {self.key}"

    @classmethod
    def take(cls, mention: Mention, key: str, *, note: str, by: Person, at: datetime) -> StepTaken:
        """Put down that a step of the process was taken."""
        from gatepost.mentions.standing import process_of

        with transaction.atomic(durable=True):
            row = mention.locked()
            process = process_of(row, on=row.school.day_of(at))
            step = next((one for one in process.steps if one.key == key), None)
            if step is None:
                raise NotPossible("The steps have changed meanwhile. Look at them again.")
            made = cls.objects.create(
                mention=row, key=key, says=step.says[:500], note=note, clauses=process.cites,
                by=by, at=at,
            )  # fmt: skip
            record("mention.step-taken", subject=row, by=by, at=at, because=process.cites)
        return made


class Letter(Doing):
    """A letter, e-mail or public answer, as a person worded it."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="letters")
    template = models.CharField(max_length=40)
    words: models.Field[Any, Any] = EncryptedTextField()

    def __str__(self) -> str:
        return f"{self.mention}: {self.template}"

    @property
    def says(self) -> str:
        """What kind of letter it is."""
        return known().letters[self.template].says

    @classmethod
    def write(
        cls, mention: Mention, template: str, words: str, *, by: Person, at: datetime
    ) -> Letter:
        """Keep a letter. A place that is still to be filled in, or the name of a child, is sent back to the writer."""
        from gatepost.people.named import Named

        if left := placeholders_in(words):
            raise NotPossible(f"Fill in or take out {left[0]} first.")
        cls.check_words(words, Named(mention.school))
        with transaction.atomic(durable=True):
            row = mention.locked()
            made = cls.objects.create(mention=row, template=template, words=words, by=by, at=at)
            record("mention.letter-written", subject=row, by=by, at=at, template=template)
        return made

    @staticmethod
    def check_words(words: str, named: Named | None) -> None:
        """Raise NotPossible where they name a child, or tell that one is at the school."""
        if named is not None and named.pupils_in(words):
            raise NotPossible(
                "The letter names a child. Leave the name out: nothing that leaves the school about this "
                "may confirm that a child attends."
            )
        if found := confirms_attendance(words):
            raise NotPossible(
                f"“{found[0].text}” may tell a stranger whether a child is at the school. Say it otherwise."
            )


class NetworkReport(Doing):
    """It was reported to the network it stands on: when, under what number, and when to look again."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="reports")
    network = models.CharField(max_length=60)
    reported_on = models.DateField()
    reference = models.CharField(max_length=100, blank=True)
    answer: models.Field[Any, Any] = EncryptedTextField(blank=True)
    look_on = models.DateField(null=True, blank=True)  # the next day to see whether it is gone

    def __str__(self) -> str:
        return f"{self.mention}: {self.network}"

    @classmethod
    def put_down(
        cls, mention: Mention, told: dict[str, Any], *, by: Person, at: datetime
    ) -> NetworkReport:
        """Put down a report that was made, or what came of one; the last look-again day counts."""
        on = mention.school.day_of(at)
        reported_on: date = told["reported_on"]
        look_on: date | None = told["look_on"]
        if reported_on > on:
            raise NotPossible("This day is still to come. Enter the day on which it was reported.")
        if look_on is not None and look_on < reported_on:
            raise NotPossible("The day to look again is before the report. Enter a later one.")
        with transaction.atomic(durable=True):
            row = mention.locked()
            row.reports.filter(network=told["network"]).update(look_on=None)
            made = cls.objects.create(mention=row, by=by, at=at, **told)
            record("mention.reported-to-network", subject=row, by=by, at=at, on=reported_on)
        return made


class Outcome(Doing):
    """What came of it; with that it is closed."""

    mention = models.OneToOneField(Mention, on_delete=models.CASCADE, related_name="outcome")
    kind = models.CharField(max_length=20)
    note: models.Field[Any, Any] = EncryptedTextField(blank=True)

    def __str__(self) -> str:
        return f"{self.mention}: {self.kind}"

    @property
    def says(self) -> str:
        """In words."""
        return known().outcomes[self.kind]

    @classmethod
    def close(cls, mention: Mention, *, kind: str, note: str, by: Person, at: datetime) -> Outcome | None:  # fmt: skip
        """Close it with what came of it. “Nothing was to be done” leaves no row, so that it is forgotten in time."""
        with transaction.atomic(durable=True):
            row = mention.locked()
            if not row.kind:
                raise NotPossible("Say first what it is.")
            row.closed_at = at
            row.save(update_fields=["closed_at"])
            row.reports.update(look_on=None)
            made = None
            if kind != known().nothing:
                made = cls.objects.create(mention=row, kind=kind, note=note, by=by, at=at)
            record("mention.closed", subject=row, by=by, at=at, kind=kind)
        return made
