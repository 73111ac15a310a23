"""`gatepost worker`, and `serve` with its worker: they start, stop and die as they should."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

from gatepost.web.recurring import RECURRING
from tests.installations import Installation, installation, server_of, wait_for
from tests.warm_starts import Started
from tests.web.test_server import free_port

GIVEN_UP = """
from django.utils.timezone import now
from gatepost.jobs.models import Job
from gatepost.notices.models import Notice
Job.objects.create(kind="a", key="1", due_at=now(), given_up_at=now(), last_error="E")
Notice.objects.create(
    kind="review-due", to="a@b.example", link="/", key="k",
    created_at=now(), due_at=now(), next_try_at=now(), failed_at=now(),
)
"""


@pytest.fixture
def installed(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Installation]:
    """An installation on the database that the suite runs on."""
    with installation(tmp_path, server=server_of(pytestconfig)) as made:
        yield made


@contextmanager
def serving(installed: Installation) -> Iterator[tuple[Started, int]]:
    """`gatepost serve`, once it listens; ended in the end."""
    port = free_port()
    process = installed.start("serve", "--port", str(port))
    try:
        assert process.stdout.readline().startswith("Open http://")
        yield process, port
    finally:
        process.terminate()
        process.communicate(timeout=60)


def children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(child) for child in text.split()]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def answers(port: int) -> bool:
    with urlopen(f"http://127.0.0.1:{port}/") as response:
        return bool(response.status == 200)


def workers(installed: Installation) -> set[str]:
    return set(installed.ask("SELECT name FROM jobs_worker"))


def test_serve_starts_a_worker_again_when_it_dies_and_stops_it_when_it_stops(
    installed: Installation,
) -> None:
    with serving(installed) as (process, port):
        wait_for(lambda: workers(installed))
        first = workers(installed)
        web, worker = children_of(process.pid)

        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: workers(installed) - first)

        assert answers(port)
        children = children_of(process.pid)
        assert (children[0], len(children)) == (web, 2)

        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0

    assert not any(is_alive(child) for child in children)
    assert workers(installed) == first  # of the dead one; the other took its leave


def test_when_the_web_dies_all_stops(installed: Installation) -> None:
    with serving(installed) as (process, _):
        wait_for(lambda: workers(installed))
        web, worker = children_of(process.pid)

        os.kill(web, signal.SIGKILL)

        assert process.wait(timeout=60) == 1
        assert not is_alive(worker)


def test_when_serve_is_killed_nothing_of_it_stays(installed: Installation) -> None:
    with serving(installed) as (process, _):
        wait_for(lambda: workers(installed))
        children = children_of(process.pid)

        process.kill()

        wait_for(lambda: not any(is_alive(child) for child in children))


def test_a_worker_does_each_recurring_job_and_once_ends(installed: Installation) -> None:
    done = installed.run("worker", "--once")

    assert done.returncode == 0, done.stderr
    for field, value in (("attempts", 0), ("last_error", "")):
        assert set(installed.ask(f"SELECT {field} FROM jobs_job")) == {value}
    kinds = installed.ask("SELECT kind FROM jobs_job ORDER BY kind")
    assert sorted(kinds) == sorted(one.kind for one in RECURRING)


def test_every_recurring_job_has_a_name_of_its_own_and_some_time_between() -> None:
    kinds = [one.kind for one in RECURRING]

    assert len(kinds) == len(set(kinds))
    assert min(one.every for one in RECURRING) >= timedelta(seconds=5)


def test_what_was_given_up_is_taken_up_again(installed: Installation) -> None:
    installed.python(GIVEN_UP)

    assert installed.done("worker", "--again") == "1 jobs and 1 messages will be tried again.\n"

    assert installed.done("worker", "--again") == "0 jobs and 0 messages will be tried again.\n"
