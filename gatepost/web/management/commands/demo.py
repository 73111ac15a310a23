"""Runs Gatepost with an invented school in which one can be anybody, on this machine alone."""

from __future__ import annotations

import ipaddress

from django.core.management.base import CommandError
from django.utils import timezone

from gatepost.people.models import School
from gatepost.policies.demo import add_demo_schools
from gatepost.web.data_folder import data_folder
from gatepost.web.demo.people import SCHOOL
from gatepost.web.demo.story import HalfTold, tell
from gatepost.web.management.commands import serve


class Command(serve.Command):
    """`gatepost demo`."""

    help = "Show an invented school, and five policies to read, on this machine alone."

    def before_serving(self, *, host: str) -> None:
        """Add what is missing. Raises CommandError for an address that others can reach, or beside real schools."""
        if not _is_loopback(host):
            raise CommandError(
                "The demo lets anybody be anybody, so it listens on this machine alone: leave --host out. "
                "For others to reach Gatepost, set up a school with “gatepost serve”."
            )
        if School.objects.filter(is_demo=False).exclude(slug=SCHOOL).exists():
            raise CommandError(
                "There is a real school in this database. Start the demo without GATEPOST_DATABASE_URL."
            )
        now = timezone.now()
        try:
            tell(at=now)
        except HalfTold:
            raise CommandError(
                f"The demo was broken off while it was made. Delete the folder {data_folder()} and start it again."
            ) from None
        add_demo_schools(at=now)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
