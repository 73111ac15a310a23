"""Runs Gatepost with five schools to look at."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.utils import timezone

from gatepost.policies.demo import add_demo_schools
from gatepost.web.management.commands import serve

EVERY_ADDRESS = ("0.0.0.0", "::")


class Command(serve.Command):
    """`gatepost demo`."""

    help = "Add five schools to look at, where they are missing, and serve."

    def before_serving(self, *, host: str) -> None:
        """Add the schools, and answer to the address that was asked for."""
        add_demo_schools(on=timezone.localdate())
        if not os.environ.get("GATEPOST_ALLOWED_HOSTS"):
            allowed: list[Any] = ["*"] if host in EVERY_ADDRESS else [host, f"[{host}]"]
            settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, *allowed]
