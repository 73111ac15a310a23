"""Writes a school's ledger into a file that anybody can check without a database."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from gatepost.core.ledger import Head
from gatepost.people.models import School
from gatepost.records.checkpointing import signer
from gatepost.records.door import record
from gatepost.records.exporting import export
from gatepost.vault.whole import open_new, put_in_place, to_disk


class Command(BaseCommand):
    """`gatepost export-ledger SCHOOL FILE`."""

    help = "Write a school's ledger into a file that `gatepost verify` checks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose, and where to."""
        parser.add_argument("school", help="the school's slug, as in its addresses")
        parser.add_argument("file", type=Path, help="the file to write; it must not be there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, and say what to keep beside it."""
        school = School.objects.filter(slug=options["school"]).first()
        if school is None:
            raise CommandError(f"There is no school “{options['school']}”.")
        path: Path = options["file"]
        try:
            head = _written(school, path, at=timezone.now())
        except OSError as problem:
            raise CommandError(f"{path} cannot be written: {problem.strerror}.") from None
        self.stdout.write(f"{path}: {head.number} entries. To check it, anywhere:")
        self.stdout.write(
            f"  gatepost verify {path} --key {signer().fingerprint} --head {head.number}:{head.hash[:16]}"
        )
        self.stdout.write(
            "Keep this line on paper, away from the server: it shows later whether the history was rewritten."
        )


def _written(school: School, path: Path, *, at: datetime) -> Head:
    """Whole or not at all. That it was exported is the last entry in the file."""
    if path.exists():
        raise CommandError(f"{path} is there already. Choose another name.")
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open_new(unfinished) as file:
            with transaction.atomic(durable=True):
                record("ledger.exported", subject=school, by=None, at=at)
            head = export(school.ledger_chain, file, at=at, school=school.slug)
            to_disk(file)
        if not put_in_place(unfinished, path):
            raise CommandError(f"{path} is there already. Choose another name.")
    finally:
        unfinished.unlink(missing_ok=True)
    return head
