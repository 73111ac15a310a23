"""Does the background work: sends messages, reminds, does what is due."""

from __future__ import annotations

import os
import secrets
import signal
import socket
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from gatepost.jobs.models import Job
from gatepost.jobs.worker import Work
from gatepost.notices.models import Notice
from gatepost.web.recurring import ONCE, RECURRING


class Command(BaseCommand):
    """`gatepost worker`."""

    help = "Do what is due in the background, until stopped; `serve` starts one of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do beside working on and on."""
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument(
            "--again",
            action="store_true",
            help="take up what was given up: failed messages and background jobs; then end",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGTERM or SIGINT; the job at hand is finished first."""
        if options["again"]:
            self._take_up_again()
            return
        work = make_work()
        if not options["once"]:
            work.run()
            return
        while work.do_next():
            pass

    def _take_up_again(self) -> None:
        at = timezone.now()
        jobs = Job.objects.all().try_again(at=at)
        # What could not reach a device went by e-mail instead.
        messages = Notice.objects.by_mail().exclude(to="").try_again(at=at)
        self.stdout.write(f"{jobs} jobs and {messages} messages will be tried again.")


def make_work() -> Work:
    """The worker of this process; it stops when it is told to."""
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _: told.append(received))
    return Work(
        name=f"{socket.gethostname()[:60]}-{os.getpid()}-{secrets.token_hex(3)}",
        recurring=RECURRING,
        once=ONCE,
        now=timezone.now,
        should_stop=lambda: bool(told),
    )
