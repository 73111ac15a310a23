"""An installation of the tests' own: a data folder, a database, and commands run as processes."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import psycopg
import pytest

from gatepost.web.keys import make_missing
from tests.warm_starts import Started, start

ROOT = Path(__file__).parents[1]
PREPARED = "import django; django.setup()\n"
SECONDS = 120


@dataclass
class Installation:
    """Where it lies, and with which settings."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GATEPOST_", "DJANGO_"))
        }
        paths = [str(ROOT), kept.get("PYTHONPATH", "")]
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "gatepost.web.settings",
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
            "GATEPOST_DATA": str(self.data),
            **self.settings,
        }

    def start(self, *arguments: str, largest_file: int | None = None) -> Started:
        """`gatepost …` or, where the first word ends in .py, a script. No file may grow past `largest_file` bytes."""
        return start(arguments, cwd=self.folder, env=self.environment, largest_file=largest_file)

    def run(
        self, *arguments: str, typed: str = "", largest_file: int | None = None
    ) -> CompletedProcess[str]:
        """Run `gatepost …` to its end."""
        process = self.start(*arguments, largest_file=largest_file)
        said, complained = process.communicate(typed, timeout=SECONDS)
        assert process.returncode is not None
        return CompletedProcess(arguments, process.returncode, said, complained)

    def done(self, *arguments: str, typed: str = "") -> str:
        """Run `gatepost …`, which has to succeed; what it said."""
        done = self.run(*arguments, typed=typed)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def python(self, code: str) -> str:
        """Run code inside the installation; what it printed."""
        return self.done("-c", PREPARED + code)

    def ask(self, statement: str) -> list[Any]:
        """Put one statement to the database, past Gatepost; the first column of what it gives."""
        with self._connected() as connection:
            cursor = connection.execute(statement)
            return [row[0] for row in cursor.fetchall()] if cursor.description else []

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        if url := self.settings.get("GATEPOST_DATABASE_URL"):
            with psycopg.connect(url, autocommit=True) as connection:
                yield connection
        else:
            path = self.data / "gatepost.sqlite3"
            with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as opened:
                yield opened


def wait_for(holds: Callable[[], object], *, seconds: float = 60) -> None:
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "that took too long"
        time.sleep(0.02)


def server_of(config: pytest.Config) -> str:
    """The address of the PostgreSQL server on which the suite runs; empty where it runs on SQLite."""
    is_server = config.getoption("database") == "postgresql"
    return os.environ["GATEPOST_DATABASE_URL"] if is_server else ""


@contextmanager
def installation(
    folder: Path, *, server: str = "", migrated: bool = True, holding: str = ""
) -> Iterator[Installation]:
    """A new one: with a SQLite file, or with a database of its own on a PostgreSQL server.

    With `migrated` it has tables and keys of its own. `holding` is code that filled it: that runs once, and
    every installation with the same is a copy, its keys included.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = _kept(server, holding) if migrated else None
    with database_on(server, like=_name_of(kept)) as url:
        made = Installation(folder, {"GATEPOST_DATABASE_URL": url} if url else {})
        if kept:
            shutil.copytree(kept.data, made.data)
        if kept and not holding:
            make_missing(made.data / "keys")
        yield made


@cache
def _kept(server: str, holding: str) -> Installation:
    """The one of which others are copies. Its database goes with the server, or with its folder."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    like = _kept(server, "") if holding else None
    made = Installation(folder)
    if server:
        made.settings["GATEPOST_DATABASE_URL"] = _new_database(server, like=_name_of(like))
    if like:
        shutil.copytree(like.data, made.data)
        make_missing(made.data / "keys")
        made.python(holding)
    else:
        made.done("migrate", "--verbosity", "0")
        shutil.rmtree(made.data / "keys")
    return made


def _name_of(kept: Installation | None) -> str:
    url = kept.settings.get("GATEPOST_DATABASE_URL", "") if kept else ""
    return url.partition("?")[0].rpartition("/")[2] or "template1"


def _new_database(server: str, *, like: str) -> str:
    """The address of a new database on a server."""
    name = f"gatepost_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")  # type: ignore[arg-type]
    before, question, query = server.partition("?")
    return f"{before.rpartition('/')[0]}/{name}{question}{query}"


@contextmanager
def database_on(server: str, *, like: str = "template1") -> Iterator[str]:
    """The address of a database that goes again; empty where there is no server."""
    if not server:
        yield ""
        return
    url = _new_database(server, like=like)
    try:
        yield url
    finally:
        name = url.partition("?")[0].rpartition("/")[2]
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]
