"""What families answered: rows that are only ever added. What holds now is worked out from them."""

from __future__ import annotations

from datetime import date, datetime
from io import SEEK_END
from typing import BinaryIO

from django.db import models, transaction
from django.db.models import Q

from gatepost.consents.cannot import CannotDo
from gatepost.consents.models.contacts import KEEPS, SEES_ANSWERS, Contact
from gatepost.consents.models.links import Link
from gatepost.consents.models.uses import Use, Wording
from gatepost.consents.own_child import check_is_not
from gatepost.people.models import Person
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField
from gatepost.vault.models import SealedFile
from gatepost.vault.papers import LARGEST, kind_of


class PaperForm(models.Model):
    """A form that somebody signed on paper, kept as a sealed file."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="forms")
    file = models.OneToOneField(SealedFile, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"form {self.pk}"

    @property
    def school_id(self) -> int:
        """Whose it is, for the ledger."""
        return self.contact.school_id

    @classmethod
    def keep(
        cls, stream: BinaryIO, *, contact: Contact, signed_on: date, by: Person, at: datetime
    ) -> PaperForm:
        """Seal a form, within the transaction of the answers that it holds."""
        kind = kind_of(stream, size=stream.seek(0, SEEK_END))
        file = SealedFile.objects.keep(stream, at=at, content_type=kind, largest=LARGEST)
        return cls.objects.create(contact=contact, file=file, signed_on=signed_on, at=at, by=by)


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers, in the order in which they were said."""

    def visible_to(self, person: Person, *, on: date) -> AnswerQuerySet:
        """For the data protection officer: those of their own school."""
        here = self.filter(contact__pupil__school=person.school_id)
        return here if person.holds(*SEES_ANSWERS, on=on) else self.none()

    def withdrawn_since(self, moment: datetime) -> AnswerQuerySet:
        """Every no that has come in since a moment: taken back, or refused. What shows the child has to be looked at."""
        kinds = (Answer.Kind.WITHDRAWN, Answer.Kind.REFUSED)
        return self.filter(kind__in=kinds, at__gt=moment).select_related(
            "contact__pupil", "wording"
        )

    def whole(self) -> AnswerQuerySet:
        """With everything that their meaning is told from."""
        return self.select_related("wording", "use", "contact")


class Answer(models.Model):
    """One person's word on one use."""

    class Kind(models.TextChoices):
        """What they said."""

        GIVEN = "given", "Yes"
        REFUSED = "refused", "No"
        WITHDRAWN = "withdrawn", "Yes taken back"
        SET_ASIDE = "set-aside", "Set aside by the school"

    class How(models.TextChoices):
        """How it came."""

        LINK = "link", "By a link of their own"
        PAPER = "paper", "On paper"
        IN_PERSON = "in-person", "Said in person"
        SCHOOL = "school", "By the school"

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="answers")
    use = models.ForeignKey(Use, on_delete=models.PROTECT, related_name="answers")
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    how = models.CharField(max_length=10, choices=How)
    said_at = models.DateTimeField()  # when the person said it, which for paper is before `at`
    at = models.DateTimeField()  # when it was entered
    until_on = models.DateField(null=True, blank=True)  # where the person said how long
    link = models.ForeignKey(
        Link, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    form = models.ForeignKey(
        PaperForm, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    noted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = EncryptedTextField(blank=True)  # why the school set an answer aside

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ("said_at", "pk")
        indexes = (models.Index(fields=("kind", "at"), name="answers_since"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(how="link", link__isnull=False, noted_by=None, form=None)
                | (~Q(how="link") & Q(link=None, noted_by__isnull=False)),
                name="an_answer_comes_by_link_or_through_somebody",
            ),
            models.CheckConstraint(
                condition=Q(how="paper", form__isnull=False) | (~Q(how="paper") & Q(form=None)),
                name="an_answer_on_paper_has_its_form",
            ),
            models.CheckConstraint(
                condition=Q(kind="set-aside", how="school")
                | (~Q(kind="set-aside") & ~Q(how="school")),
                name="only_the_school_sets_an_answer_aside",
            ),
            models.CheckConstraint(
                condition=Q(said_at__lte=models.F("at")), name="an_answer_is_said_before_entered"
            ),
        )

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def school_id(self) -> int:
        """Whose it is, for the ledger."""
        return self.contact.school_id

    @property
    def is_no(self) -> bool:
        """Whether the child is not to be shown."""
        return self.kind in (Answer.Kind.REFUSED, Answer.Kind.WITHDRAWN)

    def said_on(self) -> date:
        """The day on which it was said, at the school."""
        return self.contact.pupil.school.day_of(self.said_at)

    def set_aside(self, *, reason: str, by: Person, at: datetime) -> Answer:
        """Say that an answer was entered by mistake or no longer binds. It stays in the history; nobody has said yes."""
        with transaction.atomic(durable=True):
            contact = (
                Contact.objects.select_for_update(of=("self",))
                .select_related("pupil__school")
                .get(pk=self.contact_id)
            )
            self._check_set_aside(contact, reason=reason, by=by)
            row = Answer.objects.create(
                contact=contact, use=self.use, wording=self.wording, kind=Answer.Kind.SET_ASIDE,
                how=Answer.How.SCHOOL, said_at=at, at=at, noted_by=by, reason=reason,
            )  # fmt: skip
            record("consent.set-aside", subject=row, by=by, at=at, answer=self.pk)
        return row

    def _check_set_aside(self, contact: Contact, *, reason: str, by: Person) -> None:
        check_is_not(by, contact.pupil.contacts.all(), "set this answer aside")
        newest = contact.answers.filter(use=self.use_id).order_by("-said_at", "-pk").first()
        if newest != self or self.kind == Answer.Kind.SET_ASIDE:
            raise CannotDo("This answer does not hold any more. Look at the newest one.")
        if self.noted_by_id == by.pk:
            raise CannotDo("You entered this answer yourself. Somebody else has to set it aside.")
        if not reason.strip():
            raise CannotDo("Say why, such as a court order or an entry for the wrong child.")


SEES_FORMS = (*KEEPS, *SEES_ANSWERS)
