"""What somebody needs to get into an account: kept encrypted, seen on record, and changed once others may know it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Lower
from django.views.decorators.debug import sensitive_variables

from gatepost.channels.models.accounts import KEEPS, Channel
from gatepost.channels.models.runners import Runner
from gatepost.channels.safe.asked import Kind, asked_by, kind_of
from gatepost.core.clock import later
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.door import policy_at
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField
from gatepost.vault.keys import KeyMissing
from gatepost.vault.sealing import Unopenable

GONE = "This has been changed or thrown away in the meantime. Look at the list again."
NO_KEY = (
    "This cannot be opened here: the key that locked it is not on this server, or it was altered. "
    "Ask whoever looks after the server to put the folder of keys back; nothing else can open it."
)


class SecretQuerySet(models.QuerySet["Secret"]):
    """What is kept of accounts."""

    def open(self) -> SecretQuerySet:
        """What has been neither replaced nor thrown away, without its value: that is asked for one at a time."""
        return self.filter(ended_at=None).defer("value")

    def throw_away(self, *, at: datetime) -> int:
        """Keep the rows and nothing of what was in them."""
        return self.filter(ended_at=None).update(ended_at=at, value=None)


class Secret(models.Model):
    """One thing that opens an account. What was replaced or thrown away keeps no value."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="secrets")
    kind = models.CharField(max_length=60)  # as packs call it
    name = models.CharField(max_length=100, blank=True)  # where there are several of a kind
    value: models.Field[Any, Any] = EncryptedTextField(null=True)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SecretQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "name", "pk")
        constraints = (
            models.UniqueConstraint(
                "channel",
                "kind",
                Lower("name"),
                condition=models.Q(ended_at=None),
                name="one_secret_of_a_kind_and_name",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, value__isnull=False)
                | models.Q(ended_at__isnull=False, value__isnull=True),
                name="what_ended_keeps_no_secret",
            ),
        )

    def __str__(self) -> str:
        return f"{self.about.heading}: {self.name}" if self.name else self.about.heading

    @property
    def about(self) -> Kind:
        """Its kind."""
        return kind_of(self.kind)

    @classmethod
    @sensitive_variables()
    def enter(
        cls, channel: Channel, *, kind: str, name: str, value: str, by: Person, at: datetime
    ) -> None:
        """Keep something, in place of what was kept under the same name.

        The same value once more changes nothing, and is refused where others may know it.
        """
        with transaction.atomic(durable=True):
            locked = channel.locked()
            _check_keeps(locked, by, on=locked.school.day_of(at))
            before = cls.objects.open().filter(channel=locked, kind=kind, name__iexact=name).first()
            if before is not None:
                if before._is(value):
                    before._check_may_stay(on=locked.school.day_of(at))
                    return
                before._end(at=at)
            made = cls.objects.create(
                channel=locked, kind=kind, name=name, value=value, entered_by=by, entered_at=at
            )
            event = "secret.changed" if before else "secret.entered"
            record(event, subject=locked, by=by, at=at, secret=made.pk, kind=kind)

    @sensitive_variables()
    def look(self, *, reason: str, by: Person, at: datetime) -> str:
        """The value, once it is on record who saw it, when and why. Raises NotPossible for whom the safe is shut."""
        with transaction.atomic(durable=True):
            channel = self.channel.locked()
            # Read anew under the lock: whoever was stopped or has left a moment ago sees nothing.
            person = Person.objects.select_related("school").get(pk=by.pk)
            if not may_look(channel, person, on=channel.school.day_of(at)):
                raise NotPossible("This safe is open to you no longer.")
            value = self._opened()
            self.looks.create(person=person, at=at, reason=reason)
            record("secret.seen", subject=channel, by=by, at=at, secret=self.pk, kind=self.kind)
        return value

    def discard(self, *, by: Person, at: datetime) -> None:
        """Throw it away for good. Raises NotPossible where that has been done."""
        with transaction.atomic(durable=True):
            channel = self.channel.locked()
            _check_keeps(channel, by, on=channel.school.day_of(at))
            self._end(at=at)
            record(
                "secret.thrown-away", subject=channel, by=by, at=at, secret=self.pk, kind=self.kind
            )

    def was_open_to(self, person: Person) -> bool:
        """Whether it was kept already when somebody who has left was still there."""
        entered_on = self.channel.school.day_of(self.entered_at)
        return person.left_on is None or entered_on <= person.left_on

    def _end(self, *, at: datetime) -> None:
        if not Secret.objects.filter(pk=self.pk).throw_away(at=at):
            raise NotPossible(GONE)

    @sensitive_variables()
    def _is(self, value: str) -> bool:
        try:
            return self._opened() == value
        except NotPossible:  # whose key is lost can be entered anew
            return False

    @sensitive_variables()
    def _opened(self) -> str:
        rows = Secret.objects.open().filter(pk=self.pk)
        try:
            value: str | None = rows.values_list("value", flat=True).first()
        except (KeyMissing, Unopenable):
            raise NotPossible(NO_KEY) from None
        if value is None:
            raise NotPossible(GONE)
        return value

    def _check_may_stay(self, *, on: date) -> None:
        if any(one.secret.pk == self.pk for one in still_to_change(self.channel, on=on)):
            raise NotPossible(
                "Others may know this one. Change it on the network first, then enter the new one here."
            )


