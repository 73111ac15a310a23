"""Requests of people about their data: who asks, about whom, what happened since, and by when it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.urls import reverse

from gatepost.core.clock import later
from gatepost.incidents.reporting import digest_of
from gatepost.people.models import Person, Pupil, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.rights.asked import Terms, handlers_of, terms_at
from gatepost.vault.fields import EncryptedJSONField, EncryptedTextField

if TYPE_CHECKING:
    from gatepost.rights.models.pieces import Copy, Piece


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for, and as whom."""

    kind: str
    asked_by: str
    name: str  # whose data it is
    words: str = ""
    contact: str = ""  # how the school answers whoever asks
    known_as: str = ""  # addresses, handles and earlier names, one a line
    asker: str = ""  # the name of whoever asks for somebody else
    how: str = ""  # how it came in, for one that somebody put down


class RequestQuerySet(models.QuerySet["Request"]):
    """Requests, by who handles them."""

    def visible_to(self, person: Person, *, on: date) -> RequestQuerySet:
        """Those that somebody handles. Nobody handles what is about themselves."""
        there = self.filter(school=person.school_id).exclude(person=person)
        if not person.is_current(on):
            return self.none()
        usual, _ = handlers_of(person.school, on=on, besides=None)
        if person in usual:
            return there
        # In the place of somebody whom it is about, as long as nobody else with their role is there.
        of_handlers = [one for one in usual if person in handlers_of(person.school, on=on, besides=one)[0]]  # fmt: skip
        return there.filter(person__in=of_handlers)

    def open(self) -> RequestQuerySet:
        """Those that nobody has answered."""
        return self.filter(closed_at=None)


class Request(models.Model):
    """One request. What it is about stands encrypted."""

    class Kind(models.TextChoices):
        """What is asked for."""

        COPY = "copy", "A copy of what the school keeps"
        ERASURE = "erasure", "Deletion of what the school keeps"
        OTHER = "other", "Something else: a correction, an objection, a question"

    class By(models.TextChoices):
        """Who asks."""

        SELF = "self", "The person"
        PARENT = "parent", "A parent or carer, for a child"
        OTHER = "other", "Somebody whom the person has asked to act"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=8, choices=Kind)
    asked_by = models.CharField(max_length=8, choices=By)
    told: models.Field[Any, Any] = EncryptedJSONField()
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received_on = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # nobody: written on the public page
    receipt = models.CharField(max_length=64, blank=True)  # a digest of the code
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    if TYPE_CHECKING:
        steps: models.QuerySet[RequestStep]
        pieces: models.QuerySet[Piece]
        copies: models.QuerySet[Copy]

    class Meta:
        ordering = ("-received_on", "-pk")
        indexes = (models.Index(fields=("school", "closed_at"), name="open_data_requests"),)

    def __str__(self) -> str:
        return f"request {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("rights:request", args=[self.school.slug, self.pk])

    @classmethod
    def take_in(
        cls,
        school: School,
        wanted: Wanted,
        *,
        received_on: date,
        at: datetime,
        by: Person | None = None,
        code: str = "",
    ) -> Request:
        """Keep a request within the caller's transaction. Its clock runs from the day on which it came in."""
        if received_on > school.day_of(at):
            raise NotPossible("The day on which it came in cannot be later than today.")
        made = cls.objects.create(
            school=school, kind=wanted.kind, asked_by=wanted.asked_by, told=asdict(wanted),
            received_on=received_on, entered_at=at, entered_by=by,
            receipt=digest_of(code) if code else "",
        )  # fmt: skip
        record("data-request.received", subject=made, by=by, at=at, kind=wanted.kind)
        return made

    @property
    def wanted(self) -> Wanted:
        """What was asked."""
        return Wanted(**self.told)

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.closed_at is None

    def due_on(self, found: Sequence[RequestStep], *, terms: Terms) -> date | None:
        """Until when it is answered, by what was done so far; None while the school waits for whoever asks."""
        start, waiting, paused = self.received_on, None, 0
        for step in found:
            if step.kind in (Step.IDENTITY_ASKED, Step.CLARIFICATION_ASKED):
                waiting = waiting or step
            elif step.kind == Step.IDENTITY_SURE and waiting is not None:
                start, waiting, paused = step.on, None, 0  # the month begins with it
            elif step.kind == Step.CLARIFIED and waiting is not None:
                paused, waiting = paused + (step.on - waiting.on).days, None
        if waiting is not None:
            return None
        due = later(start, terms.answer)
        if any(step.kind == Step.EXTENDED for step in found):
            due = later(due, terms.longer)
        return date.fromordinal(due.toordinal() + paused)

    @property
    def is_identity_sure(self) -> bool:
        """Whether somebody has made sure who asks."""
        return any(step.kind == Step.IDENTITY_SURE for step in self.steps.all())

    def held(self, *, by: Person, at: datetime) -> Request:
        """The row for whoever handles it, locked until the change is kept."""
        on = by.school.day_of(at)
        rows = Request.objects.select_for_update(of=("self",)).visible_to(by, on=on)
        row = rows.filter(pk=self.pk).first()
        if row is None:
            raise NotPossible("Somebody else handles this request.")
        if not row.is_open:
            raise NotPossible("This request is answered already.")
        return row

    def say_whose(self, whose: Person | Pupil | None, *, by: Person, at: datetime) -> None:
        """Say whose data it is: somebody on a list, or nobody. What was gathered for another is gone."""
        with transaction.atomic(durable=True):
            row = self.held(by=by, at=at)
            if isinstance(whose, Person) and whose.pk == by.pk:
                raise NotPossible(
                    "Nobody handles what is about themselves. Give it to a colleague."
                )
            if whose is not None and whose.school_id != row.school_id:
                raise NotPossible("Choose somebody of the school.")
            row.person = whose if isinstance(whose, Person) else None
            row.pupil = whose if isinstance(whose, Pupil) else None
            row.save(update_fields=["person", "pupil"])
            row.pieces.all().delete()
            record("data-request.subject-set", subject=row, by=by, at=at)

    def put_down(self, kind: str, *, words: str, on: date, by: Person, at: datetime) -> RequestStep:
        """Something that was done about it, which moves the clock where it is one of those."""
        with transaction.atomic(durable=True):
            row = self.held(by=by, at=at)
            if on < row.received_on or on > row.school.day_of(at):
                raise NotPossible("The day lies between the day it came in and today.")
            _check_step(row, kind, on=on)
            made = row.steps.create(kind=kind, words=words.strip(), on=on, by=by, at=at)
            if kind in CLOSES:
                row.close(at=at)
            record(
                "data-request.step-taken", subject=row, by=by, at=at, step=kind,
                because=terms_at(row.school, on=on).references,
            )  # fmt: skip
        return made

    def close(self, *, at: datetime) -> None:
        """It is answered, within the caller's transaction."""
        self.closed_at = at
        self.save(update_fields=["closed_at"])


