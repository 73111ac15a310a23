"""Exceptions that somebody asks for, who agreed to them and under what conditions, and how they ended."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db import models, transaction
from django.urls import reverse

from gatepost.core.policy import vocabulary
from gatepost.declarations.asked import (
    AGREED,
    CHAIR,
    HEAD,
    SENIOR_LEADERS,
    Exceptional,
    exceptions_of,
)
from gatepost.declarations.readers import heads, holders, is_head, tell
from gatepost.people.models import Person, School
from gatepost.people.roles import that_imply
from gatepost.people.rules import NotPossible
from gatepost.policies.door import YES, givers, policy_at
from gatepost.policies.models import Version
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField

# What Gatepost cannot ask for itself: a senior leader puts down what was heard or seen.
HEARD = {
    "meeting": "At a meeting",
    "phone": "By phone",
    "letter": "In a letter or on a form",
    "email": "By e-mail",
    "seen": "I have seen the paper",
}


@dataclass(frozen=True)
class Asked:
    """What somebody asks for."""

    clause: str  # its id; empty for something that the policy does not name
    act: str
    whom: str
    reason: str
    from_on: date
    until_on: date
    owner: Person


@dataclass(frozen=True)
class Answer:
    """What one party says."""

    fact: str
    yes: bool
    conditions: str = ""
    heard: str = ""
    heard_on: date | None = None


def exceptional(person: Person, clause: str, *, on: date) -> Exceptional | None:
    """The exception that a clause of the policy of a day allows somebody; None where it allows none."""
    found = exceptions_of(policy_at(person.school, on=on), person.actors)
    return next((one for one in found if one.clause.id == clause), None)


def roles_for(fact: str, *, of: Person, on: date) -> tuple[str, ...]:
    """Who gives an agreement, or puts down that it was given elsewhere; of the headteacher's own, the chair."""
    if is_head(of, on=on):
        return (CHAIR,)
    named = givers(fact, policy_at(of.school, on=on))
    return tuple(one for one in named if that_imply(one)) or (SENIOR_LEADERS,)


class PolicyExceptionQuerySet(models.QuerySet["PolicyException"]):
    """Exceptions, by who may see them and how they stand."""

    def visible_to(self, person: Person, *, on: date) -> PolicyExceptionQuerySet:
        """One's own, those one looks after, and those that one can answer."""
        mine = models.Q(author=person) | models.Q(owner=person)
        held = person.held_roles(on=on)
        if not held & {SENIOR_LEADERS, HEAD, CHAIR}:
            return self.filter(mine, school=person.school_id)
        of_head = heads(person.school_id, on=on)
        here = Person.objects.filter(school=person.school_id, policy_exceptions__isnull=False)
        authors = [
            one.pk
            for one in here.exclude(pk=person.pk).distinct()
            if held & ({CHAIR} if HEAD in one.actors or one.pk in of_head else {SENIOR_LEADERS})
        ]
        return self.filter(mine | models.Q(author__in=authors), school=person.school_id)

    def open(self) -> PolicyExceptionQuerySet:
        """Those that nobody has stopped, refused or let expire."""
        return self.filter(stop=None).exclude(agreements__yes=False)

    def lasting_on(self, on: date) -> PolicyExceptionQuerySet:
        """Those whose time it is and that have not ended; whether all have agreed, each row says."""
        return self.open().filter(from_on__lte=on, until_on__gte=on)


