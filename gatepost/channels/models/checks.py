"""What is known of each account, when it was last looked at, and what had changed there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from gatepost.channels.models.accounts import NEWS_PAGE, Channel
from gatepost.channels.models.changes import AccountChange
from gatepost.channels.models.connections import Connection

if TYPE_CHECKING:
    from gatepost.people.models import Person

__all__ = ["AccountChange", "AccountLook", "Seen"]

EVERY = timedelta(days=1)
LEASE = timedelta(hours=2)  # longer than one run of a worker can take
GONE_TWICE = timedelta(
    hours=1
)  # a server that is being mended may say for a while that nothing is there
FIRST_WAIT = timedelta(minutes=15)
TOLD_AFTER = timedelta(days=3)


@dataclass(frozen=True)
class Seen:
    """What a look found: the profile by field, the links it shows, and whether the network let us in."""

    found: dict[str, str] = field(repr=False)
    links: list[dict[str, str]] = field(default_factory=list, repr=False)
    is_let_in: bool | None = None  # None where nobody tried: only the public address was looked at


class AccountLookQuerySet(models.QuerySet["AccountLook"]):
    """Where things stand with each account."""

    def due(self, *, at: datetime) -> AccountLookQuerySet:
        """Accounts to be looked at now, at which nobody is."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=at)
        return self.filter(free, next_at__lte=at, channel__in=_can_be_looked_at())

    def claim(self, *, at: datetime) -> AccountLook | None:
        """Take the next one, so that no other worker does; None where nothing is due.

        PostgreSQL locks the row and skips those that others lock; SQLite lets in one writer at a time.
        """
        self._have_rows(at=at)
        if not self.due(at=at).exists():
            return None
        with transaction.atomic(durable=True):
            free = self.due(at=at).select_for_update(skip_locked=True)
            row = free.order_by("next_at", "pk").first()
            if row is not None:
                row.claimed_until = at + LEASE
                row.save(update_fields=["claimed_until"])
        return row

    def failing(self, *, at: datetime) -> AccountLookQuerySet:
        """Open accounts at which nobody could look for days."""
        return self.filter(failing_since__lte=at - TOLD_AFTER, channel__closed_at=None)

    def _have_rows(self, *, at: datetime) -> None:
        new = list(_can_be_looked_at().filter(look=None))
        self.bulk_create(
            [AccountLook(channel=one, next_at=at) for one in new], ignore_conflicts=True
        )


def _can_be_looked_at() -> models.QuerySet[Channel]:
    """Open accounts that somebody else's server keeps, with a way in or a public address."""
    connected = Connection.objects.open().values("channel")
    reachable = Q(pk__in=connected) | ~Q(url="")
    return Channel.objects.open().exclude(network=NEWS_PAGE).filter(reachable)


class AccountLook(models.Model):
    """One account: what it is known to say, and how the last look at it went."""

    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="look")
    known = models.JSONField(default=dict)  # by field; what somebody took for right
    links = models.JSONField(default=list)  # that the account shows: url, and since when verified
    looked_at = models.DateTimeField(null=True, blank=True)  # the last time it could be read
    let_in_at = models.DateTimeField(null=True, blank=True)  # the last time the network knew us
    gone_since = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)

    objects = AccountLookQuerySet.as_manager()

    class Meta:
        ordering = ("next_at", "pk")

    def __str__(self) -> str:
        return f"The look at {self.channel}"

    def get_absolute_url(self) -> str:
        """The page where it is shown and settled."""
        return reverse("channels:looked", args=[self.channel.school.slug, self.channel_id])

    def saw(self, seen: Seen, *, at: datetime) -> None:
        """Keep what a look found, and compare it with what is known."""
        with transaction.atomic(durable=True):
            row = self._claimed()
            if row is None:
                return
            row.looked_at, row.next_at = at, at + EVERY
            row.links, row.tries, row.gone_since = seen.links, 0, None
            row.failing_since, row.problem = None, ""
            if seen.is_let_in:
                row.let_in_at = at
            AccountChange.compare(
                row.channel, row.known, seen.found, lost=seen.is_let_in is False, at=at
            )
            row.known = {**seen.found, **row.known}
            row._release()

    def missed(self, *, at: datetime) -> None:
        """The network knows no such account. Said once, it is asked again before anybody is alarmed."""
        with transaction.atomic(durable=True):
            row = self._claimed()
            if row is None:
                return
            if row.gone_since is None:
                row.gone_since, row.next_at = at, at + GONE_TWICE
            else:
                row.next_at = at + EVERY
                known = row.known or {"there": "yes"}
                AccountChange.compare(row.channel, known, {"there": "no"}, lost=False, at=at)
            row._release()

    def could_not(self, says: str, *, after: timedelta, at: datetime) -> None:
        """Nobody could look: that is no alarm, and is tried again, longer and longer apart."""
        with transaction.atomic(durable=True):
            row = self._claimed()
            if row is None:
                return
            wait = min(FIRST_WAIT * 2 ** min(row.tries, 10), EVERY)
            row.next_at = at + max(wait, after)
            row.failing_since = row.failing_since or at
            row.problem, row.tries = says[:300], min(row.tries + 1, 1000)
            row._release()

    def look_soon(self, *, at: datetime) -> None:
        """Have it looked at by the next worker."""
        AccountLook.objects.filter(pk=self.pk).update(next_at=at)

    def drop(self, *, at: datetime) -> None:
        """What was found counts for nothing, since the way in changed meanwhile: look anew."""
        with transaction.atomic(durable=True):
            row = self._claimed()
            if row is not None:
                row.next_at = at
                row._release()

    def settle(self, *, how: str, seen: str, by: Person, at: datetime) -> AccountChange:
        """Somebody says of the open change what it was; what is right is what is known from now on."""
        with transaction.atomic(durable=True):
            row = AccountLook.objects.select_for_update().get(pk=self.pk)
            change = AccountChange.settle_open(row.channel, how=how, seen=seen, by=by, at=at)
            if how == AccountChange.OURS:
                row.known = {**row.known, **change.found}
                row.save(update_fields=["known"])
            elif how == AccountChange.REGAINED:
                row.next_at = at
                row.save(update_fields=["next_at"])
        return change

    @property
    def vouched_on(self) -> date | None:
        """The day of the last look, where that found everything right; None where anything is open."""
        is_troubled = self.failing_since or self.gone_since or self.open_change
        if self.looked_at is None or is_troubled:
            return None
        return self.channel.school.day_of(self.looked_at)

    @property
    def is_ours(self) -> bool:
        """Whether the last look showed more than that something stands there: the network knew us."""
        return self.let_in_at is not None and self.let_in_at == self.looked_at

    @property
    def open_change(self) -> AccountChange | None:
        """What has changed and is not settled."""
        return AccountChange.objects.open().filter(channel=self.channel_id).first()

    def _claimed(self) -> AccountLook | None:
        """The row, locked; None where somebody else has taken it up since, or the account was closed."""
        rows = AccountLook.objects.select_for_update(of=("self",)).filter(channel__closed_at=None)
        return rows.filter(pk=self.pk, claimed_until=self.claimed_until).first()

    def _release(self) -> None:
        self.claimed_until = None
        self.save()
