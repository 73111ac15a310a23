"""Says what is missing or unsafe in this installation, and what to do about it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import check
from django.utils import timezone

from gatepost.web.checking import findings


class Command(check.Command):
    """`gatepost check`: exit status 0 where all is right, 1 where there is something to do."""

    help = "Say what is missing or unsafe in this installation, and what to do."

    def add_arguments(self, parser: CommandParser) -> None:
        """Django's own, and one that leaves the installation out."""
        super().add_arguments(parser)
        parser.add_argument(
            "--settings-only",
            action="store_true",
            help="look at the settings and the code, not at what runs here",
        )

    def check(self, *args: Any, **options: Any) -> Any:
        """Without Django's closing line: it would say “no issues” above the list of what there is to do."""
        return super().check(*args, **{**options, "display_num_errors": False})

    def handle(self, *args: Any, **options: Any) -> None:
        """Django's checks first: they stop at what is broken."""
        super().handle(*args, **options)
        if options["list_tags"]:
            return
        if options["settings_only"]:
            self.stdout.write("Nothing is wrong with the settings.")
            return
        todo = list(findings(at=timezone.now()))
        for sentence in todo:
            self.stdout.write(f"- {sentence}")
        if todo:
            self.stdout.write(f"{len(todo)} {'thing' if len(todo) == 1 else 'things'} to do.")
            sys.exit(1)
        self.stdout.write("All is right.")
