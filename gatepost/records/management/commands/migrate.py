"""Brings the database up to date, and puts back the guards of the ledger that a rebuilt table has lost."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from gatepost.records import guards


class Command(migrate.Command):
    """`gatepost migrate`. SQLite changes a table by making it anew, and the new one has no triggers."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then look after the guards."""
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            guards.ensure(using=options["database"])
