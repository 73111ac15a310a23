"""Links by which somebody without an account reads the policy: signed, for one person, as long as the round runs."""

from __future__ import annotations

from datetime import date

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from gatepost.people.models import Person
from gatepost.policies.models import Ask

_SALT = "gatepost.policies.acknowledge"


class NoSuchLink(Exception):
    """The link was never given out like this: mistyped, cut off or altered."""


class LinkOver(Exception):
    """The link was right once; the message says why it no longer opens and what to do."""


def link_of(ask: Ask) -> str:
    """The path by which the person who is asked reads without signing in."""
    token = signing.dumps([ask.pk, _mark(ask.person)], salt=_SALT, compress=True)
    return reverse("policies:reading-link", args=[token])


def way_for(ask: Ask) -> str:
    """The path that is sent to somebody: their page where they can sign in, else a link of their own."""
    if ask.person.account_id is None:
        return link_of(ask)
    return reverse("policies:reading", args=[ask.campaign.school.slug, ask.pk])


def ask_of(token: str, *, on: date) -> Ask:
    """What a link stands for; raises NoSuchLink or LinkOver."""
    try:
        number, mark = signing.loads(token, salt=_SALT)
        ask = Ask.objects.with_answers().get(pk=number)
    except (signing.BadSignature, Ask.DoesNotExist, ValueError, TypeError):
        raise NoSuchLink from None
    if ask.campaign.closed_at is not None:
        raise LinkOver("This round of reading is over, so the link no longer opens.")
    if not ask.person.is_current(on):
        raise LinkOver("You are not on the school's list at the moment, so the link does not open.")
    if not constant_time_compare(mark, _mark(ask.person)):
        raise LinkOver("Your e-mail address has changed since. A new link goes to the new one.")
    return ask


def _mark(person: Person) -> str:
    """Binds a link to where it was sent, without telling where that is."""
    return salted_hmac(_SALT, f"{person.pk} {person.email.lower()}").hexdigest()[:16]
