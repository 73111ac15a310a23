"""Runs the web and the worker as two processes that start and stop together."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
SECONDS_TO_STOP = 60.0
# A worker that dies again and again is not started faster than this.
SECONDS_BETWEEN_STARTS = 5.0


@dataclass
class Together:
    """Both run until one is told to stop. A dead worker is started again; without the web all stops."""

    web: Callable[[], object]
    worker: Callable[[], object]
    told: bool = False
    processes: dict[str, int] = field(default_factory=dict)
    worker_started: float = 0.0

    def run(self) -> int:
        """The exit status: 0 where it was told to stop, else what the web ended with, or 1."""
        # Whoever still reads at the other end learns that this process is gone, however it ended.
        self.reading, self.lifeline = os.pipe()
        woken, waker = os.pipe()
        os.set_blocking(waker, False)
        os.set_blocking(woken, False)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in STOPPING:
            signal.signal(number, self._tell)
        self._start("web")
        self._start("worker")
        status = self._watch(woken)
        self._stop()
        return status

    def _watch(self, woken: int) -> int:
        while not self.told:
            wait = None if "worker" in self.processes else self._until_next_start()
            if wait == 0:
                self._start("worker")
                continue
            select.select([woken], [], [], wait)
            with contextlib.suppress(BlockingIOError):
                os.read(woken, 1000)
            ended = self._ended()
            if "web" in ended:
                return 0 if self.told else max(ended["web"], 1)
        return 0

    def _until_next_start(self) -> float:
        return max(0.0, self.worker_started + SECONDS_BETWEEN_STARTS - time.monotonic())

    def _ended(self) -> dict[str, int]:
        """The processes that ended, with their status."""
        ended = {}
        for name, pid in list(self.processes.items()):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                del self.processes[name]
                ended[name] = os.waitstatus_to_exitcode(status)
                if not self.told:
                    print(f"The {name} ended with status {ended[name]}.", file=sys.stderr)
        return ended

    def _start(self, name: str) -> None:
        if name == "worker":
            self.worker_started = time.monotonic()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            self._live(name)
        self.processes[name] = pid

    def _live(self, name: str) -> None:
        """What the new process does, until it ends."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (*STOPPING, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            os.close(self.lifeline)
            threading.Thread(target=_end_with, args=(self.reading,), daemon=True).start()
            (self.web if name == "web" else self.worker)()
            status = 0
        except SystemExit as ending:
            status = ending.code if isinstance(ending.code, int) else int(bool(ending.code))
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _tell(self, *_: object) -> None:
        self.told = True

    def _stop(self) -> None:
        """Let both finish what they are at; those that take too long are ended."""
        self.told = True
        for pid in self.processes.values():
            os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + SECONDS_TO_STOP
        while self.processes and time.monotonic() < until:
            self._ended()
            time.sleep(0.05)
        for pid in self.processes.values():
            os.kill(pid, signal.SIGKILL)


def _end_with(reading: int) -> None:
    """End this process in good order once nobody holds the other end of a pipe."""
    os.read(reading, 1)
    os.kill(os.getpid(), signal.SIGTERM)
