"""What logs of the filter came to, without anybody's name; and which lines of one person's a case has asked for."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction

from gatepost.incidents.evidence import keeping
from gatepost.incidents.models import Case
from gatepost.monitoring.models.blocking import check_keeps
from gatepost.monitoring.models.notices import USUAL_DAYS, NetworkNotice
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField


class FilterLog(models.Model):
    """A log was read. The file itself was never written down; what is left of it are counts of five people and more."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="filter_logs")
    kind = models.CharField(max_length=10)
    first_on = models.DateField()
    last_on = models.DateField()
    unread = models.PositiveIntegerField(default=0)  # lines that could not be understood
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("school", "at"), name="filter_logs_by_time"),)

    def __str__(self) -> str:
        return f"log of {self.first_on:%-d %B} to {self.last_on:%-d %B %Y}"

    def forget(self, *, by: Person, at: datetime) -> None:
        """Delete what is left of it."""
        with transaction.atomic(durable=True):
            row = FilterLog.objects.select_for_update().get(pk=self.pk)
            check_keeps(by, school_id=row.school_id, on=by.school.day_of(at))
            record("filter-log.deleted", subject=row, by=by, at=at)
            row.counts.all().delete()
            row.delete()


class LogCount(models.Model):
    """How many requests of five people and more there were: of a group, to a site, in an hour or in the rest of a day."""

    log = models.ForeignKey(FilterLog, on_delete=models.CASCADE, related_name="counts")
    on = models.DateField()
    hour = models.PositiveSmallIntegerField(null=True)  # empty: hours of the day put together
    group = models.CharField(max_length=30)
    what = models.CharField(max_length=80)
    stopped = models.BooleanField()
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ("on", "hour", "pk")

    def __str__(self) -> str:
        return f"{self.what}, {self.on}: {self.number}"


class LogRequestQuerySet(models.QuerySet["LogRequest"]):
    """Requests of cases for lines of a log."""

    def visible_to(self, person: Person, *, on: date) -> LogRequestQuerySet:
        """Those of the cases that somebody sees."""
        return self.filter(case__in=Case.objects.visible_to(person, on=on))

    def open_at(self, school: School) -> LogRequestQuerySet:
        """Those of a school that wait for a log."""
        return self.filter(case__school=school, given_at=None, withdrawn_at=None)

    def for_uploader(self, person: Person) -> LogRequestQuerySet:
        """Those that somebody may bring a log for: nobody brings the log of a case about themselves."""
        return self.open_at(person.school).exclude(case__concerned__person=person)


class LogRequest(models.Model):
    """Whoever leads a case asks for the lines of one person in a log, of some time, and says why."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="log_requests")
    who = EncryptedTextField()  # the name of the account on the network, or an address of a device
    why = EncryptedTextField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    evidence = models.PositiveIntegerField(null=True)  # the number of the item in the case
    withdrawn_at = models.DateTimeField(null=True)

    objects = LogRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"request {self.pk}"

    @property
    def ledger_chain(self) -> str:
        """It stands with its case, so that nobody else can tell that it is there."""
        return self.case.ledger_chain

    @classmethod
    def ask(
        cls,
        case: Case,
        *,
        who: str,
        why: str,
        span: tuple[datetime, datetime],
        by: Person,
        at: datetime,
    ) -> LogRequest:
        """Ask for somebody's lines. The case has to be open and one's own to see, and the lines somebody else's."""
        on = by.school.day_of(at)
        with transaction.atomic(durable=True):
            seen = Case.objects.visible_to(by, on=on).filter(pk=case.pk, closed_at=None)
            if not seen.exists():
                raise NotPossible("Choose an open case that you lead.")
            row = case.locked()
            if waits := keeping.stopped(row, on=on):
                raise NotPossible(str(waits))
            if is_own(who, by):
                raise NotPossible("Nobody reads their own lines. Hand the case on first.")
            if span[0] >= span[1] or span[0] > at:
                raise NotPossible("The time has to end after it begins, and to have begun.")
            made = cls.objects.create(
                case=row, who=who.strip(), why=why, from_at=span[0], until_at=span[1], by=by, at=at
            )
            record("log-lines.asked", subject=made, by=by, at=at)
        return made

    def withdraw(self, *, by: Person, at: datetime) -> None:
        """The lines are needed no longer."""
        with transaction.atomic(durable=True):
            row = LogRequest.objects.select_for_update().get(pk=self.pk)
            if row.given_at or row.withdrawn_at:
                raise NotPossible("This is over already.")
            row.withdrawn_at = at
            row.save(update_fields=["withdrawn_at"])
            record("log-lines.withdrawn", subject=row, by=by, at=at)

    def was_given(self, number: int, *, by: Person, at: datetime) -> None:
        """The lines lie in the case."""
        with transaction.atomic(durable=True):
            row = LogRequest.objects.select_for_update().get(pk=self.pk)
            row.given_at, row.evidence = at, number
            row.save(update_fields=["given_at", "evidence"])
            record("log-lines.given", subject=row, by=by, at=at, item=number)


def is_own(who: str, person: Person) -> bool:
    """Whether a name on the network is, as far as anybody can tell, somebody's own."""
    email = person.email.casefold()
    names = {email, email.partition("@")[0]} - {""}
    typed = who.strip().casefold()
    return typed in names or typed.rpartition("\\")[2] in names


def kept_days(school: School) -> int:
    """For how many days what the filter saw is kept: as the notice says."""
    last = NetworkNotice.objects.filter(school=school).values_list("kept_days", flat=True)
    return last.first() or USUAL_DAYS
