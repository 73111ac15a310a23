"""What is known of a contact, before it is a row."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ContactDetails:
    """A contact's entry."""

    name: str
    kind: str
    email: str = ""
    telephone: str = ""
    may_decide: bool = False
