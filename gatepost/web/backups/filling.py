"""Fills an empty database from a backup: tables as they were when it was made, then all later migrations."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from gatepost.records.new_database import make_tables
from gatepost.web.backups.archive import BackupProblem, Reader
from gatepost.web.backups.columns import read
from gatepost.web.backups.reading import AT_ONCE, Model, columns_of, tables_after


def fill(archive: Reader) -> None:
    """Make the tables, put in the rows, bring all up to date."""
    there = _make_tables(archive)
    with connection.cursor() as cursor, connection.constraint_checks_disabled():
        for name in reversed(list(there)):
            cursor.execute(f'DELETE FROM "{name}"')  # what migrations put in comes with the rows
        for name, model in there.items():
            _put_in(archive, cursor, name, model)
        _count_on(archive, cursor, there)
    connection.check_constraints()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0, interactive=False, check_unapplied=True)


def _make_tables(archive: Reader) -> dict[str, Model]:
    """The tables as they were: what migrations since then change is done with the rows in."""
    migrations = [(app, name) for app, name in archive.manifest.migrations]
    make_tables(connection, after=migrations)
    there = tables_after(migrations, loader=MigrationLoader(connection))
    columns = {name: columns_of(model) for name, model in there.items()}
    if {name: sorted(of) for name, of in columns.items()} != {
        name: sorted(of) for name, of in archive.manifest.columns.items()
    }:
        raise BackupProblem(
            "The tables of the backup are not those of the version it names. Use another one."
        )
    return there


def _put_in(archive: Reader, cursor: Any, name: str, model: Model) -> None:
    columns = archive.manifest.columns[name]
    fields = {field.column: field for field in model._meta.local_concrete_fields}
    convert = [read(fields[column], connection=connection) for column in columns]
    places = ", ".join(["%s"] * len(columns))
    quoted = ", ".join(f'"{column}"' for column in columns)
    statement = f'INSERT INTO "{name}" ({quoted}) VALUES ({places})'
    rows = (json.loads(line) for line in archive.lines(f"tables/{name}.jsonl"))
    while some := list(islice(rows, AT_ONCE)):
        cursor.executemany(
            statement,
            [
                [
                    None if value is None else turn(value)
                    for turn, value in zip(convert, row, strict=True)
                ]
                for row in some
            ],
        )


def _count_on(archive: Reader, cursor: Any, there: dict[str, Model]) -> None:
    """Let no number be given again that was ever given."""
    for statement in connection.ops.sequence_reset_sql(no_style(), list(there.values())):
        cursor.execute(statement)
    for name, last in archive.manifest.counters.items():
        if name in there and last > 0:
            _count_from(cursor, name, str(there[name]._meta.pk.column), last)


def _count_from(cursor: Any, name: str, key: str, last: int) -> None:
    if connection.vendor == "sqlite":
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, last])
    else:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{name}"', key, last]
        )
