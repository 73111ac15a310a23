"""What is due in the background, and who is at it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q

LEASE = timedelta(seconds=90)
TRIES = 8
NO_WAIT = timedelta(0)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs; every method that changes one does so in a single statement or under a lock."""

    def open(self) -> JobQuerySet:
        """Neither done nor given up."""
        return self.filter(done_at=None, given_up_at=None)

    def claimable(self, *, at: datetime) -> JobQuerySet:
        """Due, and nobody at it; what has waited longest first."""
        return self.open().filter(due_at__lte=at, leased_until=None).order_by("due_at", "pk")

    def given_up(self) -> JobQuerySet:
        """Failed too often: somebody has to look."""
        return self.exclude(given_up_at=None)

    def try_again(self, *, at: datetime) -> int:
        """Take up once more what was given up, unless the same was asked for anew since."""
        tried = 0
        for job in self.given_up():
            if not Job.objects.open().filter(kind=job.kind, key=job.key).exists():
                tried += Job.objects.filter(pk=job.pk).update(
                    given_up_at=None, due_at=at, attempts=0, last_error=""
                )
        return tried

    def claim(self, *, worker: str, at: datetime, lease: timedelta = LEASE) -> Job | None:
        """Take the next job for as long as the lease; None where nothing is due.

        PostgreSQL locks the row and skips those that others lock; SQLite lets in one writer at a time.
        """
        if not self.claimable(at=at).exists():
            return None
        with transaction.atomic():
            job = self.claimable(at=at).select_for_update(skip_locked=True).first()
            if job is None:
                return None
            job.leased_by, job.leased_until = worker, at + lease
            job.attempts += 1
            job.save(update_fields=("leased_by", "leased_until", "attempts"))
        return job

    def reap(self, *, at: datetime) -> int:
        """Free the jobs whose lease ran out: their worker died or hangs. How many there were."""
        return self._free(Q(leased_until__lt=at), "LeaseRanOut", at=at)

    def drop(self, *, worker: str, at: datetime) -> int:
        """Free the jobs of a worker that is no longer at them, as when the database went away under it."""
        return self._free(Q(leased_by=worker), "Interrupted", at=at)

    def _free(self, which: Q, error: str, *, at: datetime) -> int:
        with transaction.atomic():
            # Locked, lest a worker that is alive after all makes its lease longer at this very moment.
            lost = self.open().filter(which).select_for_update(skip_locked=True)
            return sum(job.fail(error, at=at, wait=NO_WAIT) for job in lost)


class Job(models.Model):
    """Something to do once it is due. Arguments are ids and numbers: the rows that they name are the truth."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    # Asked for anew while somebody was at it: it is done once more, since that may have come too late to be seen.
    again_at = models.DateTimeField(null=True)
    # A recurring job is never done and never given up; its row is due again and again.
    is_recurring = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    leased_by = models.CharField(max_length=100, blank=True)
    leased_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=100, blank=True)
    done_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=("due_at",), condition=Q(done_at=None, given_up_at=None), name="job_due"
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "key"),
                condition=Q(done_at=None, given_up_at=None),
                name="one_open_job_of_a_kind_and_key",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(given_up_at=None), name="job_is_done_or_given_up"
            ),
        )

    def __str__(self) -> str:
        return f"job {self.pk} ({self.kind})"

    def keep(self, *, until: datetime) -> bool:
        """Stay at it for longer. False where the lease was lost."""
        return bool(self._ours().update(leased_until=until))

    def finish(self, *, at: datetime, again_at: datetime | None = None) -> bool:
        """It is done, or due again at a later moment. False where the lease was lost: another worker has it."""
        fields: dict[str, Any] = {"attempts": 0, "last_error": ""}
        return self._settle(at=at, again_at=again_at, otherwise={**fields, "done_at": at})

    def fail(self, error: str, *, at: datetime, wait: timedelta | None = None) -> bool:
        """It did not work: try again later, each time after a longer wait; give up in the end."""
        if wait is None:
            wait = min(FIRST_WAIT * 2 ** min(self.attempts - 1, 12), LONGEST_WAIT)
        fields: dict[str, Any] = {"last_error": error[:100]}
        if self.attempts >= TRIES and not self.is_recurring:
            return self._settle(at=at, again_at=None, otherwise={**fields, "given_up_at": at})
        return bool(self._ours().update(**fields, due_at=at + wait, **FREE))

    def _settle(
        self, *, at: datetime, again_at: datetime | None, otherwise: dict[str, Any]
    ) -> bool:
        """End it, unless it is to be done again."""
        if again_at is not None:
            return bool(
                self._ours().update(
                    due_at=again_at, attempts=0, last_error="", again_at=None, **FREE
                )
            )
        with transaction.atomic():
            asked = self._ours().select_for_update().values_list("again_at", flat=True).first()
            if asked is None:
                return bool(self._ours().update(**otherwise, **FREE))
            again = {"due_at": max(asked, at), "again_at": None, "attempts": 0}
            return bool(self._ours().update(**again, **FREE))

    def _ours(self) -> JobQuerySet:
        """This row, as long as the lease under which it was taken is still the one that counts."""
        return Job.objects.open().filter(
            pk=self.pk, leased_by=self.leased_by, attempts=self.attempts
        )


FREE: dict[str, Any] = {"leased_by": "", "leased_until": None}


class WorkerQuerySet(models.QuerySet["Worker"]):
    """Workers, in any order."""

    def seen_since(self, moment: datetime) -> WorkerQuerySet:
        """Those that have given a sign of life since a moment."""
        return self.filter(seen_at__gte=moment)


class Worker(models.Model):
    """A process that does jobs, and when it last gave a sign of life."""

    name = models.CharField(max_length=100, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = WorkerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