class Step(models.TextChoices):
    """What can be done about a request; those that are told are read by whoever asked."""

    IDENTITY_ASKED = "identity-asked", "Asked who it is: the month waits"
    IDENTITY_SURE = "identity-sure", "Made sure who asks"
    CLARIFICATION_ASKED = "clarification-asked", "Asked what is meant: the month waits"
    CLARIFIED = "clarified", "It was said what is meant"
    CHILDS_WISH = "childs-wish", "The child’s own wish, and whether the child can decide"
    EXTENDED = "extended", "It takes longer, with the reason"
    NOTE = "note", "A note, for those who handle it"
    REPLY = "reply", "Whoever asked wrote"
    ANSWERED = "answered", "Answered"
    REFUSED = "refused", "Refused, with the reason and where to complain"
    HANDED_OVER = "handed-over", "The copy was handed over"


TOLD = frozenset({Step.IDENTITY_ASKED, Step.CLARIFICATION_ASKED, Step.EXTENDED, Step.ANSWERED, Step.REFUSED, Step.HANDED_OVER, Step.REPLY})  # fmt: skip
CLOSES = frozenset({Step.ANSWERED, Step.REFUSED, Step.HANDED_OVER})
BY_HAND = tuple(one for one in Step if one not in (Step.REPLY, Step.HANDED_OVER))


def _check_step(row: Request, kind: str, *, on: date) -> None:
    if kind not in BY_HAND and kind != Step.HANDED_OVER:
        raise NotPossible("Choose what was done.")
    if kind == Step.EXTENDED:
        due = row.due_on(list(row.steps.all()), terms=terms_at(row.school, on=on))
        if row.steps.filter(kind=kind).exists():
            raise NotPossible("It was put off once already, and the law allows no more.")
        if due is not None and on > due:
            raise NotPossible(
                "The month is over. Putting it off has to be said before its end; answer now."
            )


class RequestStep(models.Model):
    """One thing that was done about a request."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=20, choices=Step)
    words = EncryptedTextField(blank=True)
    on = models.DateField()
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("on", "at", "pk")

    def __str__(self) -> str:
        return f"{self.request}: {self.kind}"

    @property
    def is_told(self) -> bool:
        """Whether whoever asked can read it."""
        return self.kind in TOLD
