"""What somebody signs in with: one e-mail address, however many schools they work for."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts and finds them whatever the capitals."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> Account:
        """An account; without a password it can only be entered another way."""
        account = self.model(email=email.strip().lower(), **more)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of an address, in capitals or not."""
        return self.get(email__iexact=(username or "").strip())


class Account(AbstractBaseUser):
    """Somebody who can sign in. Who they are at a school, and what they may do there, is a `Person`."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="one_account_an_address"),)

    def __str__(self) -> str:
        return self.email
