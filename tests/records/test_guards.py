"""The database refuses to change or delete what the ledger holds, and goes on refusing after migrations."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from gatepost.people.models import School
from gatepost.records import guards
from gatepost.records.door import record
from gatepost.records.models import Checkpoint, Entry
from tests.conftest import lift_guards

AT = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)

REWRITES = [
    "UPDATE records_entry SET body = 'x'",
    "UPDATE records_entry SET event = 'x' WHERE number = 1",
    "DELETE FROM records_entry",
    "INSERT INTO records_entry SELECT * FROM records_entry",
    "UPDATE records_checkpoint SET number = 7",
    "DELETE FROM records_checkpoint",
]
SQLITE_REWRITES = [
    "INSERT OR REPLACE INTO records_entry SELECT * FROM records_entry",
    "UPDATE OR REPLACE records_entry SET number = 1",
    "INSERT OR REPLACE INTO records_entry (chain, number, at, event, subject_kind, subject_id, by, body, hash)"
    " SELECT chain, number, at, event, subject_kind, subject_id, by, 'x', hash FROM records_entry",
    "INSERT OR REPLACE INTO records_checkpoint SELECT * FROM records_checkpoint",
]
POSTGRES_REWRITES = [
    "TRUNCATE records_entry",
    "TRUNCATE records_checkpoint",
    "TRUNCATE records_head, records_entry",
    "INSERT INTO records_entry SELECT * FROM records_entry ON CONFLICT (id) DO UPDATE SET body = 'x'",
]


@pytest.fixture
def kept(school: School) -> Entry:
    """A ledger with an entry and a checkpoint."""
    entry = record("school.founded", subject=school, by=None, at=AT)
    Checkpoint.objects.create(
        chain=entry.chain,
        number=1,
        hash=entry.hash,
        at=AT,
        public_key="0" * 64,
        signature="0" * 128,
    )
    return entry


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("statement", [*REWRITES, *SQLITE_REWRITES, *POSTGRES_REWRITES])
def test_no_statement_rewrites_the_ledger(kept: Entry, statement: str) -> None:
    if statement in (POSTGRES_REWRITES if connection.vendor == "sqlite" else SQLITE_REWRITES):
        pytest.skip("a statement of the other database")

    assert refused(statement)

    assert Entry.objects.get().body == kept.body
    assert Checkpoint.objects.get().number == 1


def test_no_model_rewrites_the_ledger(kept: Entry) -> None:
    for rewrite in (
        kept.save,
        kept.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(body="x"),
        lambda: Entry.objects.bulk_update([kept], ["body"]),
        Checkpoint.objects.all().delete,
        Checkpoint.objects.get().save,
    ):
        kept.body = "x"
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            rewrite()

    assert Entry.objects.get().body != "x"


def test_the_guards_are_there_once_the_database_is_made(db: None) -> None:
    assert guards.missing() == []


def test_a_guard_that_is_lost_is_told_and_put_back(kept: Entry) -> None:
    lift_guards(connection)

    lost = guards.missing()
    assert lost == list(guards.wanted(connection))
    assert not refused("UPDATE records_entry SET event = event")

    assert guards.ensure() == lost
    assert guards.ensure() == []
    assert refused("UPDATE records_entry SET event = event")


def test_a_guard_that_was_made_harmless_is_told_and_put_back(kept: Entry) -> None:
    name = "records_entry__update"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON records_entry BEGIN SELECT 1; END"
            )
        else:
            cursor.execute(f"ALTER TABLE records_entry DISABLE TRIGGER {name}")

    assert guards.missing() == [name]
    assert guards.ensure() == [name]
    assert refused("UPDATE records_entry SET event = event")


def test_a_function_that_was_made_harmless_is_told_and_put_back(kept: Entry) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the triggers of SQLite have no function")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RETURN NEW; END $$"
        )

    assert guards.missing() == list(guards.wanted(connection))
    guards.ensure()
    assert guards.missing() == []


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_makes_the_table_anew_leaves_the_guards_in_place() -> None:
    """SQLite copies the rows into a new table, which has no triggers; `migrate` puts them back."""
    passing = models.PositiveBigIntegerField(null=True)
    passing.set_attributes_from_name("number")
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, Entry._meta.get_field("number"), passing)
    if connection.vendor == "sqlite":
        assert "records_entry__update" in guards.missing()

    call_command("migrate", verbosity=0, interactive=False)

    assert guards.missing() == []
    assert refused("DELETE FROM records_entry WHERE 1 = 1") or not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_emptying_the_tables_between_tests_leaves_the_guards_in_place() -> None:
    call_command("flush", verbosity=0, interactive=False)

    assert guards.missing() == []
