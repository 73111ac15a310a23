"""How far the public stream of posts was read, for all schools of an installation together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import models, transaction

JETSTREAM = "jetstream"
AWAY_AFTER = timedelta(minutes=5)
_A_MICROSECOND = timedelta(microseconds=1)
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


class Stream(models.Model):
    """One row for a stream. Kept in the same transaction as what was found up to there."""

    name = models.CharField(max_length=20, unique=True)
    cursor = models.BigIntegerField(null=True, blank=True)  # microseconds, as the stream counts
    read_at = models.DateTimeField(null=True, blank=True)  # when that was
    failing_since = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    # What the stream no longer had, or could not be read, the last time that something was left out.
    missed_from = models.DateTimeField(null=True, blank=True)
    missed_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Stream:
        """The row; a new one, not yet kept, where nothing was read so far."""
        return cls.objects.filter(name=JETSTREAM).first() or cls(name=JETSTREAM)

    @classmethod
    def reach(cls, cursor: int, *, missed: tuple[datetime, datetime] | None, at: datetime) -> None:
        """It was read up to there; within the caller's transaction."""
        reached = {"cursor": cursor, "read_at": at, "failing_since": None, "problem": ""}
        if missed:
            reached |= {"missed_from": missed[0], "missed_until": missed[1]}
        cls.objects.update_or_create(name=JETSTREAM, defaults=reached)

    @classmethod
    def could_not(cls, says: str, *, at: datetime) -> None:
        """It cannot be read at the moment."""
        with transaction.atomic(durable=True):
            row, _ = cls.objects.select_for_update().get_or_create(name=JETSTREAM)
            row.failing_since, row.problem = row.failing_since or at, says[:300]
            row.save(update_fields=["failing_since", "problem"])

    @classmethod
    def rest(cls) -> None:
        """No school wants it now. Whoever does next begins with what is written then."""
        row = cls.objects.filter(name=JETSTREAM).exclude(cursor=None, failing_since=None)
        row.update(cursor=None, read_at=None, failing_since=None, problem="")

    def is_away(self, *, at: datetime, after: timedelta = AWAY_AFTER) -> bool:
        """Whether nothing of it was read for a while."""
        return self.read_at is None or self.read_at < at - after

    def behind(self, *, at: datetime) -> timedelta:
        """How much later than written posts are read; nothing where that is not known."""
        return max(at - moment(self.cursor), timedelta(0)) if self.cursor else timedelta(0)


def moment(cursor: int) -> datetime:
    """The moment that a stream means by a number."""
    return _FIRST + cursor * _A_MICROSECOND


def cursor_of(at: datetime) -> int:
    """A moment as a stream counts it."""
    return (at - _FIRST) // _A_MICROSECOND
