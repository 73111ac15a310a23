"""Who is asked to read a version of the policy, and what they answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from gatepost.core.policy import vocabulary
from gatepost.people.models import Person, School
from gatepost.policies.models.versions import Version
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField

LOOKS_AFTER = ("headteacher", "administrator")  # open, close, remind, print letters
SEES_NAMES = (*LOOKS_AFTER, "chair-of-governors", "dpo")
SEES_FIGURES = (*SEES_NAMES, "governors")


class CannotAnswer(Exception):
    """Something that cannot be done with a request to read; the message says why and what to do."""


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Rounds of reading."""

    def running(self) -> CampaignQuerySet:
        """Those that are not closed."""
        return self.filter(closed_at=None)

    def visible_to(self, person: Person, *, on: date) -> CampaignQuerySet:
        """Those of their school, for whoever may see at least figures."""
        here = self.filter(version__school=person.school_id)
        return here if person.holds(*SEES_FIGURES, on=on) else self.none()


class Campaign(models.Model):
    """A round in which people are asked to read one version of the policy."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="campaigns")
    groups = models.JSONField()  # what those are at school who are asked, in the vocabulary's words
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CampaignQuerySet.as_manager()

    if TYPE_CHECKING:
        asks: AskQuerySet

    class Meta:
        ordering = ("-opened_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("version",),
                condition=Q(closed_at=None),
                name="one_running_campaign_a_version",
            ),
        )

    def __str__(self) -> str:
        return f"{self.version}: to be read by {self.due_on}"

    @property
    def school(self) -> School:
        """Whose it is."""
        return self.version.school

    @property
    def school_id(self) -> int:
        """Whose it is, for the ledger."""
        return self.version.school_id

    @property
    def group_words(self) -> list[str]:
        """Whom it asks, in words."""
        words = vocabulary().facts["actor"].values
        return [words[group] for group in words if group in self.groups]

    def close(self, *, by: Person | None, at: datetime) -> None:
        """End it: nobody is asked or reminded any more, and links no longer open. `by` is None for Gatepost itself."""
        with transaction.atomic(durable=True):
            campaign = Campaign.objects.select_for_update().get(pk=self.pk)
            if campaign.closed_at is not None:
                raise CannotAnswer("This round of reading is closed already.")
            campaign.closed_at, campaign.closed_by = at, by
            campaign.save(update_fields=["closed_at", "closed_by"])
            record("campaign.closed", subject=campaign, by=by, at=at)
        self.refresh_from_db()


class AskQuerySet(models.QuerySet["Ask"]):
    """Requests to read."""

    def waiting(self) -> AskQuerySet:
        """Those in running rounds that nobody has said yes or no to."""
        declined = Remark.objects.filter(ask=OuterRef("pk"), kind=Remark.Kind.DECLINED)
        return self.filter(
            ~Exists(declined), campaign__closed_at=None, acknowledgement__isnull=True
        )

    def of_people_here(self, *, on: date) -> AskQuerySet:
        """Those of people who have joined and not left."""
        return self.filter(person__in=Person.objects.current(on))

    def visible_to(self, person: Person, *, on: date) -> AskQuerySet:
        """Their own; all of the school for whoever may see names."""
        here = self.filter(campaign__version__school=person.school_id)
        return here if person.holds(*SEES_NAMES, on=on) else here.filter(person=person)

    def with_answers(self) -> AskQuerySet:
        """With everything that their status is told from."""
        return self.select_related(
            "person", "acknowledgement", "campaign__version__school"
        ).prefetch_related("remarks", "reminders")


class Ask(models.Model):
    """One person is asked to read the policy."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="asks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="asked_to_read")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    because = models.JSONField(default=list)  # the clauses that ask it; none where it is voluntary

    objects = AskQuerySet.as_manager()

    if TYPE_CHECKING:
        acknowledgement: Acknowledgement
        remarks: RemarkQuerySet

    class Meta:
        ordering = ("campaign", "person__family_name", "person__given_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "person"), name="nobody_is_asked_twice_in_a_campaign"
            ),
        )

    def __str__(self) -> str:
        return f"request {self.pk} to read {self.campaign.version}"

    @property
    def school_id(self) -> int:
        """Whose it is, for the ledger."""
        return self.campaign.school_id

    @property
    def is_voluntary(self) -> bool:
        """Whether no clause asks this person for it."""
        return not self.because

    @property
    def answered(self) -> Acknowledgement | None:
        """The receipt, if there is one."""
        return getattr(self, "acknowledgement", None)

    @property
    def status(self) -> str:
        """acknowledged, declined, question or waiting."""
        if self.answered:
            return "acknowledged"
        remarks = list(self.remarks.all())
        if any(remark.kind == Remark.Kind.DECLINED for remark in remarks):
            return "declined"
        return "question" if any(remark.settled_at is None for remark in remarks) else "waiting"

    def is_late(self, *, on: date) -> bool:
        """Whether its day has passed without an answer."""
        return self.due_on < on and self.status in ("waiting", "question")

    def mark_read(self, section: str, *, at: datetime) -> None:
        """Keep that one section was read. This is the reader's own bookmark, so it goes on no record."""
        SectionRead.objects.get_or_create(ask=self, section=section, defaults={"at": at})

    def acknowledge(self, *, at: datetime, seen: str, by_link: bool = False) -> Acknowledgement:
        """Keep the receipt of a person's own yes to the text they have seen."""
        with transaction.atomic(durable=True):
            ask = self._locked()
            given = Acknowledgement.objects.create(
                ask=ask, version=ask.campaign.version, at=at, seen=seen, by_link=by_link
            )
            record(
                "policy.acknowledged",
                subject=ask,
                by=ask.person,
                at=at,
                because=ask.because,
                version=ask.campaign.version_id,
                seen=seen,
                by_link=by_link,
            )
        return given

    def decline(self, *, at: datetime, seen: str, comment: str, by_link: bool = False) -> Remark:
        """Keep a person's no. It leads to a talk with the headteacher and closes nothing to them."""
        with transaction.atomic(durable=True):
            ask = self._locked()
            remark = Remark.objects.create(
                ask=ask, kind=Remark.Kind.DECLINED, text=comment, seen=seen, at=at
            )
            record(
                "policy.acknowledgement-declined",
                subject=ask,
                by=ask.person,
                at=at,
                because=ask.because,
                version=ask.campaign.version_id,
                seen=seen,
                by_link=by_link,
            )
        return remark

    def put_question(self, text: str, *, at: datetime, by_link: bool = False) -> Remark:
        """Take a question to the headteacher. It answers nothing yet."""
        with transaction.atomic(durable=True):
            ask = self._locked()
            remark = Remark.objects.create(ask=ask, kind=Remark.Kind.QUESTION, text=text, at=at)
            record("policy.question-asked", subject=ask, by=ask.person, at=at, by_link=by_link)
        return remark

    def _locked(self) -> Ask:
        ask = (
            Ask.objects.select_for_update(of=("self",))
            .select_related("campaign__version", "person")
            .get(pk=self.pk)
        )
        if ask.campaign.closed_at is not None:
            raise CannotAnswer(
                "This round of reading is closed. The school office can tell you what to do now."
            )
        if ask.answered:
            raise CannotAnswer("You have said already that you have read and understood it.")
        return ask


