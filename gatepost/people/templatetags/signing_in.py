"""What pages of signing in ask: which providers there are, and whether mail goes out."""

from __future__ import annotations

from typing import Any

from django import template

from gatepost import notices
from gatepost.people.signing_in import openid

register = template.Library()


@register.simple_tag(takes_context=True)
def providers(context: dict[str, Any]) -> list[Any]:
    """The providers that people may sign in with."""
    return openid.providers(context["request"])


@register.simple_tag
def mail_goes_out() -> bool:
    """Whether there is a mail server."""
    return notices.is_configured()
