"""Runs Gatepost: brings the database up to date, collects the styles, then serves, with a worker beside."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from gatepost.web.management.commands.worker import make_work
from gatepost.web.server import PortTaken, Server, check_address
from gatepost.web.together import Together

LAST_PORT = 65535


def port_number(written: str) -> int:
    """A port as it was typed."""
    if not written.isdecimal() or not 1 <= int(written) <= LAST_PORT:
        raise CommandError(f"“{written}” is no port; write a number from 1 to 65535.", returncode=2)
    return int(written)


class Command(BaseCommand):
    """`gatepost serve`."""

    help = "Bring the database up to date and serve."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument(
            "--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)"
        )
        parser.add_argument(
            "--port", default="8000", help="the port to listen on (default: %(default)s)"
        )
        parser.add_argument(
            "--no-worker",
            action="store_true",
            help="leave the background work to `gatepost worker`, started apart",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until stopped."""
        host, port = str(options["host"]), port_number(options["port"])
        try:
            check_address(host=host, port=port)
        except PortTaken as problem:
            raise CommandError(str(problem)) from None
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        self.before_serving(host=host)
        connections.close_all()
        server = Server(host=host, port=port)
        if options["no_worker"]:
            server.run()
        sys.exit(Together(web=server.run, worker=lambda: make_work().run()).run())

    def before_serving(self, *, host: str) -> None:
        """What else is needed before the first visitor."""