class PolicyException(models.Model):
    """An exception from the policy: for whom, why, from when until when, and who looks after it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="policy_exceptions")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    clause = models.CharField(max_length=100, blank=True)
    act = models.CharField(max_length=60, blank=True)
    parties = models.JSONField(default=list)  # the facts that have to be agreed
    whom = EncryptedTextField(blank=True)
    reason = EncryptedTextField()
    from_on = models.DateField()
    until_on = models.DateField()  # the last day
    asked_at = models.DateTimeField()

    objects = PolicyExceptionQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")),
                name="an_exception_ends_after_it_begins",
                violation_error_message="The last day cannot be before the first.",
            ),
        )

    def __str__(self) -> str:
        return vocabulary().acts[self.act].label if self.act else "Something else"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("declarations:exception", args=[self.school.slug, self.pk])

    @cached_property
    def answers(self) -> dict[str, Agreement]:
        """What was said, by party."""
        return {one.fact: one for one in self.agreements.select_related("by")}

    @property
    def waits_for(self) -> list[str]:
        """The parties that have not answered."""
        return [fact for fact in self.parties if fact not in self.answers]

    @property
    def is_agreed(self) -> bool:
        """Whether every party said yes."""
        return not self.waits_for and all(one.yes for one in self.answers.values())

    def state(self, *, on: date) -> str:
        """How it stands on a day: refused, ended, expired, waiting, agreed (from a later day) or in force."""
        if any(not one.yes for one in self.answers.values()):
            return "refused"
        if hasattr(self, "stop"):
            return "expired" if self.stop.by_id is None else "ended"
        if on > self.until_on:
            return "expired"
        if not self.is_agreed:
            return "waiting"
        return "in force" if on >= self.from_on else "agreed"

    def facts(self, *, on: date) -> Mapping[str, tuple[str, ...]]:
        """What it says of its act while it is in force: the agreements that were given."""
        if self.state(on=on) != "in force":
            return {}
        return {fact: tuple(YES & set(vocabulary().facts[fact].values)) for fact in self.answers}

    def content_hash(self) -> str:
        """A digest of what is asked for; whoever agrees says yes to this."""
        said = [
            self.clause,
            self.act,
            self.whom,
            self.reason,
            str(self.from_on),
            str(self.until_on),
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    @classmethod
    def ask(cls, asked: Asked, *, by: Person, at: datetime) -> PolicyException:
        """Ask for an exception of one's own."""
        on = by.school.day_of(at)
        found = exceptional(by, asked.clause, on=on) if asked.clause else None
        if asked.clause and (found is None or (found.acts and asked.act not in found.acts)):
            raise NotPossible(
                "The policy names no such exception. Choose another, or “Something else”."
            )
        _check_dates(asked, on=on)
        with transaction.atomic(durable=True):
            made = cls.objects.create(
                school=by.school,
                author=by,
                asked_at=at,
                parties=list(found.parties if found else (AGREED,)),
                **vars(asked),
            )
            version = Version.objects.in_force(by.school, on=on)
            because = version.cites(found.clause) if version and found else []
            record("exception.asked", subject=made, by=by, at=at, because=because)
            tell(
                made.who_answers(on=on),
                link=made.get_absolute_url(),
                at=at,
                key=f"exception-{made.pk}",
            )
        return made

    def who_answers(self, *, on: date) -> list[Person]:
        """The people who can answer for one of the parties that have not."""
        roles = {role for fact in self.waits_for for role in roles_for(fact, of=self.author, on=on)}
        return holders(roles, of=self.author, on=on)

    def may_answer(self, fact: str, *, by: Person, on: date) -> bool:
        """Whether somebody can answer for a party: nobody agrees to their own."""
        if by.pk == self.author_id or by.school_id != self.school_id:
            return False
        return by.holds(*roles_for(fact, of=self.author, on=on), on=on)

    def answer(self, said: Answer, *, seen: str, by: Person, at: datetime) -> Agreement:
        """A party's yes or no to exactly what was seen; the parents' is put down by whoever heard it."""
        on = self.school.day_of(at)
        with transaction.atomic(durable=True):
            row = PolicyException.objects.select_for_update().get(pk=self.pk)
            row._check_waits_for(said.fact, by=by, on=on)
            if seen != row.content_hash():
                raise NotPossible("It has changed since you opened it. Read it again.")
            if said.heard_on and said.heard_on > on:
                raise NotPossible("The day on which you heard it cannot be still to come.")
            given = Agreement.objects.create(exception=row, by=by, at=at, seen=seen, **vars(said))
            event = "exception.agreed" if said.yes else "exception.refused"
            record(event, subject=row, by=by, at=at, fact=said.fact)
            row._tell_author(at=at, key=f"exception-answer-{given.pk}")
        self.__dict__.pop("answers", None)
        return given

    def end(self, *, why: str, by: Person, at: datetime) -> Stop:
        """End it before its time: whoever has it, looks after it or can agree to it may."""
        on = self.school.day_of(at)
        with transaction.atomic(durable=True):
            row = PolicyException.objects.select_for_update().get(pk=self.pk)
            if not PolicyException.objects.visible_to(by, on=on).filter(pk=row.pk).exists():
                raise NotPossible("This is for those whom it concerns to end.")
            if row.state(on=on) in ("refused", "ended", "expired"):
                raise NotPossible("It has ended already.")
            stop = Stop.objects.create(exception=row, by=by, at=at, why=why)
            record("exception.ended", subject=row, by=by, at=at)
            if by.pk != row.author_id:
                row._tell_author(at=at, key=f"exception-ended-{row.pk}")
        return stop

    def expire(self, *, at: datetime) -> bool:
        """Put down that its time is over; whether it was not down yet."""
        with transaction.atomic(durable=True):
            row = PolicyException.objects.select_for_update().get(pk=self.pk)
            if Stop.objects.filter(exception=row).exists() or row.until_on >= row.school.day_of(at):
                return False
            Stop.objects.create(exception=row, by=None, at=at)
            record("exception.expired", subject=row, by=None, at=at)
        return True

    def _check_waits_for(self, fact: str, *, by: Person, on: date) -> None:
        if self.state(on=on) != "waiting" or fact not in self.waits_for:
            raise NotPossible("This waits for no answer any more.")
        if by.pk == self.author_id:
            raise NotPossible("Nobody agrees to their own exception. Somebody else has to.")
        if not self.may_answer(fact, by=by, on=on):
            raise NotPossible("This is not yours to answer.")

    def _tell_author(self, *, at: datetime, key: str) -> None:
        tell([self.author], link=self.get_absolute_url(), at=at, key=key)


class Agreement(models.Model):
    """What one party said of an exception, and how it was heard where somebody else puts it down."""

    exception = models.ForeignKey(
        PolicyException, on_delete=models.PROTECT, related_name="agreements"
    )
    fact = models.CharField(max_length=60)
    yes = models.BooleanField()
    conditions = EncryptedTextField(blank=True)
    heard = models.CharField(max_length=10, blank=True, choices=list(HEARD.items()))
    heard_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seen = models.CharField(max_length=64)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("exception", "fact"), name="each_party_answers_an_exception_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.fact}: {'yes' if self.yes else 'no'}"

    @property
    def party(self) -> str:
        """Whose answer it is, in words."""
        return vocabulary().facts[self.fact].short


class Stop(models.Model):
    """An exception is over: somebody ended it, or its time had come."""

    exception = models.OneToOneField(PolicyException, on_delete=models.PROTECT, related_name="stop")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    why = EncryptedTextField(blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"end of exception {self.exception_id}"


def _check_dates(asked: Asked, *, on: date) -> None:
    if asked.until_on < asked.from_on:
        raise NotPossible("The last day cannot be before the first.")
    if asked.until_on < on:
        raise NotPossible(
            "The last day is over already. To tell of what was done, tell of a departure."
        )
