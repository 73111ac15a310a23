"""The database itself refuses to change or delete what the ledger holds: triggers, put back after every migration."""

from __future__ import annotations

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = {"records_entry": ("chain", "number"), "records_checkpoint": ("chain", "number", "hash")}
REFUSAL = "The ledger is never changed: entries are only added."

# SQLite keeps the text of a trigger as it was given; PostgreSQL tells it in this form, with the function's body apart.
_SQLITE_EVENTS = """
CREATE TRIGGER {table}__{event} BEFORE {EVENT} ON {table}
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
# INSERT OR REPLACE deletes the row in its way without asking the trigger for deletions.
_SQLITE_REPLACE = """
CREATE TRIGGER {table}__replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR ({same}))
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
_POSTGRES_TRIGGER = (
    "CREATE TRIGGER {table}__{event} BEFORE {EVENT} ON {table} "
    "FOR EACH {each} EXECUTE FUNCTION records_refuse()"
)
_POSTGRES_BODY = (
    " BEGIN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END "
)
_ASK = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    # 'O' and 'A' fire in an ordinary session; a trigger that is switched off is as good as missing.
    "postgresql": "SELECT tgname, pg_get_triggerdef(t.oid, true) || p.prosrc FROM pg_trigger t"
    " JOIN pg_proc p ON p.oid = tgfoid WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
}


def missing(*, using: str = "default") -> list[str]:
    """The guards that should be there and are not, by name. None is missed before its table is there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        cursor.execute(_ASK[connection.vendor])
        there = {str(name): " ".join(str(text).split()) for name, text in cursor.fetchall()}
    return [
        name
        for name, definition in wanted(connection).items()
        if name.partition("__")[0] in tables
        and there.get(name) != " ".join((definition + _body(connection)).split())
    ]


def ensure(*, using: str = "default") -> list[str]:
    """Put back the guards that are missing; gives their names. Harmless where all are there, or no table yet."""
    connection = connections[using]
    lost = missing(using=using)
    definitions = wanted(connection)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if lost and connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql"
                f" AS $refuse${_body(connection)}$refuse$"
            )
        for name in lost:
            on = f" ON {name.partition('__')[0]}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
            cursor.execute(definitions[name])
    return lost


def wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Every guard that a database should have: its name, and how it is made."""
    found: dict[str, str] = {}
    for table, unique in TABLES.items():
        for event in ("update", "delete"):
            words = {"table": table, "event": event, "EVENT": event.upper(), "refusal": REFUSAL}
            text = _POSTGRES_TRIGGER if connection.vendor == "postgresql" else _SQLITE_EVENTS
            found[f"{table}__{event}"] = text.format(**words, each="ROW").strip()
        if connection.vendor == "postgresql":
            found[f"{table}__truncate"] = _POSTGRES_TRIGGER.format(
                table=table, event="truncate", EVENT="TRUNCATE", each="STATEMENT"
            )
        else:
            same = " AND ".join(f"{column} = NEW.{column}" for column in unique)
            found[f"{table}__replace"] = _SQLITE_REPLACE.format(
                table=table, same=same, refusal=REFUSAL
            ).strip()
    return found


def _body(connection: BaseDatabaseWrapper) -> str:
    return _POSTGRES_BODY.format(refusal=REFUSAL) if connection.vendor == "postgresql" else ""
