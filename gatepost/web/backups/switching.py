"""The step at which a restored database takes the place of the old one: all at once or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import OperationalError, connection, transaction

from gatepost.vault.whole import folder_to_disk
from gatepost.web.backups.archive import BackupProblem

RUNNING = "Gatepost is running, or something else uses its database. Stop it, then restore."
NOT_EMPTY = (
    "There is an installation here already. Add --replace to put the backup in its place; "
    "everything that is not in the backup is lost then."
)
WAIT_FOR_LOCKS = "10s"


@contextmanager
def switched(*, replace: bool) -> Iterator[None]:
    """Within, Django speaks to an empty database; afterwards that is the one that counts. An error leaves the old one."""
    if connection.vendor == "sqlite":
        with _new_file(replace=replace):
            yield
    else:
        with _one_transaction(replace=replace):
            yield


@contextmanager
def _new_file(*, replace: bool) -> Iterator[None]:
    path = Path(connection.settings_dict["NAME"])
    if path.exists() and path.stat().st_size:
        if not replace and _tables_of(path):
            raise BackupProblem(NOT_EMPTY)
        _put_to_rest(path)
    new = path.with_name(f"{path.name}.restoring")
    _remove(new)
    connection.close()
    connection.settings_dict["NAME"] = str(new)
    try:
        yield
        connection.close()
        _put_to_rest(new)
        if path.exists():
            _put_to_rest(path)
        new.replace(path)
        folder_to_disk(path.parent)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(path)
        _remove(new)


def _tables_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as opened:
        return int(opened.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def _put_to_rest(path: Path) -> None:
    """Bring everything into the one file: a log that was left beside it would be read into its successor."""
    try:
        with closing(sqlite3.connect(path, timeout=2)) as opened:
            mode = opened.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError:
        mode = ""
    if mode != "delete":
        raise BackupProblem(RUNNING)


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


@contextmanager
def _one_transaction(*, replace: bool) -> Iterator[None]:
    """PostgreSQL makes and drops tables in a transaction too, so an error or a crash undoes all of it."""
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_FOR_LOCKS}'")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            if cursor.fetchone()[0]:
                raise BackupProblem(RUNNING)
            names = connection.introspection.table_names(cursor)
            if names and not replace:
                raise BackupProblem(NOT_EMPTY)
            for name in names:
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)} CASCADE")
            yield
    except OperationalError as problem:
        if "lock timeout" in str(problem):
            raise BackupProblem(RUNNING) from None
        raise
