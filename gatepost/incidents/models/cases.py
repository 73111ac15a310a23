"""Cases: what was reported, kept so that only those who may see it can tell that it is there."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.urls import reverse

from gatepost.incidents.kinds import Facts, Kind, facts_of, known
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedJSONField

# Letters and figures that nobody confuses when they are read out.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
KEY_LENGTH = 12


@dataclass(frozen=True)
class Report:
    """What somebody reports. The words are theirs; the times may be as vague as they remember them."""

    kind: str
    words: str
    about: str = "nobody"
    child_image: str = "no"  # whether it is or may be a sexual image of a child: yes, no, unsure
    where: str = ""
    happened: str = ""
    noticed: str = ""
    affected: str = ""
    seen_by: str = ""
    wishes: str = ""
    is_victim: bool = False
    name: str = ""  # of somebody from outside who gives it
    who: str = ""  # what they are to the school, in the vocabulary's words for actors
    people: Sequence[int] = field(default_factory=tuple)  # people of the school it is about


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, by who may see them."""

    def visible_to(self, person: Person, *, on: date) -> CaseQuerySet:
        """Those that somebody was given, by name or by a role they hold, and that do not concern themselves."""
        from gatepost.incidents.models.access import Access, Concerned

        given = Access.objects.of(person, on=on).filter(case=models.OuterRef("pk"))
        concerned = Concerned.objects.filter(case=models.OuterRef("pk"), person=person)
        return self.filter(models.Exists(given), ~models.Exists(concerned), school=person.school_id)

    def reported_by(self, person: Person) -> CaseQuerySet:
        """Those that somebody reported themselves, to see what they wrote and what they were told."""
        return self.filter(reporter=person, school=person.school_id)

    def open(self) -> CaseQuerySet:
        """Those that are not closed."""
        return self.filter(closed_at=None)


class Case(models.Model):
    """One matter. What it is about stands encrypted; its address says nothing, and cases cannot be counted by it."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="cases")
    told: models.Field[Any, Any] = EncryptedJSONField()
    reporter = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    receipt = models.CharField(
        max_length=64, blank=True
    )  # a digest of the code of who has no account
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at", "-pk")

    def __str__(self) -> str:
        return f"case {self.key}"

    def get_absolute_url(self) -> str:
        """Its page, for those who may see it."""
        return reverse("incidents:case", args=[self.school.slug, self.key])

    @property
    def ledger_chain(self) -> str:
        """A chain of its own, apart from the school's, so that gaps tell nothing."""
        return f"case-{self.key}"

    @classmethod
    def begin(
        cls, school: School, report: Report, *, reporter: Person | None, receipt: str, at: datetime
    ) -> Case:
        """Keep a report within the caller's transaction; who may see it is for `routing` to say."""
        key = "".join(secrets.choice(_LETTERS) for _ in range(KEY_LENGTH))
        case = cls.objects.create(
            key=key, school=school, told=asdict(report), reporter=reporter, receipt=receipt, opened_at=at
        )  # fmt: skip
        record("case.opened", subject=case, by=None, at=at)
        return case

    @property
    def report(self) -> Report:
        """What was reported."""
        kept: Mapping[str, Any] = self.told
        return Report(**{**kept, "people": tuple(kept["people"])})

    @property
    def kind(self) -> Kind:
        """What it is. An item that was sealed makes it another matter than was reported."""
        return known().kinds["sexual-image" if self.may_be_image_of_child else self.report.kind]

    @property
    def reported_as(self) -> Kind:
        """What it was to whoever reported it, who is told nothing of what became of it."""
        return known().kinds[self.report.kind]

    @property
    def may_be_image_of_child(self) -> bool:
        """Whether nothing may be uploaded, fetched, shown or hashed here."""
        told = self.report
        if told.child_image != "no" or told.kind == "sexual-image":
            return True
        return self.sealings.exists()

    @property
    def facts(self) -> Facts:
        """What it is to a policy: what its kind says, and what whoever reported it said."""
        report = self.report
        facts = facts_of(self.kind, known().about[report.about])
        if self.may_be_image_of_child:
            facts["material"] = known().kinds["sexual-image"].facts["material"]
        if report.is_victim:
            facts["victim-is-reporter"] = ("yes",)
        return facts

    def locked(self) -> Case:
        """The row, held until the change is kept. Raises NotPossible where the case is closed."""
        rows = Case.objects.select_for_update(of=("self",)).select_related("school")
        case = rows.get(pk=self.pk)
        if case.closed_at is not None:
            raise NotPossible("This case is closed.")
        return case

    def was_read(self, *, by: Person, at: datetime) -> None:
        """Put on record that somebody looked at it."""
        with transaction.atomic(durable=True):
            record("case.read", subject=self, by=by, at=at)
