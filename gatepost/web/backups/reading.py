"""Reads the whole database as it stood at one moment, while people go on working."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, Protocol

from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from gatepost.vault.fields import EncryptedTextField
from gatepost.vault.sealing import key_id_of
from gatepost.web.backups.columns import selected, written
from gatepost.web.data_folder import database_url

# Sign-ins and workers do not outlive a restore: everybody signs in anew.
LEFT_OUT = {"sessions.session", "usersessions.usersession", "jobs.worker"}
AT_ONCE = 500

Model = type[models.Model]


class Snapshot(Protocol):
    """The database at one moment."""

    def rows(self, statement: str) -> Iterator[Sequence[Any]]: ...


class SQLite:
    """A read transaction: in WAL mode it sees one moment and holds up no writer."""

    def __init__(self, connected: sqlite3.Connection) -> None:
        self.connected = connected
        connected.execute("BEGIN")

    def rows(self, statement: str) -> Iterator[Sequence[Any]]:
        """What a statement gives."""
        yield from self.connected.execute(statement)


class PostgreSQL:
    """A transaction that sees one moment from its first statement on; rows come from the server bit by bit."""

    def __init__(self, connected: Any) -> None:
        self.connected = connected
        connected.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def rows(self, statement: str) -> Iterator[Sequence[Any]]:
        """What a statement gives."""
        with self.connected.cursor(name="backup") as cursor:
            cursor.itersize = AT_ONCE
            yield from cursor.execute(statement)


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """The database as it stands this moment, on a connection of its own."""
    if connection.vendor == "sqlite":
        path = f"file:{connection.settings_dict['NAME']}?mode=ro"
        with closing(sqlite3.connect(path, uri=True, timeout=20, isolation_level=None)) as opened:
            yield SQLite(opened)
    else:
        import psycopg

        with psycopg.connect(database_url()) as server:
            yield PostgreSQL(server)


def tables_after(
    migrations: Iterable[tuple[str, str]], *, loader: MigrationLoader
) -> dict[str, Model]:
    """The tables as some migrations left them, by name: they need not be those of this version."""
    every = loader.project_state(list(migrations)).apps.get_models(include_auto_created=True)
    kept = [model for model in every if model._meta.managed and not model._meta.proxy]
    return {
        model._meta.db_table: model for model in kept if model._meta.label_lower not in LEFT_OUT
    }


def columns_of(model: Model) -> list[str]:
    """The columns of a table, in the order in which they are written."""
    return [str(field.column) for field in model._meta.local_concrete_fields]


def lines_of(moment: Snapshot, model: Model, *, key_ids: set[str]) -> Iterator[bytes]:
    """A table as lines of JSON. The keys that its encrypted values need are noted."""
    fields = model._meta.local_concrete_fields
    convert = [written(field) for field in fields]
    sealed = [at for at, field in enumerate(fields) if isinstance(field, EncryptedTextField)]
    asked = ", ".join(selected(field, vendor=connection.vendor) for field in fields)
    key = model._meta.pk.column
    for row in moment.rows(f'SELECT {asked} FROM "{model._meta.db_table}" ORDER BY "{key}"'):
        values: list[Any] = [
            None if value is None else turn(value) for turn, value in zip(convert, row, strict=True)
        ]
        locked = [value for at in sealed if (value := values[at])]
        key_ids.update(key_id_of(value, place=model._meta.label) for value in locked)
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def migrations_of(moment: Snapshot) -> list[tuple[str, str]]:
    """The migrations that made the tables as they are."""
    found = moment.rows("SELECT app, name FROM django_migrations ORDER BY app, name")
    return sorted({(str(app), str(name)) for app, name in found})


def counters_of(moment: Snapshot) -> dict[str, int]:
    """The highest number each table ever gave: the ledger speaks of numbers, so none is given again."""
    if isinstance(moment, SQLite):
        return {
            str(name): int(last)
            for name, last in moment.rows("SELECT name, seq FROM sqlite_sequence")
        }
    found = moment.rows(
        "SELECT t.relname, s.last_value FROM pg_sequences s"
        " JOIN pg_class c ON c.relname = s.sequencename AND c.relkind = 'S'"
        " JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = s.schemaname"
        " JOIN pg_depend d ON d.objid = c.oid AND d.deptype IN ('i', 'a')"
        " JOIN pg_class t ON t.oid = d.refobjid"
        " WHERE s.schemaname = current_schema() AND s.last_value IS NOT NULL"
    )
    return {str(name): int(last) for name, last in found}
