"""Applications for an account in the school's name, put before the policy like everything else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.urls import reverse

from gatepost.channels.applications.asked import RUNNERS, Case, Point, case_of
from gatepost.channels.models.accounts import Channel, kind_of
from gatepost.core.policy import vocabulary
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.people.telling import ROLE, tell
from gatepost.policies.door import YES, policy_at, require
from gatepost.policies.facts import facts_about
from gatepost.policies.models.proposed import Closed, Proposed
from gatepost.policies.models.steps import Asking, Step
from gatepost.records.door import record

EXPIRES_AFTER = timedelta(days=180)
OF_RUNNERS = ("policy-read", "trained")
MANY = 2  # from here on the policy's words count no further


@dataclass(frozen=True)
class Wish:
    """What somebody applies for: where, under what name, why, and who would run it."""

    network: str
    name: str
    answers: Mapping[str, str] = field(default_factory=dict)  # by the point of the business case
    runners: Sequence[Person] = ()


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications, by who may see them and how far they are."""

    def visible_to(self, person: Person) -> ApplicationQuerySet:
        """One's own, those on which one was asked, and all that were handed in for those who lead or open accounts."""
        asked = Asking.objects.filter(of=person, subject_kind=Application._meta.label_lower)
        ids = [int(pk) for pk in asked.values_list("subject_id", flat=True)]
        theirs = models.Q(author=person) | models.Q(pk__in=ids)
        if person.is_employed:
            theirs |= models.Q(handed_in_at__isnull=False)
        return self.filter(theirs, school=person.school_id)

    def open(self) -> ApplicationQuerySet:
        """Those that may still lead to an account."""
        return self.filter(withdrawn_at=None, expired_at=None, channel=None)

    def expire_old(self, *, at: datetime) -> int:
        """End those on which nobody has decided for half a year. Called by a worker."""
        count = 0
        late = self.open().filter(handed_in_at__lt=at - EXPIRES_AFTER)
        for pk in list(late.values_list("pk", flat=True)):
            with transaction.atomic(durable=True):
                row = late.select_for_update(of=("self",)).filter(pk=pk).first()
                if row is None:  # opened, withdrawn or changed meanwhile
                    continue
                row.expired_at = at
                row.save(update_fields=["expired_at"])
                record("application.expired", subject=row, by=None, at=at)
                count += 1
        return count


