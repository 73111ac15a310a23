"""An empty database gets all its tables at once, and they are those that all migrations lead to."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from gatepost.records import guards

STEP_BY_STEP = """
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
executor.migrate(executor.loader.graph.leaf_nodes())
"""
AT_ONCE = """
import django
django.setup()
from django.db import connection
from gatepost.records.new_database import make_tables
make_tables(connection)
"""


@pytest.mark.django_db
def test_the_suites_own_database_was_made_at_once_and_lacks_nothing() -> None:
    executor = MigrationExecutor(connection)
    tables = connection.introspection.table_names()

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert guards.missing() == []
    assert "people_attempts" in tables, "the one table that is no model's"
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.once
@pytest.mark.skipif(
    "GATEPOST_TEST_TIMES" not in os.environ, reason="goes through all migrations: for `make soak`"
)
def test_the_tables_are_those_that_all_migrations_lead_to(tmp_path: Path) -> None:
    ways = [made(tmp_path / name, way) for name, way in (("one", AT_ONCE), ("all", STEP_BY_STEP))]

    at_once, step_by_step = ways
    assert at_once == step_by_step


def made(folder: Path, how: str) -> list[tuple[str, str, str, list[str]]]:
    """Every table, index and trigger of a database made in a new folder, with what defines it in any order."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "gatepost.web.settings",
        "GATEPOST_DATA": str(folder),
    }
    folder.mkdir()
    subprocess.run([sys.executable, "-c", how], env=environment, check=True, timeout=600)
    with sqlite3.connect(folder / "gatepost.sqlite3") as database:
        rows = database.execute("SELECT type, tbl_name, name, sql FROM sqlite_master").fetchall()
    return sorted((kind, table, known(name), parts(sql or "")) for kind, table, name, sql in rows)


def known(name: str) -> str:
    """A name, but for those that Django made of the table's: one that moved to another app has kept its old ones."""
    return "" if re.search(r"_[0-9a-f]{8}$", name) else name


def parts(sql: str) -> list[str]:
    """What stands between the brackets, sorted: columns that came later stand at the end."""
    inner = sql[sql.find("(") + 1 : sql.rfind(")")]
    return sorted(" ".join(part.split()) for part in re.split(r",(?![^()]*\))", inner))
