"""Tokens: what another system shows in place of somebody's sign-in. The token itself is never kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import models, transaction

from gatepost.api.scopes import FOR_ROLES, SCOPES
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import record

PREFIX = "gp_"  # by which a token that has leaked is found
BYTES = 32
LONGEST = timedelta(days=366)
MOST = 20  # open tokens of one person
NOTED_EVERY = timedelta(minutes=5)
SEES_ALL = ("administrator",)


def digest_of(token: str) -> str:
    """What is kept of a token. It is random and long, so that no slow digest is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class TokenQuerySet(models.QuerySet["Token"]):
    """Tokens."""

    def visible_to(self, person: Person, *, on: date) -> TokenQuerySet:
        """One's own; all of the school for its administrator."""
        here = self.filter(school=person.school_id)
        return here if person.holds(*SEES_ALL, on=on) else here.filter(person=person)

    def open(self, on: date) -> TokenQuerySet:
        """Those that nobody ended and that have not run out."""
        return self.filter(revoked_at=None, expires_on__gte=on)

    def shown(self, token: str) -> Token | None:
        """The row of a token that somebody shows."""
        if not token.startswith(PREFIX):
            return None
        rows = self.select_related("school", "person__school", "person__account")
        return rows.filter(digest=digest_of(token)).first()


class Token(models.Model):
    """A key for another system. It acts as one person, at one school, within some scopes, for a time."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="tokens")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)  # of the other system
    digest = models.CharField(max_length=64, unique=True)
    begins = models.CharField(max_length=10)  # by which people tell tokens apart
    scopes = models.JSONField(default=list)
    roles = models.JSONField(default=list)  # that its owner held; losing one ends it
    made_at = models.DateTimeField()
    expires_on = models.DateField()  # the last day
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def make(
        cls, name: str, *, scopes: Sequence[str], expires_on: date, by: Person, at: datetime
    ) -> tuple[Token, str]:
        """A new token of somebody's own, and what it is: known to the caller alone, once."""
        today = by.school.day_of(at)
        _check(scopes, expires_on, by=by, today=today)
        token = PREFIX + secrets.token_urlsafe(BYTES)
        with transaction.atomic(durable=True):
            School.objects.select_for_update().get(pk=by.school_id)
            if cls.objects.open(today).filter(person=by).count() >= MOST:
                raise NotPossible(f"You have {MOST} tokens. End one that nothing uses any more.")
            made = cls.objects.create(
                school=by.school, person=by, name=name.strip(), digest=digest_of(token),
                begins=token[: len(PREFIX) + 4], scopes=sorted(set(scopes)),
                roles=sorted(by.held_roles(on=today)), made_at=at, expires_on=expires_on,
            )  # fmt: skip
            record("token.made", subject=made, by=by, at=at, scopes=made.scopes, last=expires_on)
        return made, token

    def revoke(self, *, by: Person, at: datetime) -> None:
        """End it at once. Raises NotPossible for somebody else's, but to the administrator."""
        with transaction.atomic(durable=True):
            token = Token.objects.select_for_update().get(pk=self.pk)
            is_admin = by.holds(*SEES_ALL, on=by.school.day_of(at))
            if by.school_id != token.school_id or (by.pk != token.person_id and not is_admin):
                raise NotPossible("Its owner ends it, or the administrator.")
            if token.revoked_at is not None:
                raise NotPossible("This token was ended already.")
            token.revoked_at, token.revoked_by = at, by
            token.save(update_fields=["revoked_at", "revoked_by"])
            record("token.ended", subject=token, by=by, at=at)
        self.refresh_from_db()

    def why_not(self, *, at: datetime) -> str:
        """Why it opens nothing, in a sentence; empty where it does."""
        today = self.school.day_of(at)
        if self.revoked_at is not None:
            return "This token was ended."
        if self.expires_on < today:
            return "This token has run out."
        if not self.person.is_current(today):
            return "Whoever this token stands for is not at the school."
        if self.person.account is None or not self.person.account.is_active:
            return "Whoever this token stands for cannot sign in."
        if set(self.roles) - self.person.held_roles(on=today):
            return "Whoever this token stands for has lost a role since. They make a new one."
        return ""

    def note_use(self, *, at: datetime) -> None:
        """When it was last used, to some minutes."""
        if self.last_used_at is None or at - self.last_used_at > NOTED_EVERY:
            Token.objects.filter(pk=self.pk).update(last_used_at=at)

    def note_call(self, call: str, *, at: datetime) -> None:
        """Put on record that it is about to change something; what it changes has an entry of its own."""
        with transaction.atomic(durable=True):
            record("token.used", subject=self, by=self.person, at=at, call=call)

    @property
    def words(self) -> list[str]:
        """What it may do, in words."""
        return [SCOPES[scope] for scope in self.scopes if scope in SCOPES]


def _check(scopes: Sequence[str], expires_on: date, *, by: Person, today: date) -> None:
    if not scopes or set(scopes) - set(SCOPES):
        raise NotPossible("Choose at least one thing that the token is for.")
    for scope in set(scopes) & set(FOR_ROLES):
        if not by.holds(*FOR_ROLES[scope], on=today):
            raise NotPossible(
                "Only the administrator and the headteacher can let a directory keep the list of staff."
            )
    if not today <= expires_on <= today + LONGEST:
        raise NotPossible("Choose a last day within a year from today.")
