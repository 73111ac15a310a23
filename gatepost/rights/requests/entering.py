"""Somebody at the school puts down a request that came in by another way."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from gatepost.people.models import Person
from gatepost.rights.models import Request, Wanted
from gatepost.rights.public.receiving import tell_handlers


def enter(wanted: Wanted, *, received_on: date, by: Person, at: datetime) -> Request:
    """Keep it, and tell those who handle it."""
    with transaction.atomic(durable=True):
        made = Request.take_in(by.school, wanted, received_on=received_on, by=by, at=at)
        tell_handlers(made, at=at, about="entered")
    return made
