"""What is said about the school: found in public or told by somebody, kept so that only those who may see it do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from gatepost.incidents.models import Case
from gatepost.mentions.models.searches import Search
from gatepost.mentions.models.watched import USUAL, Watched
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.people.telling import GRAVE, tell
from gatepost.records.door import keyed_digest, record
from gatepost.vault.fields import EncryptedJSONField

if TYPE_CHECKING:
    from gatepost.mentions.models.doings import Judged, Letter, NetworkReport, Outcome, StepTaken

WATCHERS = ("slt", "dsl", "administrator")  # who sees what is said about the school
ALARMED = ("dsl", "deputy-dsl", "headteacher")
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_MARKS = 3  # that a letter may carry


class MentionQuerySet(models.QuerySet["Mention"]):
    """What is said, by who may see it."""

    def visible_to(self, person: Person, *, on: date) -> MentionQuerySet:
        """Those of the school for whoever looks after it. Nobody sees what may be about themselves; what became a
        case is seen by those alone who see the case."""
        if not person.is_current(on) or not person.holds(*WATCHERS, on=on):
            return self.none()
        concerned = MentionConcerned.objects.filter(mention=OuterRef("pk"), person=person)
        cases = Case.objects.visible_to(person, on=on).filter(pk=OuterRef("case"))
        theirs = self.filter(school=person.school_id).filter(Q(case=None) | Exists(cases))
        return theirs.exclude(Exists(concerned))

    def open(self) -> MentionQuerySet:
        """Those that nobody has closed and that are no case."""
        return self.filter(closed_at=None, case=None)

    def without_action(self) -> MentionQuerySet:
        """Those that led to nothing: no step, letter, report, outcome or case."""
        return self.filter(case=None, steps=None, letters=None, reports=None, outcome=None)

    def to_forget(self, *, at: datetime) -> MentionQuerySet:
        """What led to nothing and was kept for the days of its search. The rest goes by the school's table of spans."""
        return self.filter(pk__in=self.without_action().filter(forget_at__lte=at))