class SectionRead(models.Model):
    """How far somebody has read: one section."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="sections_read")
    section = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ask", "section"), name="a_section_is_read_once"),
        )

    def __str__(self) -> str:
        return f"{self.ask}: section {self.section}"


class Acknowledgement(models.Model):
    """The receipt: somebody said that they have read and understood a version."""

    ask = models.OneToOneField(Ask, on_delete=models.CASCADE, related_name="acknowledgement")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField()
    seen = models.CharField(max_length=64)  # the digest of the text they saw
    by_link = models.BooleanField(default=False)  # by a link of their own, without signing in

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.ask}: acknowledged"


class RemarkQuerySet(models.QuerySet["Remark"]):
    """What people say instead of, or before, a yes."""

    def open(self) -> RemarkQuerySet:
        """Those that nobody has dealt with."""
        return self.filter(settled_at=None)

    def for_answering(self, person: Person, *, on: date) -> RemarkQuerySet:
        """The headteacher answers them; the chair of governors those of a headteacher."""
        here = self.filter(ask__campaign__version__school=person.school_id).exclude(
            ask__person=person
        )
        heads = Person.objects.at(person.school).holding(["headteacher"], on=on)
        if person.holds("headteacher", on=on):
            return here
        if person.holds("chair-of-governors", on=on):
            return here.filter(ask__person__in=heads)
        return self.none()


class Remark(models.Model):
    """Somebody does not agree, or has a question. Only the headteacher reads what they wrote."""

    class Kind(models.TextChoices):
        """What it is."""

        DECLINED = "declined", "does not agree"
        QUESTION = "question", "has a question"

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=8, choices=Kind)
    text = EncryptedTextField(blank=True)
    seen = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    answer = EncryptedTextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="a_remark_is_settled_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ask}: {self.kind}"

    @property
    def school_id(self) -> int:
        """Whose it is, for the ledger."""
        return self.ask.school_id

    def settle(self, *, by: Person, at: datetime, answer: str = "") -> None:
        """Keep that a question was answered, or that there was a talk."""
        with transaction.atomic(durable=True):
            remark = Remark.objects.select_for_update().get(pk=self.pk)
            if remark.settled_at is not None:
                raise CannotAnswer("Somebody has dealt with this already.")
            remark.settled_at, remark.settled_by, remark.answer = at, by, answer
            remark.save(update_fields=["settled_at", "settled_by", "answer"])
            record("policy.question-answered", subject=remark, by=by, at=at, kind=remark.kind)
        self.refresh_from_db()


class Reminder(models.Model):
    """A reminder that went out: so many days after the day it was due (before it: less than nothing)."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="reminders")
    stage = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ask", "stage"), name="a_reminder_goes_out_once"),
        )

    def __str__(self) -> str:
        return f"{self.ask}: reminder {self.stage}"


class Escalation(models.Model):
    """The headteacher was told that somebody is long overdue."""

    ask = models.OneToOneField(Ask, on_delete=models.CASCADE, related_name="escalation")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.ask}: told"
