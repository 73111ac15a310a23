"""Reads Bluesky's stream for all schools of this installation that want it."""

from __future__ import annotations

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from gatepost.mentions.stream.reading import Reading
from gatepost.networks.outward import Outward


class Command(BaseCommand):
    """`gatepost watch-stream`."""

    help = "Read Bluesky's stream for all schools that want it, until stopped. One process is enough for an installation."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read until SIGTERM or SIGINT; how far it was read is kept first."""
        told: list[int] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda received, _: told.append(received))
        outward = Outward(loopback=settings.NETWORKS_ON_LOOPBACK)
        Reading(
            settings.JETSTREAM, outward=outward, now=timezone.now, should_stop=lambda: bool(told)
        ).run()
