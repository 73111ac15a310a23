"""A worker process for the tests: does jobs that leave a line in a file when they begin and when they end."""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any


def main(folder: Path, *, lease: float, takes: float) -> None:
    """Work until SIGTERM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gatepost.web.settings")
    import django

    django.setup()
    from gatepost.jobs.worker import Recurring, Work

    stopped = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))

    def write(line: str) -> None:
        handle = os.open(folder / "lines", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{line} {os.getpid()} {time.monotonic()}\n".encode())
        os.close(handle)

    def note(*, at: datetime, number: int, **_: Any) -> None:
        write(f"begin {number}")
        time.sleep(takes)
        write(f"end {number}")

    def tick(*, at: datetime) -> None:
        note(at=at, number=-1)

    print("ready", flush=True)
    Work(
        f"worker-{os.getpid()}",
        [Recurring("tests.tick", timedelta(milliseconds=50), tick)],
        {"tests.note": note},
        now=lambda: datetime.now(tz=UTC),
        should_stop=lambda: bool(stopped),
        lease=timedelta(seconds=lease),
        pause=0.05,
    ).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), lease=float(sys.argv[2]), takes=float(sys.argv[3]))
