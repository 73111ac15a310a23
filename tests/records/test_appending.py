"""Many write into one chain at once, or are killed while they do: no gap, no fork, no change without its line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("appending.py")
TIMES = int(os.environ.get("GATEPOST_TEST_TIMES", "1"))

pytestmark = pytest.mark.django_db(transaction=True)


def started(*words: str, env: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def done(process: subprocess.Popen[str]) -> str:
    out, complaints = process.communicate(timeout=120 * TIMES)
    assert process.returncode == 0, complaints
    return out


def held(env: dict[str, str]) -> Any:
    return json.loads(done(started(str(SCRIPT), "look", env=env)))


@pytest.fixture
def database(tmp_path: Path) -> dict[str, str]:
    """The environment of a process with a database of its own: a file of SQLite's, or the suite's PostgreSQL."""
    env = {"GATEPOST_DATA": str(tmp_path)}
    if connection.vendor == "sqlite":
        env["GATEPOST_DATABASE_URL"] = f"sqlite:///{tmp_path}/gatepost.sqlite3"
        done(started("-m", "gatepost", "migrate", "--verbosity=0", env=env))
    else:
        # The address of the server, and the suite's database on it.
        address = urlsplit(os.environ["GATEPOST_DATABASE_URL"])
        name = connection.settings_dict["NAME"]
        env["GATEPOST_DATABASE_URL"] = urlunsplit(address._replace(path=f"/{name}"))
    return env


def test_many_at_once_make_no_gap_and_no_fork(database: dict[str, str]) -> None:
    processes = [started(str(SCRIPT), "together", "4", "12", env=database) for _ in range(2)]
    ended = [process.communicate(timeout=120)[1] for process in processes]

    assert [process.returncode for process in processes] == [0, 0], ended
    found = held(database)
    assert found["numbers"] == list(range(1, 2 * 4 * 12 + 1))
    assert found["recorded"] == found["changed"]
    assert found["faults"] == found["misfiled"] == []


def test_whoever_is_killed_leaves_no_change_without_its_line(database: dict[str, str]) -> None:
    rounds = 40 * TIMES

    done(started(str(SCRIPT), "killed", str(rounds), env=database))

    found = held(database)
    assert len(found["numbers"]) > rounds / 4
    assert found["numbers"] == list(range(1, len(found["numbers"]) + 1))
    assert found["recorded"] == found["changed"]
    assert found["faults"] == found["misfiled"] == []
