"""Reports for governors: prepared once for a term, protected once, issued, and never reckoned anew."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.urls import reverse

from gatepost.people.models import Person, School, SchoolDates, Trust
from gatepost.people.rules import NotPossible
from gatepost.records.checkpointing import checkpoint
from gatepost.records.door import record
from gatepost.reports.figures.counting import counted
from gatepost.reports.figures.kept import digest_of, gist_of
from gatepost.reports.figures.shapes import Term
from gatepost.reports.readers import CONFIRMS, ISSUES, READ, SEE_DRAFTS

_SCHOOL_YEAR_BEGINS = 9  # September


class TermReportQuerySet(models.QuerySet["TermReport"]):
    """Reports, by who may read them."""

    def visible_to(self, person: Person, *, on: date) -> TermReportQuerySet:
        """The governors read what is issued; head and chair look at it before."""
        here = self.filter(school=person.school_id)
        held = person.held_roles(on=on)
        if held & set(SEE_DRAFTS):
            return here
        return here.issued() if held & set(READ) else self.none()

    def issued(self) -> TermReportQuerySet:
        """Those that were issued."""
        return self.filter(issue__isnull=False)

    def of_trust(self, trust: Trust) -> TermReportQuerySet:
        """What was issued at the schools that a trust looks after today."""
        return self.issued().filter(school__trust=trust)

    def of_year(self, year: int) -> TermReportQuerySet:
        """Those of the school year that begins in a year."""
        return self.filter(year=year)


class TermReport(models.Model):
    """The figures of one term as they may be told. True numbers are kept nowhere, so that nothing can give them away."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="term_reports")
    name = models.CharField(max_length=60)
    first_on = models.DateField()
    last_on = models.DateField()
    year = models.PositiveSmallIntegerField()  # in which its school year begins
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    policy = models.CharField(max_length=100, blank=True)  # the version in force at its end
    figures = models.JSONField()
    gist = models.JSONField(default=dict)  # of these, what the trust's table shows
    sha256 = models.CharField(max_length=64)

    objects = TermReportQuerySet.as_manager()

    if TYPE_CHECKING:
        issue: Issue
        confirmations: models.QuerySet[Confirmation]

    class Meta:
        ordering = ("-first_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("school", "first_on"), name="one_report_a_term"),
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")),
                name="a_reported_term_ends_after_it_begins",
            ),
        )
        indexes = (models.Index(fields=("year", "school"), name="reports_of_a_year"),)

    def __str__(self) -> str:
        return f"{self.name}, {self.school}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reports:report", args=[self.school.slug, self.pk])

    @classmethod
    def prepare(cls, term: SchoolDates, *, by: Person, at: datetime) -> TermReport:
        """Count everything once, after the term is over. Raises NotPossible where that was done, or is too early."""
        with transaction.atomic(durable=True):
            school = School.objects.select_for_update().get(pk=by.school_id)
            _check_may_prepare(term, school=school, by=by, at=at)
            days = Term(school, str(term), term.first_on, term.last_on, at)
            figures = counted(days)
            made = cls.objects.create(
                school=school, name=days.name, first_on=days.first_on, last_on=days.last_on,
                year=year_of(days.first_on), prepared_by=by, prepared_at=at, figures=figures,
                policy=days.version.reference if days.version else "",
                gist=gist_of(figures), sha256=digest_of(figures),
            )  # fmt: skip
            record("report.prepared", subject=made, by=by, at=at, sha256=made.sha256)
        return made

    @property
    def term(self) -> Term:
        """Its days, for looking up the rows that it counts."""
        return Term(self.school, self.name, self.first_on, self.last_on, self.prepared_at)

    @property
    def issued(self) -> Issue | None:
        """Who issued it and when; None while it is a draft."""
        return getattr(self, "issue", None)

    @property
    def is_whole(self) -> bool:
        """Whether its figures are those that the ledger has the digest of."""
        return digest_of(self.figures) == self.sha256

    def give_out(self, *, by: Person, at: datetime) -> Issue:
        """Issue it to the governors, with the ledger's newest head signed. Raises NotPossible where it is out already."""
        with transaction.atomic(durable=True):
            row = self._locked()
            if by.school_id != row.school_id or not by.holds(ISSUES, on=row.school.day_of(at)):
                raise NotPossible("The headteacher issues the report.")
            if row.issued is not None:
                raise NotPossible("This report was issued already.")
            if not row.is_whole:
                raise NotPossible(
                    "The figures of this report are not those that were prepared. "
                    "Ask whoever looks after Gatepost: somebody has changed the database."
                )
            record("report.issued", subject=row, by=by, at=at, sha256=row.sha256)
            signed = checkpoint(row.school.ledger_chain, at=at)
            assert signed is not None  # the line above has just been written
            return Issue.objects.create(
                report=row, by=by, at=at, entry=signed.head.number, head=signed.head.hash,
                public_key=signed.public_key, signature=signed.signature,
            )  # fmt: skip

    def confirm(self, *, by: Person, at: datetime, seen: str) -> Confirmation:
        """The chair of governors has read exactly these figures."""
        with transaction.atomic(durable=True):
            row = self._locked()
            if by.school_id != row.school_id or not by.holds(CONFIRMS, on=row.school.day_of(at)):
                raise NotPossible("The chair of governors confirms that the report was read.")
            if row.issued is None:
                raise NotPossible("This report is not issued yet.")
            if seen != row.sha256:
                raise NotPossible("This is not the report that you opened. Read it again.")
            if row.confirmations.filter(by=by).exists():
                raise NotPossible("You have confirmed it already.")
            made = Confirmation.objects.create(report=row, by=by, at=at)
            record("report.confirmed", subject=row, by=by, at=at, sha256=row.sha256)
        return made

    def _locked(self) -> TermReport:
        rows = TermReport.objects.select_for_update(of=("self",)).select_related("school")
        return rows.get(pk=self.pk)


class Issue(models.Model):
    """A report was given to the governors. From here on the ledger's head of that moment stands in print."""

    report = models.OneToOneField(TermReport, on_delete=models.PROTECT, related_name="issue")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.PositiveBigIntegerField()  # the number of the ledger's newest entry
    head = models.CharField(max_length=64)
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"{self.report}: issued"


class Confirmation(models.Model):
    """A chair of governors has read a report."""

    report = models.ForeignKey(TermReport, on_delete=models.PROTECT, related_name="confirmations")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("report", "by"), name="a_report_is_confirmed_once"),
        )

    def __str__(self) -> str:
        return f"{self.report}: read by {self.by}"


def year_of(day: date) -> int:
    """The year in which the school year of a day begins."""
    return day.year if day.month >= _SCHOOL_YEAR_BEGINS else day.year - 1


def _check_may_prepare(term: SchoolDates, *, school: School, by: Person, at: datetime) -> None:
    on = school.day_of(at)
    if not by.holds(ISSUES, on=on):
        raise NotPossible("The headteacher prepares the report.")
    if term.school_id != school.pk or term.kind != SchoolDates.Kind.TERM:
        raise NotPossible("Choose one of your school’s terms.")
    if term.last_on >= on:
        raise NotPossible("This term is not over. Prepare its report after the last day.")
    # Days that are counted twice could be told apart by taking one report from the other.
    there = TermReport.objects.filter(school=school, first_on__lte=term.last_on)
    other = there.filter(last_on__gte=term.first_on).first()
    if other is not None:
        raise NotPossible(
            f"There is a report for some of these days already: {other.name}. A day is counted once."
        )
