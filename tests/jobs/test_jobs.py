"""Jobs: what is due is done once, by one worker, again after a failure, and never lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from gatepost.jobs import later
from gatepost.jobs.models import FIRST_WAIT, LEASE, LONGEST_WAIT, TRIES, Job, Worker
from gatepost.jobs.worker import Recurring, Work

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SOON = timedelta(seconds=1)

pytestmark = pytest.mark.django_db


def make_job(key: str = "post-1", due_at: datetime = AT, **arguments: int) -> Job:
    return later("posts.publish", key=key, due_at=due_at, **arguments)


def claim(at: datetime = AT, worker: str = "one") -> Job:
    job = Job.objects.all().claim(worker=worker, at=at)
    assert job
    return job


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> datetime:
        return self.at


def make_work(clock: Clock, *recurring: Recurring, **once: object) -> Work:
    handlers = {f"posts.{name}": do for name, do in once.items()}
    return Work("one", recurring, handlers, clock, should_stop=lambda: True)  # type: ignore[arg-type]


def test_nothing_is_claimed_before_it_is_due() -> None:
    make_job(due_at=AT + SOON)

    assert Job.objects.all().claim(worker="one", at=AT) is None
    assert Job.objects.all().claim(worker="one", at=AT + SOON)


def test_what_has_waited_longest_comes_first() -> None:
    make_job("second", AT - SOON)
    make_job("first", AT - 2 * SOON)

    assert [claim().key, claim().key] == ["first", "second"]


def test_a_job_that_somebody_is_at_is_not_given_to_another() -> None:
    make_job()
    claim()

    assert Job.objects.all().claim(worker="two", at=AT + LEASE) is None


def test_asking_twice_makes_one_job_and_the_last_word_counts() -> None:
    first = make_job(post=1)
    second = make_job(due_at=AT + SOON, post=2)

    assert first.pk == second.pk
    job = Job.objects.get()
    assert (job.due_at, job.arguments) == (AT + SOON, {"post": 2})


def test_a_job_that_is_done_can_be_asked_for_again() -> None:
    make_job()
    assert claim().finish(at=AT)
    make_job()

    assert Job.objects.count() == 2
    assert Job.objects.all().open().count() == 1


def test_what_is_asked_for_while_a_worker_is_at_it_is_done_once_more() -> None:
    make_job()
    job = claim()
    make_job(due_at=AT + SOON)

    assert job.finish(at=AT)

    assert Job.objects.all().claim(worker="one", at=AT) is None
    assert claim(AT + SOON).finish(at=AT + SOON)
    assert Job.objects.get().done_at == AT + SOON


def test_a_job_is_undone_with_the_act_that_asked_for_it() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        make_job()
        raise RuntimeError("the act failed")

    assert not Job.objects.exists()


def test_a_failure_is_tried_again_after_longer_and_longer_waits_and_given_up_in_the_end() -> None:
    make_job()
    moment, waits = AT, []

    for _ in range(TRIES - 1):
        assert claim(moment).fail("TimeoutError", at=moment)
        job = Job.objects.get()
        waits.append(job.due_at - moment)
        moment = job.due_at
    assert claim(moment).fail("TimeoutError", at=moment)

    assert waits[0] == FIRST_WAIT
    assert waits == sorted(waits)
    assert max(waits) <= LONGEST_WAIT
    job = Job.objects.get()
    assert (job.given_up_at, job.last_error, job.attempts) == (moment, "TimeoutError", TRIES)
    assert Job.objects.all().claim(worker="one", at=moment + timedelta(days=9)) is None


def test_a_recurring_job_is_never_given_up() -> None:
    clock = Clock()

    def fails(*, at: datetime) -> None:
        raise ValueError("Nadia")

    work = make_work(clock, Recurring("notices.deliver", timedelta(seconds=20), fails))
    for _ in range(3 * TRIES):
        assert work.do_next()
        clock.at += LONGEST_WAIT

    job = Job.objects.get()
    assert (job.last_error, job.given_up_at, job.done_at) == ("ValueError", None, None)


def test_a_recurring_job_comes_round() -> None:
    clock, done = Clock(), []
    every = timedelta(seconds=20)
    work = make_work(clock, Recurring("a", every, lambda *, at: done.append(at)))

    assert work.do_next()
    assert not work.do_next()
    clock.at += every
    assert work.do_next()

    assert done == [AT, AT + every]
    assert Job.objects.count() == 1


def test_a_recurring_job_that_is_no_longer_listed_goes_away() -> None:
    clock = Clock()
    make_work(clock, Recurring("a", SOON, lambda *, at: None)).do_next()

    make_work(clock, Recurring("b", SOON, lambda *, at: None)).do_next()

    assert [job.kind for job in Job.objects.all()] == ["b"]


def test_a_handler_gets_the_moment_and_the_arguments() -> None:
    got = []
    work = make_work(Clock(), publish=lambda *, at, **given: got.append((at, given)))
    make_job(post=7, version=2)

    assert work.do_next()

    assert got == [(AT, {"post": 7, "version": 2})]
    assert Job.objects.get().done_at == AT


def test_an_error_is_noted_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    def fails(*, at: datetime) -> None:
        raise LookupError("Nadia Okafor has no guardian")

    make_job()
    make_work(Clock(), publish=fails).do_next()

    assert Job.objects.get().last_error == "LookupError"
    assert "LookupError at fails:" in caplog.text
    assert "Nadia" not in caplog.text


def test_a_kind_that_nobody_knows_is_given_up_and_stays_to_be_seen() -> None:
    clock = Clock()
    work = make_work(clock)
    make_job()
    for _ in range(TRIES):
        assert work.do_next()
        clock.at += LONGEST_WAIT

    assert Job.objects.all().given_up().get().last_error == "UnknownKind"


def test_a_lease_that_ran_out_frees_the_job_and_the_late_worker_changes_nothing() -> None:
    make_job()
    late = claim()
    over = AT + LEASE + SOON

    assert Job.objects.all().reap(at=AT + LEASE) == 0
    assert Job.objects.all().reap(at=over) == 1
    job = claim(over, worker="two")

    assert not late.finish(at=over)
    assert not late.fail("TimeoutError", at=over)
    assert not late.keep(until=over + LEASE)
    assert job.finish(at=over)


def test_a_lease_that_was_made_longer_is_not_taken_away() -> None:
    make_job()
    assert claim().keep(until=AT + 2 * LEASE)

    assert Job.objects.all().reap(at=AT + LEASE + SOON) == 0


def test_a_job_that_kills_every_worker_is_given_up() -> None:
    make_job()
    moment = AT
    for _ in range(TRIES):
        claim(moment)
        moment += LEASE + SOON
        assert Job.objects.all().reap(at=moment) == 1
        moment += LONGEST_WAIT

    assert Job.objects.all().given_up().get().last_error == "LeaseRanOut"


def test_two_open_jobs_of_a_kind_and_key_are_impossible() -> None:
    make_job()

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="posts.publish", key="post-1", due_at=AT)


def test_a_worker_says_that_it_lives_and_when_it_leaves() -> None:
    clock = Clock()
    work = make_work(clock)

    work.do_next()
    assert Worker.objects.all().seen_since(AT).get().started_at == AT
    clock.at += timedelta(minutes=1)
    work.do_next()
    worker = Worker.objects.get()
    assert (worker.started_at, worker.seen_at) == (AT, clock.at)


def test_workers_that_were_not_seen_for_a_day_are_forgotten() -> None:
    Worker.objects.create(name="gone", started_at=AT, seen_at=AT - timedelta(days=2))

    make_work(Clock()).do_next()

    assert [worker.name for worker in Worker.objects.all()] == ["one"]
