"""Many write into one chain at once, or are killed while they do: no gap, no fork, no change without its line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.installations import Installation, installation, server_of

SCRIPT = str(Path(__file__).with_name("appending.py"))
TIMES = int(os.environ.get("GATEPOST_TEST_TIMES", "1"))


@pytest.fixture
def installed(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Installation]:
    """An installation on the database that the suite runs on."""
    with installation(tmp_path, server=server_of(pytestconfig)) as made:
        yield made


def held(installed: Installation) -> Any:
    return json.loads(installed.done(SCRIPT, "look"))


def test_many_at_once_make_no_gap_and_no_fork(installed: Installation) -> None:
    processes = [installed.start(SCRIPT, "together", "4", "12") for _ in range(2)]
    ended = [process.communicate(timeout=120)[1] for process in processes]

    assert [process.returncode for process in processes] == [0, 0], ended
    found = held(installed)
    assert found["numbers"] == list(range(1, 2 * 4 * 12 + 1))
    assert found["recorded"] == found["changed"]
    assert found["faults"] == found["misfiled"] == []


def test_whoever_is_killed_leaves_no_change_without_its_line(installed: Installation) -> None:
    rounds = 10 + 10 * TIMES

    process = installed.start(SCRIPT, "killed", str(rounds))
    _, complaints = process.communicate(timeout=120 * TIMES)

    assert process.returncode == 0, complaints

    found = held(installed)
    assert len(found["numbers"]) > rounds, "none was killed in the midst of its work"
    assert found["numbers"] == list(range(1, len(found["numbers"]) + 1))
    assert found["recorded"] == found["changed"]
    assert found["faults"] == found["misfiled"] == []
