"""Does what is due, one job after another, until it is asked to stop."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection

from gatepost.jobs.models import LEASE, Job, Worker
from gatepost.jobs.queue import put

log = logging.getLogger(__name__)

SIGN_OF_LIFE = timedelta(seconds=30)
FORGOTTEN = timedelta(days=1)
LONGEST_PAUSE, LONGEST_STEP = 30.0, 0.2
DATABASE_AWAY = (OperationalError, InterfaceError)


# What does a job: called with the moment, `at`, and the ids and numbers that were put down, by name.
Handler = Callable[..., object]


@dataclass(frozen=True)
class Recurring:
    """Something that is done again and again, by one worker at a time."""

    kind: str
    every: timedelta
    do: Handler


@dataclass
class Work:
    """A worker: what it can do, and how it tells the time."""

    name: str
    recurring: Sequence[Recurring]
    once: Mapping[str, Handler]
    now: Callable[[], datetime]
    should_stop: Callable[[], bool]
    lease: timedelta = LEASE
    pause: float = 1.0
    seen_at: datetime | None = None

    def run(self) -> None:
        """Work until asked to stop; the job at hand is finished first. A database that is away is waited for."""
        pause = self.pause
        while not self.should_stop():
            try:
                connection.close_if_unusable_or_obsolete()
                while not self.should_stop() and self.do_next():
                    pass
                pause = self.pause
            except DATABASE_AWAY as problem:
                log.warning("The database does not answer (%s); waiting.", type(problem).__name__)
                connection.close()
                self.seen_at = None
                pause = min(pause * 2, LONGEST_PAUSE)
            self._wait(pause)
        self._leave()

    def do_next(self) -> bool:
        """Do one job, if one is due. Whether there was one."""
        at = self.now()
        self._give_sign_of_life(at)
        job = Job.objects.claim(worker=self.name, at=at, lease=self.lease)
        if job is None:
            return False
        self._do(job, at=at)
        return True

    def _do(self, job: Job, *, at: datetime) -> None:
        recurring = next((one for one in self.recurring if one.kind == job.kind), None)
        do = recurring.do if recurring else self.once.get(job.kind)
        if do is None:
            job.fail("UnknownKind", at=self.now())
            return
        try:
            with self._kept(job):
                do(at=at, **job.arguments)
        except Exception as problem:
            _log(job, problem)
            job.fail(type(problem).__name__, at=self.now())
        else:
            again_at = at + recurring.every if recurring else None
            job.finish(at=self.now(), again_at=again_at)

    @contextmanager
    def _kept(self, job: Job) -> Iterator[None]:
        """Make the lease longer while the job takes long, from a thread with a connection of its own."""
        done = threading.Event()
        keeper = threading.Thread(target=self._keep, args=(job, done), daemon=True)
        keeper.start()
        try:
            yield
        finally:
            done.set()
            keeper.join()

    def _keep(self, job: Job, done: threading.Event) -> None:
        while not done.wait(self.lease.total_seconds() / 3):
            try:
                at = self.now()
                job.keep(until=at + self.lease)
                self._give_sign_of_life(at)
            except DATABASE_AWAY:
                pass  # tried again soon; if the lease runs out meanwhile, another worker takes the job
            finally:
                connection.close()

    def _give_sign_of_life(self, at: datetime) -> None:
        """Say that the worker lives, and free what dead ones had."""
        if self.seen_at is None:
            self._arrive(at)
        elif abs(at - self.seen_at) < min(SIGN_OF_LIFE, self.lease):
            return
        defaults = {"seen_at": at}
        Worker.objects.update_or_create(
            name=self.name, defaults=defaults, create_defaults={**defaults, "started_at": at}
        )
        Worker.objects.filter(seen_at__lt=at - FORGOTTEN).delete()
        Job.objects.reap(at=at)
        self.seen_at = at

    def _arrive(self, at: datetime) -> None:
        """At the start, and when the database is back: what has this worker's name is at nobody's hands."""
        Job.objects.drop(worker=self.name, at=at)
        Job.objects.open().filter(is_recurring=True).exclude(
            kind__in=[one.kind for one in self.recurring]
        ).delete()
        for one in self.recurring:
            put(one.kind, key="", due_at=at, arguments={}, is_recurring=True)

    def _wait(self, seconds: float) -> None:
        """In short steps, so that a signal to stop is heeded soon."""
        until = time.monotonic() + seconds
        while not self.should_stop() and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, LONGEST_STEP))

    def _leave(self) -> None:
        try:
            Worker.objects.filter(name=self.name).delete()
        except DATABASE_AWAY:
            pass
        finally:
            connection.close()


def _log(job: Job, problem: Exception) -> None:
    """Where it went wrong, but not the message: that may hold what nobody should read in a log."""
    frames = traceback.extract_tb(problem.__traceback__)
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-4:]))
    log.error("%s failed (attempt %d): %s at %s", job, job.attempts, type(problem).__name__, where)
