"""What a link of a family bears: the number of its row, signed, and a mark of the address it went to."""

from __future__ import annotations

from datetime import date, datetime

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from gatepost.consents.models import Contact, Link

_SALT = "gatepost.consents.answer"


class DoesNotOpen(Exception):
    """A link that is altered, over, closed or rests, or a wrong date: nobody is told which."""


def token_of(link: Link) -> str:
    """What stands in the address."""
    return _signer().sign_object([link.pk, _mark(link.contact)])


def path_of(link: Link) -> str:
    """The path that is sent, or printed in a letter."""
    return reverse("consents:family", args=[token_of(link)])


def open_with_date(token: str, born_on: date | None, *, at: datetime) -> Link:
    """The link that a token and the child's birthday open; raises DoesNotOpen."""
    link = _found(token)
    if not link.try_date(born_on, at=at):
        raise DoesNotOpen
    return link


def opened(token: str, *, at: datetime) -> Link:
    """The link of a token that was opened with the date before; raises DoesNotOpen once it is over."""
    link = _found(token)
    if not link.is_open(at=at):
        raise DoesNotOpen
    return link


def _found(token: str) -> Link:
    try:
        number, mark = _signer().unsign_object(token)
        link = Link.objects.whole().get(pk=number)
    except (signing.BadSignature, Link.DoesNotExist, ValueError, TypeError):
        raise DoesNotOpen from None
    if not constant_time_compare(mark, _mark(link.contact)):
        raise DoesNotOpen
    return link


def _signer() -> signing.Signer:
    """Without a moment in it: a link is the same whenever it is sent or printed again."""
    return signing.Signer(salt=_SALT)


def _mark(contact: Contact) -> str:
    """Binds a link to where it was sent, without telling where that is. A change of a name leaves it as it is."""
    return salted_hmac(_SALT, f"{contact.pk} {contact.email.lower()}").hexdigest()[:16]
