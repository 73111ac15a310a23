"""The impact assessment of watching: what the school has written, and who has signed it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from gatepost.monitoring.readers import SIGNS, WRITES
from gatepost.people.models import Person, School
from gatepost.people.roles import ROLES
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedJSONField


class ImpactAssessment(models.Model):
    """One version. It is never changed: another is written, and signed anew."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveIntegerField()
    answers: models.Field[Any, Any] = EncryptedJSONField()
    review_on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("school", "number"), name="one_assessment_a_number"),
        )

    def __str__(self) -> str:
        return f"assessment, version {self.number}"

    @property
    def is_signed(self) -> bool:
        """Whether everybody has signed who has to."""
        return {one.role for one in self.signatures.all()} >= set(SIGNS)

    @property
    def waits_for(self) -> list[str]:
        """The roles of which nobody has signed yet."""
        given = {one.role for one in self.signatures.all()}
        return [role for role in SIGNS if role not in given]

    def content_hash(self) -> str:
        """What somebody signs."""
        whole = [self.number, self.answers, self.review_on.isoformat()]
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()

    @classmethod
    def write(
        cls, answers: Mapping[str, str], *, review_on: date, by: Person, at: datetime
    ) -> ImpactAssessment:
        """Put down a version, to be signed."""
        with transaction.atomic(durable=True):
            school = School.objects.select_for_update().get(pk=by.school_id)
            on = school.day_of(at)
            if not by.holds(*WRITES, on=on):
                raise NotPossible(
                    "The data protection officer, the headteacher and the technician write this."
                )
            if review_on <= on:
                raise NotPossible("The day on which it is looked at again has to be still to come.")
            number = cls.objects.filter(school=school).count() + 1
            made = cls.objects.create(
                school=school, number=number, answers=dict(answers), review_on=review_on, by=by, at=at
            )  # fmt: skip
            record("assessment.written", subject=made, by=by, at=at, number=number)
        return made

    def sign(self, *, seen: str, by: Person, at: datetime) -> AssessmentSignature:
        """The data protection officer or the headteacher agrees to just this. Nobody signs for both."""
        on = by.school.day_of(at)
        with transaction.atomic(durable=True):
            row = ImpactAssessment.objects.select_for_update().get(pk=self.pk)
            if seen != row.content_hash():
                raise NotPossible("It has changed since you opened it. Read it again.")
            role = next((one for one in row.waits_for if by.holds(one, on=on)), None)
            if by.school_id != row.school_id or role is None:
                raise NotPossible("This does not wait for your signature.")
            if row.signatures.filter(by=by).exists():
                raise NotPossible("You have signed it. Somebody else has to sign as well.")
            given = AssessmentSignature.objects.create(
                assessment=row, role=role, seen=seen, by=by, at=at
            )
            record("assessment.signed", subject=row, by=by, at=at, number=row.number)
        return given


class AssessmentSignature(models.Model):
    """Somebody has signed a version of the assessment."""

    assessment = models.ForeignKey(
        ImpactAssessment, on_delete=models.PROTECT, related_name="signatures"
    )
    role = models.CharField(max_length=30)
    seen = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("assessment", "role"), name="each_role_signs_an_assessment_once"
            ),
        )

    def __str__(self) -> str:
        return f"{ROLES[self.role]}: {self.assessment}"

    @property
    def role_words(self) -> str:
        """As what they signed."""
        return ROLES[self.role]
