"""Web addresses that are told of what happens at a school, straight from the ledger."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from gatepost.api.told import EVENTS_TOLD
from gatepost.people.models import Person, School
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.records.reading import newest_number
from gatepost.vault.fields import EncryptedTextField

KEEPS = ("administrator",)
MOST = 10
PREFIX = "whsec_"
# After so many minutes it is tried again; from the last on, again and again until it is given up.
BACK_OFF = (1, 2, 5, 15, 30, 60, 120, 240)
GIVEN_UP_AFTER = timedelta(days=3)
OLD_SECRET_COUNTS = timedelta(days=1)


def new_secret() -> str:
    """A secret as the Standard Webhooks scheme writes it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, said: str) -> str:
    """One signature of what is sent: the first version of the scheme."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, said.encode(), hashlib.sha256)).decode()


class HookQuerySet(models.QuerySet["Hook"]):
    """Hooks."""

    def visible_to(self, person: Person, *, on: date) -> HookQuerySet:
        """Those of the school, for its administrator."""
        here = self.filter(school=person.school_id)
        return here if person.holds(*KEEPS, on=on) else here.none()

    def running(self) -> HookQuerySet:
        """Those that are told."""
        return self.filter(ended_at=None, given_up_at=None)

    def due(self, *, at: datetime) -> HookQuerySet:
        """Those that may be told now."""
        return self.running().filter(Q(next_at=None) | Q(next_at__lte=at))


class Hook(models.Model):
    """An address, what it is told of, and how far it has been told. What is not taken is sent again, in order."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="hooks")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    url: models.Field[Any, Any] = EncryptedTextField()
    events = models.JSONField(default=list)
    secret: models.Field[Any, Any] = EncryptedTextField()
    old_secret: models.Field[Any, Any] = EncryptedTextField(default="")
    old_until = models.DateTimeField(null=True, blank=True)
    told_to = models.PositiveBigIntegerField()  # the number of the last entry that is done with
    told_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)  # of the entry at hand
    failing_since = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HookQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"hook {self.pk}"

    @classmethod
    def make(cls, url: str, *, events: Sequence[str], by: Person, at: datetime) -> tuple[Hook, str]:
        """Have an address told from now on; its secret is shown once."""
        if not by.holds(*KEEPS, on=by.school.day_of(at)):
            raise NotPossible("Only the administrator has other systems told.")
        if not events or set(events) - set(EVENTS_TOLD):
            raise NotPossible("Choose at least one thing that the address is told of.")
        secret = new_secret()
        with transaction.atomic(durable=True):
            School.objects.select_for_update().get(pk=by.school_id)
            if cls.objects.filter(school=by.school_id, ended_at=None).count() >= MOST:
                raise NotPossible(f"There are {MOST} addresses already. End one first.")
            hook = cls.objects.create(
                school=by.school, made_by=by, made_at=at, url=url, events=sorted(set(events)),
                secret=secret, told_to=newest_number(by.school),
            )  # fmt: skip
            record("hook.made", subject=hook, by=by, at=at, events=len(hook.events))
        return hook, secret

    def rotate(self, *, by: Person, at: datetime) -> str:
        """Another secret. For a day everything is signed with both, so that nothing is missed."""
        secret = new_secret()
        with transaction.atomic(durable=True):
            hook = self._locked()
            hook.old_secret, hook.old_until = hook.secret, at + OLD_SECRET_COUNTS
            hook.secret = secret
            hook.save(update_fields=["secret", "old_secret", "old_until"])
            record("hook.secret-changed", subject=hook, by=by, at=at)
        self.refresh_from_db()
        return secret

    def end(self, *, by: Person, at: datetime) -> None:
        """Tell it nothing more."""
        with transaction.atomic(durable=True):
            hook = self._locked()
            hook.ended_at, hook.secret, hook.old_secret = at, "", ""
            hook.save(update_fields=["ended_at", "secret", "old_secret"])
            record("hook.ended", subject=hook, by=by, at=at)
        self.refresh_from_db()

    def begin_again(self, *, by: Person, at: datetime) -> None:
        """Try it anew, from where it was left."""
        with transaction.atomic(durable=True):
            hook = self._locked()
            hook.given_up_at = hook.failing_since = hook.next_at = None
            hook.tries, hook.problem = 0, ""
            hook.save(update_fields=["given_up_at", "failing_since", "next_at", "tries", "problem"])
            record("hook.begun-again", subject=hook, by=by, at=at)
        self.refresh_from_db()

    def signatures(self, said: str, *, at: datetime) -> str:
        """All signatures that are good now."""
        good = [self.secret]
        if self.old_secret and self.old_until is not None and at < self.old_until:
            good.append(self.old_secret)
        return " ".join(signature(secret, said) for secret in good)

    def note_told(self, number: int, *, at: datetime) -> None:
        """It has taken everything up to an entry."""
        self.told_to, self.told_at, self.tries = number, at, 0
        self.failing_since, self.next_at, self.problem = None, None, ""
        self._save_progress()

    def note_passed(self, number: int) -> None:
        """Up to an entry there was nothing for it."""
        self.told_to = number
        self._save_progress()

    def note_failed(self, problem: str, *, at: datetime) -> None:
        """It did not take an entry: later again, and after some days not any more."""
        wait = BACK_OFF[min(self.tries, len(BACK_OFF) - 1)]
        self.tries += 1
        self.failing_since = self.failing_since or at
        self.problem, self.next_at = problem[:200], at + timedelta(minutes=wait)
        if at - self.failing_since >= GIVEN_UP_AFTER:
            self.given_up_at = at
        self._save_progress()

    def _save_progress(self) -> None:
        columns = (
            "told_to",
            "told_at",
            "tries",
            "failing_since",
            "next_at",
            "problem",
            "given_up_at",
        )
        with transaction.atomic():
            Hook.objects.filter(pk=self.pk, ended_at=None).update(
                **{column: getattr(self, column) for column in columns}
            )

    def _locked(self) -> Hook:
        hook = Hook.objects.select_for_update().get(pk=self.pk)
        if hook.ended_at is not None:
            raise NotPossible("This address is told nothing any more.")
        return hook
