"""Sets up a trust or council, with its schools and with the people who see them from above."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gatepost.people.models import School, Trust, TrustOfficer
from gatepost.people.rules import NotPossible


class Command(BaseCommand):
    """`gatepost trust`."""

    help = (
        "Set up a trust or council, put schools under it, and enter who sees its table of schools."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which trust, and what changes."""
        parser.add_argument("slug", help="the trust's short name in addresses")
        parser.add_argument("--name", help="what it is called; makes it where there is none")
        parser.add_argument("--kind", choices=Trust.Kind.values, default=Trust.Kind.TRUST)
        parser.add_argument(
            "--school", action="append", default=[], metavar="SLUG", help="put a school under it"
        )
        parser.add_argument(
            "--without", action="append", default=[], metavar="SLUG", help="take a school out of it"
        )
        parser.add_argument("--officer", metavar="EMAIL", help="let somebody see its schools")
        parser.add_argument(
            "--officer-name", metavar="NAME", default="", help="what they are called"
        )
        parser.add_argument("--officer-ends", metavar="EMAIL", help="end that somebody sees its schools")  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked, one after the other."""
        at = timezone.now()
        trust = _trust(options)
        try:
            for slug in options["school"]:
                trust.take_in(_school(slug), at=at)
            for slug in options["without"]:
                trust.let_go(_school(slug), at=at)
            if options["officer"]:
                self._enter(trust, options["officer"], options["officer_name"])
            if options["officer_ends"]:
                _officer(trust, options["officer_ends"]).end(on=timezone.localdate(), at=at)
        except NotPossible as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(
            f"{trust}: {trust.schools.count()} schools, {trust.officers.count()} people."
        )

    def _enter(self, trust: Trust, email: str, name: str) -> None:
        if not name.strip():
            raise CommandError("Say what they are called with --officer-name.")
        on, at = timezone.localdate(), timezone.now()
        TrustOfficer.enter(trust, email=email.strip(), name=name.strip(), on=on, at=at)
        self.stdout.write(
            f"{email} sees the schools at /trusts/{trust.slug}/ once they have signed in. "
            "Who has no way to sign in yet asks for a new password first."
        )


def _trust(options: dict[str, Any]) -> Trust:
    found = Trust.objects.filter(slug=options["slug"]).first()
    if found is not None:
        return found
    if not options["name"]:
        raise CommandError(f"There is no trust “{options['slug']}”. Give its --name to make it.")
    return Trust.objects.create(slug=options["slug"], name=options["name"], kind=options["kind"])


def _school(slug: str) -> School:
    found = School.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no school “{slug}”.")
    return found


def _officer(trust: Trust, email: str) -> TrustOfficer:
    found = trust.officers.filter(account__email__iexact=email.strip()).first()
    if found is None:
        raise CommandError(f"Nobody at {trust} signs in with {email}.")
    return found