class Application(Proposed):
    """An account that somebody wants to open in the school's name. Any change makes every yes void."""

    act = "open-account"
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="applications")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="applications")
    network = models.CharField(max_length=30)
    name = models.CharField(max_length=100)
    answers = models.JSONField(default=dict)
    runners = models.ManyToManyField(Person, blank=True, related_name="+")
    made_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    expired_at = models.DateTimeField(null=True, blank=True)
    channel = models.OneToOneField(
        Channel, on_delete=models.PROTECT, null=True, blank=True, related_name="application"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("channels:application", args=[self.school.slug, self.pk])

    @classmethod
    def make(cls, wish: Wish, *, by: Person, at: datetime) -> Application:
        """Begin an application."""
        with transaction.atomic(durable=True):
            made = cls(school=by.school, author=by, made_at=at)
            made._take(wish)
            record("application.drafted", subject=made, by=by, at=at)
        return made

    def write(self, wish: Wish, *, by: Person, at: datetime) -> None:
        """Change it; it has to be handed in again."""
        with transaction.atomic(durable=True):
            row = self.locked()
            row._only_author(by)
            row.handed_in_at = None
            row._take(wish)
            record("application.changed", subject=row, by=by, at=at)
        self.refresh_from_db()

    def hand_in(self, *, by: Person, at: datetime) -> None:
        """Put it before those who decide. Raises NotPossible where the business case is not whole."""
        with transaction.atomic(durable=True):
            row = self.locked()
            row._only_author(by)
            for point in row.unanswered(at=at):
                raise NotPossible(
                    f"Clause {point.clause.number} wants an answer to this: {point.asks} Choose “Change it”."
                )
            row.handed_in_at = at
            row.save(update_fields=["handed_in_at"])
            record("application.handed-in", subject=row, by=by, at=at)
            for person in row.deciders(on=row.school.day_of(at)):
                row._tell(person, at=at)
        self.refresh_from_db()

    def send_back(self, note: str, *, by: Person, at: datetime) -> None:
        """Give it back to its author with what should be different."""
        with transaction.atomic(durable=True):
            row = self.locked()
            if row.handed_in_at is None or by.pk == row.author_id:
                raise NotPossible("It is with its author already.")
            row.notes.create(by=by, at=at, note=note.strip())
            row.handed_in_at = None
            row.save(update_fields=["handed_in_at"])
            record("application.sent-back", subject=row, by=by, at=at)
        self.refresh_from_db()

    def withdraw(self, *, by: Person, at: datetime) -> None:
        """Take it back."""
        with transaction.atomic(durable=True):
            row = self.locked()
            row._only_author(by)
            row.withdrawn_at = at
            row.save(update_fields=["withdrawn_at"])
            record("application.withdrawn", subject=row, by=by, at=at)
        self.refresh_from_db()

    def open_account(self, *, handle: str, url: str, by: Person, at: datetime) -> Channel:
        """Put the account on the list, with those who run it. Raises Refused where the policy still wants something."""
        with transaction.atomic(durable=True):
            row = self.locked()
            if row.handed_in_at is None:
                raise NotPossible("It has not been handed in.")
            if by.pk == row.author_id:
                raise NotPossible("Somebody else opens the account.")
            require(row.act, subject=row, by=row.author, at=at, facts=row.known(at=at))
            given = Step.objects.on(row).filter(value__in=YES).values_list("fact", flat=True)
            for fact in set(row._case(on=row.school.day_of(at)).after) - set(given):
                raise NotPossible(f"First: {vocabulary().facts[fact].short}.")
            made = Channel.listed(
                network=row.network, name=row.name, handle=handle, url=url, by=by, at=at
            )
            for person in row.runners.all():
                made.named(person, by=by, at=at)
            row.channel = made
            row.save(update_fields=["channel"])
            record("application.opened", subject=row, by=by, at=at, channel=made.pk)
        self.refresh_from_db()
        return made

    def locked(self) -> Application:
        """The row as it is now, held until the change is kept. Raises Closed where it leads nowhere any more."""
        rows = Application.objects.select_for_update(of=("self",))
        row = rows.select_related("school", "author").get(pk=self.pk)
        if row.withdrawn_at is not None:
            raise Closed("This application has been withdrawn.")
        if row.expired_at is not None:
            raise Closed("Nobody decided on this application for half a year, so it has expired.")
        if row.channel_id is not None:
            raise Closed("The account is open already.")
        return row

    def known(self, *, at: datetime) -> Mapping[str, Sequence[str]]:
        """Its author says nothing that rows do not say."""
        return {}

    def settled(self, *, at: datetime) -> Mapping[str, Sequence[str]]:
        """What it says itself, and how far those are who would run it."""
        on, runners = self.school.day_of(at), list(self.runners.all())
        said = [facts_about(one, on=on, facts=OF_RUNNERS) for one in runners]
        ready = {
            fact: ("yes" if said and all(one.get(fact) == ("yes",) for one in said) else "no",)
            for fact in OF_RUNNERS
        }
        whole = "incomplete" if self.unanswered(at=at) else "complete"
        return {
            "channel": (kind_of(self.network),),
            "business-case": (whole,),
            "runners": (("0", "1")[len(runners)] if len(runners) < MANY else "2-or-more",),
            **ready,
        }

    def unanswered(self, *, at: datetime) -> list[Point]:
        """The points of the business case that have no answer yet."""
        case = self._case(on=self.school.day_of(at))
        named = self.runners.exists()
        return [
            point
            for point in case.points
            if not (named if point.key == RUNNERS else self.answers.get(point.key))
        ]

    def deciders(self, *, on: date) -> list[Person]:
        """Those to whom the policy sends it, its author never among them."""
        roles = self._case(on=on).decided_by
        if not roles:
            return []
        others = Person.objects.at(self.school).current(on).exclude(pk=self.author_id)
        return list(others.holding(roles, on=on))

    def content_hash(self) -> str:
        """A digest of everything that is decided on."""
        runners = sorted(self.runners.values_list("pk", flat=True))
        said = json.dumps([self.network, self.name, self.answers, runners], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def _case(self, *, on: date) -> Case:
        return case_of(policy_at(self.school, on=on))

    def _tell(self, person: Person, *, at: datetime) -> None:
        link, key = self.get_absolute_url(), f"application-{self.pk}-{at:%s}-{person.pk}"
        tell(person, "something-to-do", link=link, at=at, key=key, how=ROLE)

    def _only_author(self, by: Person) -> None:
        if by.pk != self.author_id:
            raise NotPossible("Only whoever applies can do this.")

    def _take(self, wish: Wish) -> None:
        self.network, self.name = wish.network, wish.name
        self.answers = {key: words.strip() for key, words in wish.answers.items() if words.strip()}
        self.save()
        self.runners.set(wish.runners)


class ApplicationNote(models.Model):
    """Somebody gave an application back, with what should be different."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.by}: {self.note[:60]}"
