"""Makes a school and invites its administrator."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from gatepost import notices
from gatepost.people.details import Details
from gatepost.people.models import Invitation, School
from gatepost.records.door import record


class Command(BaseCommand):
    """`gatepost found-school`."""

    help = "Make a school and invite its administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The school, and who looks after it."""
        parser.add_argument("name", help="the name of the school")
        parser.add_argument("--slug", help="its name in addresses (default: made from the name)")
        parser.add_argument(
            "--administrator", required=True, metavar="EMAIL", help="the administrator’s address"
        )
        parser.add_argument("--given", default="", help="the administrator’s given name")
        parser.add_argument("--family", default="", help="the administrator’s family name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, then say how the administrator comes in."""
        name, email = str(options["name"]).strip(), str(options["administrator"]).strip()
        slug = str(options["slug"] or slugify(name))
        _check(name=name, slug=slug, email=email)
        details = Details(
            given_name=options["given"].strip() or email.partition("@")[0],
            family_name=options["family"].strip(),
            email=email,
            actors=["office-staff"],
        )
        invitation = found(name, slug=slug, administrator=details, at=timezone.now())
        self.stdout.write(
            f"{name} is set up. {email} comes in by this link, once and within 14 days:"
        )
        self.stdout.write(f"  {settings.ADDRESS}{invitation.link}")
        if notices.is_configured():
            self.stdout.write("The link is also on its way by mail.")
        else:
            self.stdout.write("There is no mail server yet, so hand the link over yourself.")


def found(name: str, *, slug: str, administrator: Details, at: datetime) -> Invitation:
    """Make a school with an administrator who is invited."""
    with transaction.atomic(durable=True):
        school = School.objects.create(name=name, slug=slug)
        record("school.founded", subject=school, by=None, at=at)
    person = school.welcome(administrator, by=None, at=at)
    person.give_role("administrator", by=None, at=at, from_on=school.day_of(at))
    return person.invite(by=None, at=at)


def _check(*, name: str, slug: str, email: str) -> None:
    """Refuse before anything is made."""
    if not name:
        raise CommandError("The school needs a name.")
    try:
        validate_slug(slug)
    except ValidationError:
        raise CommandError(
            f"“{slug}” cannot be a part of an address: small letters, digits and - only. Give another with --slug."
        ) from None
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(
            f"“{email}” is no e-mail address; write one such as office@ashlands.example."
        ) from None
    if School.objects.filter(slug=slug).exists():
        raise CommandError(
            f"There is a school “{slug}” already. Give another name in addresses with --slug."
        )
