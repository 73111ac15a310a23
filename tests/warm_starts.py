"""Processes that start in a moment: copies of one that has read all of Gatepost and waits, before any setting is read.

Each is a process of its own, with its own environment, and runs what `python -m gatepost …` runs; only reading a
thousand modules is spared. `tests/web/test_server.py` and `test_settings.py` start the command cold.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import resource
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any, NoReturn

ROOT = Path(__file__).parents[1]
LARGEST = 200_000  # bytes of one wish: its environment, mostly
# What most commands come to read; Django's apps are read where its settings are, below.
READ = (
    "allauth.urls",
    "django.core.management.commands.migrate",
    "django.core.mail.backends.smtp",
    "django.db.backends.postgresql.base",
    "django.db.backends.sqlite3.base",
    "gatepost.web.backups.restoring",
    "gatepost.web.checking",
    "gatepost.web.management.commands.worker",
    "gatepost.web.views",
    "gatepost.policies.demo",
    "gatepost.policies.urls",
)


class Started:
    """A process that was started warm, used as one of `subprocess.Popen`."""

    def __init__(self, wish: dict[str, Any]) -> None:
        self.args: Sequence[str] = wish["words"]
        self.returncode: int | None = None
        ours: list[int] = []
        theirs: list[int] = []
        for is_input in (True, False, False, False):
            reading, writing = os.pipe()
            ours.append(writing if is_input else reading)
            theirs.append(reading if is_input else writing)
        socket.send_fds(_waiting(), [json.dumps(wish).encode()], theirs)
        for handle in theirs:
            os.close(handle)
        self.stdin: IO[str] = os.fdopen(ours[0], "w", encoding="utf-8")
        self.stdout: IO[str] = os.fdopen(ours[1], encoding="utf-8")
        self.stderr: IO[str] = os.fdopen(ours[2], encoding="utf-8")
        self._told = os.fdopen(ours[3], encoding="ascii")
        self.pid = int(self._told.readline())
        self._read: dict[str, str] = {}
        self._reading = [
            threading.Thread(target=self._read_all, args=(name,), daemon=True)
            for name in ("stdout", "stderr")
        ]

    def _read_all(self, name: str) -> None:
        with getattr(self, name) as stream:
            self._read[name] = stream.read()

    def poll(self) -> int | None:
        """How it ended, if it did."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(timeout=0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """How it ended."""
        if self.returncode is None:
            if not select.select([self._told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            with self._told:
                self.returncode = int(self._told.readline())
        return self.returncode

    def communicate(self, typed: str = "", timeout: float | None = None) -> tuple[str, str]:
        """Type something, wait until it ended, and give what it said."""
        if not self.stdin.closed:
            with contextlib.suppress(BrokenPipeError), self.stdin:
                self.stdin.write(typed)
            for thread in self._reading:
                thread.start()
        self.wait(timeout)
        for thread in self._reading:
            thread.join()
        return self._read["stdout"], self._read["stderr"]

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to stop."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it this moment."""
        self.send_signal(signal.SIGKILL)


def start(
    words: Sequence[str], *, cwd: Path, env: dict[str, str], largest_file: int | None = None
) -> Started:
    """Start `gatepost …`; a script, where the first word ends in .py; or, after `-c`, a program."""
    return Started(
        {"words": list(words), "cwd": str(cwd), "env": env, "largest_file": largest_file}
    )


@cache
def _waiting() -> socket.socket:
    """The line to the process that waits. It ends when the line is closed, that is with the tests."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GATEPOST_")}
    process = subprocess.Popen(
        [sys.executable, __file__, str(theirs.fileno())],
        cwd=ROOT,
        env={**kept, "GATEPOST_DATA": "/nowhere", "PYTHONPATH": str(ROOT)},
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
    )
    theirs.close()
    atexit.register(process.wait)
    atexit.register(ours.close)
    return ours


def wait_for_wishes(line: socket.socket) -> None:
    """Read everything, then make a process for each wish, until nobody is at the other end."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "gatepost.web.settings"
    import django
    import weasyprint  # noqa: F401  before the log is set up, to which it would write

    django.setup()
    for name in READ:
        importlib.import_module(name)
    _forget_settings()
    gc.freeze()  # what is read stays, so that no copy needs pages of its own for it
    while True:
        wish, handles, _, _ = socket.recv_fds(line, LARGEST, 4)
        _reap()
        if not wish:
            return
        if os.fork() == 0:
            line.close()
            _see_to(json.loads(wish), handles)
        for handle in handles:
            os.close(handle)


def _reap() -> None:
    """Let go of those that ended, so that their time counts as that of the tests."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _forget_settings() -> None:
    """Let Django read its settings again when they are next asked for, as in a new process."""
    from django.conf import empty, settings
    from django.db import connections

    vars(connections).pop("settings", None)
    connections.__init__()  # type: ignore[misc]
    settings._wrapped = empty
    del sys.modules["gatepost.web.settings"]


def _see_to(wish: dict[str, Any], handles: Sequence[int]) -> NoReturn:
    """Tell the number of the new process, and how it ended."""
    child = os.fork()
    if child == 0:
        os.close(handles[3])
        _become(wish, handles[:3])
    for handle in handles[:3]:
        os.close(handle)
    os.write(handles[3], f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(BrokenPipeError):
        os.write(handles[3], f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(wish: dict[str, Any], handles: Sequence[int]) -> NoReturn:
    """Be the process that was wished for, and end as Python ends, but for taking a thousand modules down."""
    for at, handle in enumerate(handles):
        os.dup2(handle, at)
        os.close(handle)
    os.environ.clear()
    os.environ.update(wish["env"])
    os.chdir(wish["cwd"])
    if wish["largest_file"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (wish["largest_file"],) * 2)
    status = _status_of(wish["words"])
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _status_of(words: list[str]) -> int:
    """Run it; the exit status that Python would give."""
    try:
        ending = _run(words)
    except SystemExit as asked:
        ending = asked.code
    except BaseException:
        traceback.print_exc()
        return 1
    if isinstance(ending, str):
        print(ending, file=sys.stderr)
    return ending if isinstance(ending, int) else int(ending is not None)


def _run(words: list[str]) -> object:
    if words[:1] == ["-c"]:
        sys.argv = words[:1]
        exec(compile(words[1], "<program>", "exec"), {"__name__": "__main__"})
        return 0
    if words and words[0].endswith(".py"):
        sys.argv, sys.path[0] = words, str(Path(words[0]).parent)
        runpy.run_path(words[0], run_name="__main__")
        return 0
    from gatepost.__main__ import main

    sys.argv = ["gatepost", *words]
    return main()


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as the_line:
        wait_for_wishes(the_line)
