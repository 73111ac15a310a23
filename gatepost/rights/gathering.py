"""Gathers all that is held about somebody: every folder is asked through its own `held.py`; nothing else knows them all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from django.apps import apps
from django.db import transaction

from gatepost.consents.held import contacts_of
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.people.subjects import Forgetting, Held, Rows, Subject
from gatepost.records.door import record
from gatepost.rights.blacking import names_of_others
from gatepost.rights.models import Piece, Request

MOST = 5000  # pieces in one request


class Giver(Protocol):
    """What a `held.py` has."""

    TABLES: tuple[Rows, ...]
    EXCUSED: dict[str, str]
    FORGETTINGS: tuple[Forgetting, ...]

    def held_about(self, subject: Subject) -> Iterator[Held]:
        """All that the folder holds about somebody."""


@cache
def givers() -> tuple[Giver, ...]:
    """The `held.py` of every folder that has one, in the order of the settings."""
    names = [one.name for one in apps.get_app_configs() if one.name.startswith("gatepost.")]
    there = [f"{name}.held" for name in names if find_spec(f"{name}.held")]
    return tuple(_loaded(name) for name in there)


def _loaded(name: str) -> Giver:
    giver: Any = import_module(name)
    return giver  # type: ignore[no-any-return]


def forgettings(kind: str) -> list[Forgetting]:
    """What goes when records of a kind are deleted."""
    return [one for giver in givers() for one in giver.FORGETTINGS if one.kind == kind]


def subject_of(request: Request) -> Subject:
    """Whose data a request is about: an entry on a list, and the words by which they are known."""
    wanted = request.wanted
    known = [line.strip() for line in wanted.known_as.splitlines()]
    person, pupil = request.person, request.pupil
    words = [str(pupil), f"{pupil.given_name} {pupil.family_name}"] if pupil else []
    words += [person.name, person.email] if person else []
    words += [wanted.name, *known]
    if request.asked_by == Request.By.SELF:
        words.append(wanted.contact)
    whole = tuple(dict.fromkeys(one for one in words if one))
    subject = Subject(request.school, person, pupil, words=whole)
    contacts = tuple(one.pk for one in contacts_of(subject))
    return Subject(request.school, person, pupil, contacts, whole)


def held_about(subject: Subject) -> list[Held]:
    """Everything, each thing once, the newest first."""
    found = {one.key: one for giver in givers() for one in giver.held_about(subject)}
    return sorted(found.values(), key=_newest, reverse=True)


def gather(request: Request, *, by: Person, at: datetime) -> int:
    """Gather it all for a request; what was decided about earlier pieces is gone with them. How many pieces."""
    on = request.school.day_of(at)
    if not request.is_identity_sure:
        raise NotPossible("Make sure first who asks. Put down how, then gather.")
    subject = subject_of(request)
    names = names_of_others(subject, on=on)
    found = held_about(subject)[:MOST]
    with transaction.atomic(durable=True):
        row = request.held(by=by, at=at)
        row.pieces.filter(released_by=None).delete()
        first = (row.pieces.order_by("-number").values_list("number", flat=True).first() or 0) + 1
        Piece.objects.bulk_create(
            Piece(request=row, number=number, kind=one.kind, withheld=one.withheld,
                  said=said(one, names(one.text)))
            for number, one in enumerate(found, start=first)
        )  # fmt: skip
        record("data-request.gathered", subject=row, by=by, at=at, pieces=len(found))
    return len(found)


def said(held: Held, names: list[tuple[int, int]]) -> dict[str, Any]:
    """What a piece keeps."""
    when = held.at.isoformat() if held.at else ""
    return {"key": held.key, "what": held.what, "at": when, "text": held.text, "names": names}


def _newest(held: Held) -> str:
    day: date | None = held.at
    return f"{day.isoformat() if day else ''} {held.key}"
