"""A colleague who is a parent answers as every parent does, and never acts for the school about their own child."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gatepost.consents.cannot import CannotDo
from gatepost.people.models import Person

if TYPE_CHECKING:
    from gatepost.consents.models.contacts import Contact


def is_one_of(person: Person, contacts: Iterable[Contact]) -> bool:
    """Whether somebody at school is among some contacts, as far as name and address tell."""
    account = person.account
    addresses = {person.email.lower(), account.email.lower() if account else ""} - {""}
    name = _plain(person.name)
    return any(
        contact.email.lower() in addresses or _plain(contact.name) == name for contact in contacts
    )


def check_is_not(person: Person, contacts: Iterable[Contact], what: str) -> None:
    """Refuse whoever would act for the school about themselves or their own child."""
    if is_one_of(person, contacts):
        raise CannotDo(
            f"It looks as if this is about your own child, so a colleague has to {what}. "
            "You answer for your child by a link, as every parent does."
        )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
