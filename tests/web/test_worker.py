"""`gatepost worker`, and `serve` with its worker: they start, stop and die as they should."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

from gatepost.web.recurring import RECURRING
from tests.installations import Installation, installation
from tests.web.test_server import free_port

WORKERS = (
    "from gatepost.jobs.models import Worker; print(*Worker.objects.values_list('name', flat=True))"
)


@pytest.fixture
def installed(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Installation]:
    """An installation on the database that the suite runs on."""
    is_server = pytestconfig.getoption("database") == "postgresql"
    server = os.environ["GATEPOST_DATABASE_URL"] if is_server else ""
    with installation(tmp_path, server=server) as made:
        yield made


@contextmanager
def serving(installed: Installation) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`gatepost serve`, once it listens; ended in the end."""
    port = free_port()
    process = installed.start("serve", "--port", str(port))
    try:
        assert process.stdout
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


def wait_for(holds: Callable[[], object], *, seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "that took too long"
        time.sleep(0.2)


def answers(port: int) -> bool:
    with urlopen(f"http://127.0.0.1:{port}/") as response:
        return bool(response.status == 200)


def workers(installed: Installation) -> set[str]:
    return set(installed.python(WORKERS).split())


def test_serve_starts_a_worker_and_stops_it_too(installed: Installation) -> None:
    with serving(installed) as (process, port):
        wait_for(lambda: workers(installed))
        children = children_of(process.pid)
        assert answers(port)

        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0

    assert len(children) == 2
    assert not any(is_alive(child) for child in children)
    assert workers(installed) == set()


def test_a_worker_that_dies_is_started_again_and_the_web_goes_on(installed: Installation) -> None:
    with serving(installed) as (process, port):
        wait_for(lambda: workers(installed))
        first = workers(installed)
        web, worker = children_of(process.pid)

        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: workers(installed) - first)

        assert answers(port)
        assert children_of(process.pid)[0] == web
        assert len(children_of(process.pid)) == 2


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
    text = installed.python(
        "from gatepost.jobs.models import Job\n"
        "for job in Job.objects.order_by('kind'): print(job.kind, job.attempts, job.last_error)"
    )
    assert text.splitlines() == [f"{kind} 0 " for kind in sorted(one.kind for one in RECURRING)]


def test_every_recurring_job_has_a_name_of_its_own_and_some_time_between() -> None:
    kinds = [one.kind for one in RECURRING]

    assert len(kinds) == len(set(kinds))
    assert min(one.every for one in RECURRING) >= timedelta(seconds=5)


def test_what_was_given_up_is_taken_up_again(installed: Installation) -> None:
    installed.python(
        "from django.utils.timezone import now\n"
        "from gatepost.jobs.models import Job\n"
        "from gatepost.notices.models import Notice\n"
        "Job.objects.create(kind='a', key='1', due_at=now(), given_up_at=now(), last_error='E')\n"
        "Notice.objects.create(kind='review-due', to='a@b.example', link='/', key='k', created_at=now(),"
        " due_at=now(), next_try_at=now(), failed_at=now())\n"
    )

    assert installed.done("worker", "--again") == "1 jobs and 1 messages will be tried again.\n"

    assert installed.done("worker", "--again") == "0 jobs and 0 messages will be tried again.\n"
