"""Ties to pupils and their families, what became of them, and the yearly word that the list is complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.urls import reverse

from gatepost.core.policy import Pack
from gatepost.declarations.asked import HEAD, Ties, ties_of, usual_kinds
from gatepost.declarations.readers import heads, holders, instead, tell, told
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.policies.door import policy_at
from gatepost.policies.models import Version
from gatepost.records.door import record
from gatepost.vault.fields import EncryptedTextField

OTHERS = {
    "pupil": "A pupil of the school",
    "pupil-relative": "A parent or other relative of a pupil",
    "former-pupil": "A former pupil",
}


@dataclass(frozen=True)
class Told:
    """What somebody tells of a tie."""

    other: str
    whom: str
    kind: str
    own_relative: bool = False
    predates: bool = False
    since: str = ""
    words: str = ""


def wanted_of(person: Person, *, on: date) -> Ties:
    """What the policy of a day wants to know of somebody's ties."""
    return ties_of(policy_at(person.school, on=on), person.actors)


class TieQuerySet(models.QuerySet["Tie"]):
    """Ties, by who may read them."""

    def standing(self) -> TieQuerySet:
        """Those that have not ended."""
        return self.filter(ending=None)

    def told_to(self, person: Person, *, on: date) -> TieQuerySet:
        """Other people's, where the policy names a role that this person holds."""
        if not (held := person.held_roles(on=on)):
            return self.none()
        pack = policy_at(person.school, on=on)
        of_head = heads(person.school_id, on=on)
        here = Person.objects.filter(school=person.school_id, ties__isnull=False)
        tellers = [
            one.pk
            for one in here.exclude(pk=person.pk).distinct()
            if held & set(_hearing(one, pack, is_head=HEAD in one.actors or one.pk in of_head))
        ]
        return self.filter(person__in=tellers)

    def visible_to(self, person: Person, *, on: date) -> TieQuerySet:
        """One's own, and those that one is told of."""
        return self.filter(
            models.Q(person=person)
            | models.Q(pk__in=self.model.objects.told_to(person, on=on).values("pk")),
            person__school=person.school_id,
        )


class Tie(models.Model):
    """A tie that somebody has told of. It is never changed: it ends, and another is told."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ties")
    other = models.CharField(max_length=20, choices=list(OTHERS.items()))
    whom = EncryptedTextField()
    kind = models.CharField(max_length=200)
    own_relative = models.BooleanField(default=False)
    predates = models.BooleanField(default=False)  # or both share a circle of friends
    since = EncryptedTextField(blank=True)
    words = EncryptedTextField(blank=True)
    at = models.DateTimeField()

    objects = TieQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"tie {self.pk} of {self.person_id}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("declarations:tie", args=[self.person.school.slug, self.pk])

    @property
    def school_id(self) -> int:
        """In whose ledger it stands."""
        return self.person.school_id

    @property
    def kind_words(self) -> str:
        """What kind of tie it is, in words."""
        return usual_kinds().get(self.kind, self.kind[:1].upper() + self.kind[1:])

    @property
    def is_standing(self) -> bool:
        """Whether it has not ended."""
        return not hasattr(self, "ending")

    @property
    def facts(self) -> Mapping[str, tuple[str, ...]]:
        """What it says of a situation that is about this very person, in the vocabulary's words."""
        return {
            "other": (self.other,),
            "other-is-own-relative": (_yes(self.own_relative),),
            "friendship-predates": (_yes(self.predates),),
            "declared": ("yes",),
        }

    @classmethod
    def declare(cls, said: Told, *, by: Person, at: datetime) -> Tie:
        """Tell of a tie of one's own."""
        on = by.school.day_of(at)
        with transaction.atomic(durable=True):
            tie = cls.objects.create(person=by, at=at, **vars(said))
            asked = wanted_of(by, on=on)
            version = Version.objects.in_force(by.school, on=on)
            because = version.cites(*asked.clauses) if version else []
            record("tie.declared", subject=tie, by=by, at=at, because=because)
            readers = holders(told(by, asked.to, on=on), of=by, on=on)
            link = reverse("declarations:told", args=[by.school.slug])
            tell(readers, link=link, at=at, key=f"tie-{tie.pk}")
        return tie

    def end(self, *, why: str, by: Person, at: datetime) -> TieEnding:
        """It is a tie no longer; what was told stays readable. Only whoever told of it ends it."""
        if by.pk != self.person_id:
            raise NotPossible("Only whoever told of a tie says that it is over.")
        with transaction.atomic(durable=True):
            row = Tie.objects.select_for_update().get(pk=self.pk)
            if TieEnding.objects.filter(tie=row).exists():
                raise NotPossible("This tie has ended already.")
            ending = TieEnding.objects.create(tie=row, why=why, at=at)
            record("tie.ended", subject=row, by=by, at=at)
        return ending

    def note_reading(self, *, by: Person, at: datetime) -> None:
        """Somebody who is told of it has read it."""
        with transaction.atomic(durable=True):
            row = Tie.objects.select_for_update().get(pk=self.pk)
            if by.pk == row.person_id:
                raise NotPossible("This is your own. Somebody else has to read it.")
            if not row.readings.filter(by=by).exists():
                TieReading.objects.create(tie=row, by=by, at=at)
                record("tie.read", subject=row, by=by, at=at)


class TieEnding(models.Model):
    """A tie is over."""

    tie = models.OneToOneField(Tie, on_delete=models.PROTECT, related_name="ending")
    why = EncryptedTextField(blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"end of {self.tie}"


class TieReading(models.Model):
    """Somebody who is told of a tie has read it."""

    tie = models.ForeignKey(Tie, on_delete=models.PROTECT, related_name="readings")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tie", "by"), name="a_tie_is_read_once_by_each"),
        )

    def __str__(self) -> str:
        return f"{self.tie} read by {self.by_id}"


class Confirmation(models.Model):
    """Somebody says that their list of ties is complete, or that there is nothing to tell."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tie_confirmations")
    nothing = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.person_id}: {'nothing to declare' if self.nothing else 'complete'}"

    @property
    def school_id(self) -> int:
        """In whose ledger it stands."""
        return self.person.school_id

    @classmethod
    def give(cls, person: Person, *, nothing: bool, at: datetime) -> Confirmation:
        """Confirm one's own list, as it is. The word has to fit it."""
        with transaction.atomic(durable=True):
            row = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
            has_ties = row.ties.standing().exists()
            if nothing and has_ties:
                raise NotPossible(
                    "You have told of a tie. Say that it is over first, or confirm that the list is complete."
                )
            if not nothing and not has_ties:
                raise NotPossible("Your list is empty. Say that you have nothing to declare.")
            given = cls.objects.create(person=row, nothing=nothing, at=at)
            record("ties.confirmed", subject=given, by=person, at=at, nothing=nothing)
        return given


def _hearing(teller: Person, pack: Pack | None, *, is_head: bool) -> tuple[str, ...]:
    """The roles that hear of somebody's ties."""
    return instead(ties_of(pack, teller.actors).to, is_head=is_head)


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
