"""Brings the database up to date, and puts back the guards of the ledger that a rebuilt table has lost."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from gatepost.records import guards
from gatepost.records.new_database import is_empty, make_tables

# Whoever gives one of these wants something else than all that there is.
APART = ("app_label", "check_unapplied", "fake", "fake_initial", "plan", "prune")


class Command(migrate.Command):
    """`gatepost migrate`. SQLite changes a table by making it anew, and the new one has no triggers."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then look after the guards."""
        connection = connections[options["database"]]
        if not any(options[name] for name in APART) and is_empty(connection):
            make_tables(connection)
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            guards.ensure(using=options["database"])