class SecretLook(models.Model):
    """Somebody saw a secret, and why."""

    secret = models.ForeignKey(Secret, on_delete=models.PROTECT, related_name="looks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.person}: {self.reason}"


class Why(models.TextChoices):
    """Why a secret has to be changed."""

    STOPPED = "stopped", "{person} runs this account no longer."
    LEFT = "left", "{person} has left the school."
    KNOWN = "known", "Somebody else may know it: {note}"


class SecretMark(models.Model):
    """A secret has to be changed. The mark goes with the value: what is entered in its place has none."""

    secret = models.ForeignKey(Secret, on_delete=models.PROTECT, related_name="marks")
    why = models.CharField(max_length=20, choices=Why.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return Why(self.why).label.format(person=self.person, note=self.note)


@dataclass(frozen=True)
class Stale:
    """Something that has to be changed, and why: a sentence for each reason."""

    secret: Secret
    because: tuple[str, ...]


def may_keep(channel: Channel, person: Person, *, on: date) -> bool:
    """Whether somebody enters and changes what the safe of an account holds."""
    if channel.closed_at is not None or person.school_id != channel.school_id:
        return False
    named = asked_by(policy_at(channel.school, on=on)).keepers
    return person.holds(*KEEPS, *named, on=on)


def may_look(channel: Channel, person: Person, *, on: date) -> bool:
    """Whether somebody sees what it holds: its keepers, and those who run the account at this very moment."""
    if may_keep(channel, person, on=on):
        return True
    if channel.closed_at is not None or not person.is_current(on):
        return False
    # Unlike elsewhere, whoever was stopped today is out at once.
    runs = Runner.objects.current(on).filter(channel=channel, stopped_at=None)
    return person.school_id == channel.school_id and runs.filter(person=person).exists()


def suspect(channel: Channel, *, note: str, by: Person, at: datetime) -> None:
    """Everything has to be changed, because somebody else may know it."""
    with transaction.atomic(durable=True):
        locked = channel.locked()
        _check_keeps(locked, by, on=locked.school.day_of(at))
        if not locked.secrets.open().exists():
            raise NotPossible("Nothing is kept here, so there is nothing to change.")
        must_change(locked, why=Why.KNOWN, note=note, by=by, at=at)


def must_change(
    channel: Channel,
    *,
    why: Why,
    by: Person | None,
    at: datetime,
    person: Person | None = None,
    note: str = "",
) -> int:
    """Mark everything that somebody could see, or simply everything; how much it was.

    Within the caller's transaction, on the locked account. Who may still look marks nothing.
    """
    if person is not None and may_look(channel, person, on=channel.school.day_of(at)):
        return 0
    marked = []
    for one in channel.secrets.open():
        if person is None or one.was_open_to(person):
            given = {"why": why, "person": person, "note": note}
            _, is_new = one.marks.get_or_create(**given, defaults={"by": by, "at": at})
            marked += [one.pk] if is_new else []
    if marked:
        record("secrets.marked", subject=channel, by=by, at=at, why=str(why), secrets=marked)
    return len(marked)


def still_to_change(channel: Channel, *, on: date) -> list[Stale]:
    """What has to be changed and has not been: entered anew with another value, or thrown away."""
    kept = channel.secrets.open().select_related("entered_by__school")
    rows = list(kept.prefetch_related("marks__person", "looks__person__school"))
    if not rows:
        return []
    gone = [
        one.person
        for one in channel.runners.filter(stopped_at=None).select_related("person")
        if one.person.left_on is not None and one.person.left_on < on
    ]
    saw = set().union(*(_who_saw(one) for one in rows))
    shut_out = {one for one in saw if not may_look(channel, one, on=on)}
    found = [Stale(one, tuple(_reasons(one, gone=gone, shut_out=shut_out))) for one in rows]
    return [one for one in found if one.because]


def is_all_changed(channel: Channel, *, on: date) -> bool:
    """Whether nothing is left that others may know."""
    return not still_to_change(channel, on=on)


def grown_old(channel: Channel, *, on: date) -> list[Secret]:
    """What has not been changed for as long as the policy says, or for a year."""
    every = asked_by(policy_at(channel.school, on=on)).every
    day_of = channel.school.day_of
    kept = [one for one in channel.secrets.open() if one.about.ages]
    return [one for one in kept if later(day_of(one.entered_at), every) <= on]


def _who_saw(secret: Secret) -> set[Person]:
    return {secret.entered_by, *(look.person for look in secret.looks.all())}


def _reasons(secret: Secret, *, gone: list[Person], shut_out: set[Person]) -> Iterator[str]:
    marks = list(secret.marks.all())
    yield from map(str, marks)
    told = {mark.person_id for mark in marks}
    for person in gone:
        if person.pk not in told and secret.was_open_to(person):
            told.add(person.pk)
            yield str(SecretMark(why=Why.LEFT, person=person))
    # Somebody's role may end without anything being done to this account: what they saw, they know.
    for person in sorted(_who_saw(secret) & shut_out, key=str):
        if person.pk not in told:
            yield f"{person} has seen it and may not open it any more."


def _check_keeps(channel: Channel, person: Person, *, on: date) -> None:
    if not may_keep(channel, Person.objects.get(pk=person.pk), on=on):
        raise NotPossible("Only those who keep the school’s accounts can do this.")
