"""Signing in with a second factor that was shown just now."""

from __future__ import annotations

import time

from django.test import Client

from gatepost.people.models import Person


def sign_in_freshly(client: Client, person: Person) -> None:
    """As after typing the code of an app."""
    assert person.account is not None
    client.force_login(person.account)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.account.pk)
    session.save()
