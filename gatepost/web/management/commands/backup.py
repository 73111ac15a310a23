"""Makes a backup."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gatepost.web.backups.archive import BackupProblem
from gatepost.web.backups.making import make

WITHOUT_KEYS = (
    "THE KEYS ARE NOT IN IT. Without them nothing that is encrypted can ever be read again, by anybody. "
    "Keep a copy of {folder} in another place than this backup."
)
WITH_KEYS = (
    "The keys are in it, locked with your passphrase. WHO LOSES THE PASSPHRASE LOSES WHAT IS ENCRYPTED: "
    "keep it in another place than this backup."
)


class Command(BaseCommand):
    """`gatepost backup FILE`."""

    help = "Write everything into one file; Gatepost may go on running."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and whether with the keys."""
        parser.add_argument("file", help="the file to write; it must not be there yet")
        parser.add_argument(
            "--with-keys",
            action="store_true",
            help="put the keys in too, locked with a passphrase that is asked for",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say what it needs."""
        from django.conf import settings

        passphrase = asked_twice() if options["with_keys"] else ""
        if options["with_keys"] and not passphrase:
            raise CommandError("No passphrase was given; nothing was written.")
        try:
            manifest = make(Path(options["file"]), at=timezone.now(), passphrase=passphrase)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from None
        rows = sum(member.get("rows", 0) for member in manifest.members.values())
        files = sum(name.startswith("files/") for name in manifest.members)
        self.stdout.write(
            f"{options['file']}: {rows} rows and {files} sealed files, read again and sound."
        )
        for name in manifest.absent:
            self.stderr.write(
                f"The sealed file {name} is missing on the disk, so it is not in the backup."
            )
        said = WITH_KEYS if passphrase else WITHOUT_KEYS.format(folder=settings.KEYS)
        self.stderr.write(said)


def asked(question: str) -> str:
    """A passphrase, from the terminal or, in a script, as a line of the input."""
    if sys.stdin.isatty():
        return getpass(question)
    return sys.stdin.readline().rstrip("\n")


def asked_twice() -> str:
    """A new passphrase; at a terminal it is typed twice."""
    first = asked("A passphrase for the keys: ")
    if sys.stdin.isatty() and first != getpass("Once more: "):
        raise CommandError("The two differ; nothing was written.")
    return first