class Mention(models.Model):
    """One thing that is said. Text and addresses alone are kept; no picture is ever fetched."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="mentions")
    search = models.ForeignKey(
        Search, on_delete=models.PROTECT, null=True, blank=True, related_name="mentions"
    )
    watched = models.ForeignKey(
        Watched, on_delete=models.PROTECT, null=True, blank=True, related_name="mentions"
    )
    key = models.CharField(max_length=80)  # a digest of what its place calls it
    same = models.CharField(max_length=80)  # a digest of its words and address
    told: models.Field[Any, Any] = EncryptedJSONField()
    told_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(null=True, blank=True)  # as it says of itself
    found_at = models.DateTimeField()
    forget_at = models.DateTimeField()  # where it leads to nothing
    kind = models.CharField(max_length=20, blank=True)
    who = models.CharField(max_length=20, blank=True)
    alarm = models.BooleanField(default=False)  # its words say that somebody may be in danger
    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, null=True, blank=True, related_name="mentions"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    if TYPE_CHECKING:
        judgements: models.QuerySet[Judged]
        letters: models.QuerySet[Letter]
        outcome: Outcome
        reports: models.QuerySet[NetworkReport]
        steps: models.QuerySet[StepTaken]

    class Meta:
        ordering = ("-found_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("search", "key"), name="a_mention_is_taken_in_once_a_place"
            ),
        )
        indexes = (models.Index(fields=("school", "closed_at", "found_at"), name="mention_queue"),)

    def __str__(self) -> str:
        return f"mention {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("mentions:mention", args=[self.school.slug, self.pk])

    @classmethod
    def tell(
        cls, *, words: str, url: str, handle: str, about: Iterable[int], by: Person, at: datetime
    ) -> Mention:
        """Somebody tells of something that no program may look for: in a closed group, in a chat, at the gate."""
        from gatepost.people.named import Named

        told = {"text": words, "title": "", "handle": handle, "url": url, "earlier": []}
        same = digest(url, words)
        with transaction.atomic(durable=True):
            row = cls.objects.create(
                school=by.school, key=same, same=same, told=told, told_by=by, found_at=at,
                forget_at=at + timedelta(days=USUAL),
            )  # fmt: skip
            named = Named(by.school, on=by.school.day_of(at)).staff_in(words)
            row.set_concerned({*named, *about}, at=at)
            row.sound(at=at)
            record("mention.told", subject=row, by=by, at=at)
        return row

    def set_concerned(self, people: Iterable[int], *, at: datetime) -> None:
        """Whom it is or may be about, within the caller's transaction."""
        for pk in sorted(people):
            MentionConcerned.objects.get_or_create(mention=self, person_id=pk, defaults={"at": at})

    def sound(self, *, at: datetime) -> None:
        """Where its words say that somebody may be in danger, send those who protect children a link at once, within
        the caller's transaction. Nothing of it stands in the message."""
        from gatepost.mentions.suggesting import read

        self.alarm = read(f"{self.told['title']}\n{self.told['text']}").alarm
        if not self.alarm:
            return
        self.save(update_fields=["alarm"])
        on = self.school.day_of(at)
        people = Person.objects.at(self.school).holding(ALARMED, on=on)
        for person in people.exclude(pk__in=self.concerned.values("person")):
            link = reverse("mentions:mentions", args=[self.school.slug])
            key = f"mention-{self.pk}-{person.pk}"
            tell(person, "something-to-do", link=link, at=at, key=key, how=GRAVE)

    @property
    def text(self) -> str:
        """Its words, as they can be shown without turning the page round or flooding it."""
        return harmless(self.told["text"])

    @property
    def title(self) -> str:
        """What it calls itself."""
        return harmless(self.told["title"])

    @property
    def handle(self) -> str:
        """Under what name it was written."""
        return harmless(self.told["handle"])

    @property
    def url(self) -> str:
        """Where it stands; empty where that is no web address."""
        return str(self.told["url"])

    @property
    def beginning(self) -> str:
        """Its first words, for a list."""
        line = " ".join((self.title or self.text).split())
        most = 90
        return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"

    def locked(self) -> Mention:
        """The row, held until the change is kept. Raises NotPossible where it is closed or a case."""
        rows = Mention.objects.select_for_update(of=("self",)).select_related("school")
        row = rows.get(pk=self.pk)
        if row.case_id is not None:
            raise NotPossible("This is a case now. Go on there.")
        if row.closed_at is not None:
            raise NotPossible("This is closed.")
        return row

    def became(self, case: Case, *, at: datetime) -> None:
        """It is a case from now on, and seen by those alone who see the case. On the locked row."""
        self.case = case
        self.save(update_fields=["case"])
        # In the case's own chain: the school's would tell that there is a case.
        record("mention.made-case", subject=self, by=None, at=at, chain=case.ledger_chain)


class MentionConcerned(models.Model):
    """Somebody of the school whom it is or may be about: they do not see it."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="concerned")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("mention", "person"), name="concerned_once_in_a_mention"
            ),
        )

    def __str__(self) -> str:
        return f"{self.mention}: concerns somebody"

    @classmethod
    def add(cls, mention: Mention, person: Person, *, by: Person, at: datetime) -> None:
        """Say that it is about somebody, too."""
        with transaction.atomic(durable=True):
            row = mention.locked()
            if person.pk == by.pk:
                raise NotPossible("Ask somebody else who sees it to take it over and to enter you.")
            row.set_concerned([person.pk], at=at)
            record("mention.concerns", subject=row, by=by, at=at, person=person.pk)


def digest(*parts: str) -> str:
    """What stands for some words where they have to be found again, and tells nobody what they are."""
    return keyed_digest("\n".join(parts)).value


def harmless(text: str) -> str:
    """A text without characters that turn the page round, and with no letter under a heap of marks."""
    kept: list[str] = []
    marks = 0
    for letter in _TURNING.sub("", text):
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= _MARKS:
            kept.append(letter)
    return "".join(kept)
