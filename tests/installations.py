"""An installation of the tests' own: a data folder, a database, and commands run as processes."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from gatepost.web.keys import make_missing

ROOT = Path(__file__).parents[1]
PREPARED = "import django; django.setup()\n"


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

    def start(self, *arguments: str, **more: Any) -> subprocess.Popen[str]:
        """`gatepost …` or, where the first word ends in .py, a script."""
        words = (
            [sys.executable, *arguments]
            if arguments[0].endswith(".py")
            else [sys.executable, "-m", "gatepost", *arguments]
        )
        return subprocess.Popen(
            words,
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **more,
        )

    def run(
        self, *arguments: str, typed: str = "", **more: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run `gatepost …` to its end."""
        process = self.start(*arguments, **more)
        said, complained = process.communicate(typed, timeout=120)
        return subprocess.CompletedProcess(arguments, process.returncode, said, complained)

    def done(self, *arguments: str, typed: str = "") -> str:
        """Run `gatepost …`, which has to succeed; what it said."""
        done = self.run(*arguments, typed=typed)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def python(self, code: str) -> str:
        """Run code inside the installation; what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", PREPARED + code],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def installation(
    folder: Path, *, server: str = "", migrated: bool = True
) -> Iterator[Installation]:
    """A new one with keys of its own: with a SQLite file, or with a database of its own on a PostgreSQL server."""
    folder.mkdir(parents=True, exist_ok=True)
    with database_on(server, like=_template(server) if server and migrated else "") as url:
        made = Installation(folder, {"GATEPOST_DATABASE_URL": url} if url else {})
        if migrated:
            made.data.mkdir(mode=0o700)
            make_missing(made.data / "keys")
            if not server:
                (made.data / "gatepost.sqlite3").write_bytes(_migrated_file())
        yield made


@cache
def _migrated_file() -> bytes:
    """A SQLite file with all tables, made once."""
    with tempfile.TemporaryDirectory() as folder:
        made = Installation(Path(folder))
        made.done("migrate", "--verbosity", "0")
        return (made.data / "gatepost.sqlite3").read_bytes()


@cache
def _template(server: str) -> str:
    """The name of a database with all tables, made once; it goes with the server."""
    name = f"gatepost_template_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as folder:
        made = Installation(Path(folder), {"GATEPOST_DATABASE_URL": address_of(server, name)})
        made.done("migrate", "--verbosity", "0")
    return name


@contextmanager
def database_on(server: str, *, like: str = "") -> Iterator[str]:
    """The address of a new database on a server; empty where there is no server."""
    if not server:
        yield ""
        return
    name = f"gatepost_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like or 'template1'}")  # type: ignore[arg-type]
        try:
            yield address_of(server, name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def address_of(server: str, name: str) -> str:
    """The address of another database on the same server."""
    before, question, query = server.partition("?")
    return f"{before.rpartition('/')[0]}/{name}{question}{query}"
