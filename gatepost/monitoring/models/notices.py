"""The notice about watching: its versions, and who has said that they have read one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from gatepost.monitoring.readers import WRITES
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.policies.models import Version
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedJSONField

USUAL_DAYS = 90  # how long what the filter saw is kept where the school has said nothing


@dataclass(frozen=True)
class Details:
    """What the school itself says: policies speak of what is watched, and never of all the rest that has to be told."""

    watchers: str
    why: str
    ask: str
    kept_days: int
    also: str = ""


class NetworkNotice(models.Model):
    """One version of the notice. What was published stays as it was."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="network_notices")
    number = models.PositiveIntegerField()
    details: models.Field[Any, Any] = EncryptedJSONField()
    points: models.Field[Any, Any] = EncryptedJSONField()  # what it says is watched, as it then was
    kept_days = models.PositiveIntegerField()
    seen = models.CharField(max_length=64)  # the digest of all that it says
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=("school", "number"), name="one_network_notice_a_number"
            ),
        )

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def said(self) -> Details:
        """What the school says in it."""
        return Details(**self.details)

    @classmethod
    def publish(cls, said: Details, *, by: Person, at: datetime) -> NetworkNotice:
        """Tell people from now on; those who have read an earlier version are asked again."""
        from gatepost.monitoring.notice.standing import clauses_of, compose

        with transaction.atomic(durable=True):
            school = School.objects.select_for_update().get(pk=by.school_id)
            on = school.day_of(at)
            if not by.holds(*WRITES, on=on):
                raise NotPossible(
                    "The data protection officer, the headteacher and the technician write this."
                )
            shown = compose(school, said, on=on)
            last = cls.objects.filter(school=school).first()
            if last and last.seen == shown.digest:
                raise NotPossible("This is what the notice says already.")
            made = cls.objects.create(
                school=school, number=last.number + 1 if last else 1, details=asdict(said),
                points=[point for one in shown.watched for point in one.points],
                kept_days=said.kept_days, seen=shown.digest, by=by, at=at,
            )  # fmt: skip
            version = Version.objects.in_force(school, on=on)
            because = version.cites(*clauses_of(school, on=on)) if version else ()
            record(
                "network-notice.published",
                subject=made,
                by=by,
                at=at,
                because=because,
                number=made.number,
            )
        return made

    def acknowledge(self, *, seen: str, by: Person, at: datetime) -> NoticeReceipt:
        """Somebody has read just this."""
        with transaction.atomic(durable=True):
            row = NetworkNotice.objects.select_for_update().get(pk=self.pk)
            newer = NetworkNotice.objects.filter(school=row.school_id, number__gt=row.number)
            if by.school_id != row.school_id or newer.exists() or seen != row.seen:
                raise NotPossible("The notice has changed since you opened it. Read it again.")
            given, is_new = NoticeReceipt.objects.get_or_create(
                notice=row, person=by, defaults={"at": at}
            )
            if is_new:
                record("network-notice.acknowledged", subject=row, by=by, at=at, number=row.number)
        return given


class NoticeReceipt(models.Model):
    """Somebody says that they have read a version of the notice."""

    notice = models.ForeignKey(NetworkNotice, on_delete=models.PROTECT, related_name="receipts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="network_receipts")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("notice", "person"), name="a_network_notice_is_read_once_by_each"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: {self.notice}"
