"""Lets an administrator back in who has lost every way to sign in."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gatepost.people.models import EmergencyLink, Person
from gatepost.people.rules import KEEPERS, NotPossible


class Command(BaseCommand):
    """`gatepost administrator`."""

    help = "Print a link that lets an administrator in once, within 15 minutes. It is on record, and the head is told."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, and where."""
        parser.add_argument("email", help="the address that the administrator signs in with")
        parser.add_argument("--school", metavar="SLUG", help="which, if they look after several")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link."""
        email, at = str(options["email"]).strip(), timezone.now()
        person = _find(email, slug=options["school"], on=timezone.localdate())
        try:
            link = EmergencyLink.make(person, at=at)
        except NotPossible as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(
            f"This link lets {email} in at {person.school}, once and within 15 minutes:"
        )
        self.stdout.write(f"  {settings.ADDRESS}{link.link}")
        self.stdout.write("It is on record, and the head of the school is told.")


def _find(email: str, *, slug: str | None, on: date) -> Person:
    there = Person.objects.holding(KEEPERS, on=on).filter(account__email__iexact=email)
    found = list(there.select_related("school").order_by("school__slug"))
    if slug:
        found = [person for person in found if person.school.slug == slug]
    if not found:
        where = f"at the school “{slug}”" if slug else "at any school"
        raise CommandError(
            f"Nobody signs in with {email} who is administrator or headteacher {where}. Check the spelling."
        )
    if len(found) > 1:
        slugs = ", ".join(person.school.slug for person in found)
        raise CommandError(
            f"{email} looks after several schools: {slugs}. Say which with --school."
        )
    return found[0]
