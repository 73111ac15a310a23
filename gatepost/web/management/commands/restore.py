"""Puts a backup in place."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gatepost.web import keys
from gatepost.web.backups.archive import BackupProblem
from gatepost.web.backups.restoring import has_keys, restore
from gatepost.web.management.commands.backup import asked


class Command(BaseCommand):
    """`gatepost restore FILE`."""

    help = "Check a backup and put it in place. Stop Gatepost first."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """From where, and what may be lost."""
        parser.add_argument("file", help="a file that `gatepost backup` wrote")
        parser.add_argument(
            "--replace", action="store_true", help="in place of the installation that is here"
        )
        parser.add_argument(
            "--without-keys",
            action="store_true",
            help="where the keys are lost for good: restore what can be read without them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, or say why not."""
        path, without = Path(options["file"]), bool(options["without_keys"])
        try:
            asks = has_keys(path) and not without
            archive = restore(
                path,
                replace=options["replace"],
                passphrase=asked("The passphrase of the keys (empty: they are here): ")
                if asks
                else "",
                without_keys=without,
            )
        except BackupProblem as problem:
            raise CommandError(str(problem)) from None
        if without:
            keys.make_missing(settings.KEYS)
        said = archive.manifest
        made_at = timezone.localtime(datetime.fromisoformat(said.made_at))
        self.stdout.write(
            f"Restored as of {made_at:%A %-d %B %Y, %H:%M}, Gatepost {said.version}. Start Gatepost now."
        )
