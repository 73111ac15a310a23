"""Messages to people: what is to be sent, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from gatepost.notices import Going, write

MAIL = "mail"

# After the first attempt, and each one that fails for now; then it is given up and shown to the administrator.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
# Longer than a whole message can take: should the worker die meanwhile, another sends it after that.
SENDING = timedelta(minutes=10)
ADDRESS_KEPT = timedelta(days=30)
# However often nobody knows whether a message has arrived: it is sent twice at most.
SENT_AT_MOST = 2


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, the oldest first."""

    def waiting(self) -> NoticeQuerySet:
        """Neither sent nor given up."""
        return self.filter(sent_at=None, failed_at=None)

    def due(self, *, at: datetime) -> NoticeQuerySet:
        """To be sent now."""
        return self.waiting().filter(next_try_at__lte=at).order_by("next_try_at", "pk")

    def by_mail(self) -> NoticeQuerySet:
        """Those that go by the mail server."""
        return self.filter(way=MAIL)

    def by_other_ways(self) -> NoticeQuerySet:
        """Those that go to a device or a chat room."""
        return self.exclude(way=MAIL)

    def failed(self) -> NoticeQuerySet:
        """Given up: somebody has to look."""
        return self.exclude(failed_at=None)

    def try_again(self, *, at: datetime) -> int:
        """Send those once more that were given up, as when the mail server is mended."""
        return self.failed().update(
            failed_at=None, next_try_at=at, attempts=0, unclear=0, reason=""
        )

    def forget_addresses(self, *, at: datetime) -> int:
        """Blank what is no longer needed; the row stays, so that the same reminder is not sent again."""
        over = Q(sent_at__lte=at - ADDRESS_KEPT) | Q(failed_at__lte=at - ADDRESS_KEPT)
        return self.filter(over).exclude(to="").update(to="", link="", reason="")


class Notice(models.Model):
    """A message of a kind to an address, with a link.

    By another way than mail, `to` names the row that keeps the address: "device-41", "room-7".
    """

    kind = models.CharField(max_length=40)
    way = models.CharField(max_length=10, default=MAIL)
    count = models.PositiveSmallIntegerField(null=True)
    is_grave = models.BooleanField(default=False)
    to = models.CharField(max_length=254, blank=True)
    link = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    unclear = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=("next_try_at",),
                condition=Q(sent_at=None, failed_at=None),
                name="notice_due",
            ),
            models.Index(fields=("to",), condition=~Q(to=""), name="notice_by_address"),
            models.Index(
                fields=("failed_at",), condition=~Q(failed_at=None), name="notice_given_up"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None), name="notice_is_sent_or_failed"
            ),
            models.CheckConstraint(condition=~Q(key=""), name="notice_has_a_key"),
        )

    def __str__(self) -> str:
        return f"notice {self.pk} ({self.kind})"

    def take(self, *, at: datetime) -> bool:
        """Take it for one attempt, unless somebody else has just done so."""
        taken = Notice.objects.due(at=at).filter(pk=self.pk, next_try_at=self.next_try_at)
        # By another way than mail it counts as sent until the other side has said that it took nothing.
        unclear = F("unclear") + int(self.way != MAIL)
        changes = {"attempts": F("attempts") + 1, "unclear": unclear, "next_try_at": at + SENDING}
        if not taken.order_by().update(**changes):
            return False
        self.refresh_from_db()
        return True

    @property
    def was_tried_enough(self) -> bool:
        """Whether it may have arrived twice by now, as when a worker died each time it was sending."""
        return self.unclear > SENT_AT_MOST

    def goes_by_mail(self, address: str, *, at: datetime) -> None:
        """What cannot arrive by another way goes to an address instead, unless it does so anyway; a test does not."""
        if not address or self.kind == "test":
            return
        going = Going(address, key=self.key.rpartition("/")[0], count=self.count)
        write(self.kind, going, link=self.link, at=at)

    def was_sent(self, *, at: datetime) -> None:
        """The mail server has taken it."""
        Notice.objects.waiting().filter(pk=self.pk).update(sent_at=at, reason="")

    def was_refused(self, reason: str, *, at: datetime) -> None:
        """The mail server will never take it."""
        Notice.objects.waiting().filter(pk=self.pk).update(failed_at=at, reason=reason[:200])

    def waits_a_little(self, reason: str, *, at: datetime) -> None:
        """Nobody answers where it goes, so it was not tried, and others come first."""
        Notice.objects.waiting().filter(pk=self.pk).update(next_try_at=at + WAITS[0], reason=reason)

    def was_put_off(
        self, reason: str, *, at: datetime, wait: timedelta = timedelta(0), unclear: bool = False
    ) -> bool:
        """It did not go out this time, or nobody knows: try again later, or give up after the last time.

        `wait` is what the other side asks for. Gives whether it is tried again.
        """
        if self.way != MAIL and not unclear:
            self.unclear -= 1
        if self.attempts > len(WAITS) or self.unclear >= SENT_AT_MOST:
            self.was_refused(reason, at=at)
            return False
        later = at + max(WAITS[self.attempts - 1], wait)
        Notice.objects.waiting().filter(pk=self.pk).update(
            next_try_at=later, reason=reason[:200], unclear=self.unclear
        )
        return True
