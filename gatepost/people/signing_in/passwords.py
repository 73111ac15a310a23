"""What a password has to be: long, not one that everybody tries, and not one’s own name."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
)
from django.core.exceptions import ValidationError
from django.db.models import Q

from gatepost.people.models.accounts import Account
from gatepost.people.models.staff import Person

SHORTEST = 12
SHORTEST_NAME = 4


class LongEnough(MinimumLengthValidator):
    """Length is what makes a password hard to guess."""

    def __init__(self) -> None:
        super().__init__(min_length=SHORTEST)

    def get_error_message(self) -> str:
        """Told beside the field."""
        return "This password is too short. Use 12 characters or more: three words that do not belong together do well."

    def get_help_text(self) -> str:
        """Told above the field."""
        return "At least 12 characters. Three words that do not belong together do well."


class NotCommon(CommonPasswordValidator):
    """The twenty thousand passwords that are tried first."""

    def get_error_message(self) -> str:
        """Told beside the field."""
        return "This is one of the passwords that are tried first. Choose another."

    def get_help_text(self) -> str:
        """The hint of the length is enough."""
        return ""


class NotOwnName:
    """Nothing made of one’s own name, address or school, which whoever tries knows too."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password that is hardly more than what everybody knows of its owner."""
        if not isinstance(user, Account):
            return
        left = password.lower()
        for name in sorted(_names(user), key=len, reverse=True):
            left = left.replace(name, "")
        if len(left) < SHORTEST and len(left) < len(password):
            raise ValidationError(
                "This password is mostly your own name, address or school. Choose other words.",
                code="own_name",
            )

    def get_help_text(self) -> str:
        """The hint of the length is enough."""
        return ""


def _names(account: Account) -> set[str]:
    mine = Q(email__iexact=account.email) | Q(account__isnull=False, account=account.pk)
    words = {"gatepost", *_words(account.email)}
    for person in Person.objects.filter(mine).select_related("school"):
        words |= {*_words(person.name), *_words(person.school.name)}
    return words


def _words(text: str) -> set[str]:
    return {word for word in re.split(r"[\W_]+", text.lower()) if len(word) >= SHORTEST_NAME}
