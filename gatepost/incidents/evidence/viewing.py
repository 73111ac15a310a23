"""Shows an item to somebody who asked for it: made harmless first, and put on record each time."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gatepost.core.checks.picture_files import JPEG, PictureRefused
from gatepost.core.checks.pictures import clean_picture
from gatepost.incidents import holds
from gatepost.incidents.evidence.kinds_of_files import PICTURES, TEXT
from gatepost.incidents.holds import Frozen
from gatepost.incidents.models import Case, Evidence
from gatepost.incidents.models.evidence import DISPOSED, SEALED
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.vault.models import SealedFile

LOOK = "look"
LONGEST_SIDE, MOST_BYTES = 1600, 900_000
MOST_LETTERS = 100_000


@dataclass(frozen=True)
class View:
    """What is shown of an item: a picture encoded anew, or the beginning of a text."""

    picture: str = ""  # as an address that holds the picture itself
    text: str = ""
    is_cut: bool = False
    problem: str = ""


def look(item: Evidence, *, by: Person, at: datetime) -> View:
    """Show an item, or raise NotPossible. That somebody looked is on record before a byte of it is read."""
    file = _opened(item, "evidence.seen", by=by, at=at)
    if file.content_type in PICTURES:
        return _picture(file)
    if file.content_type == TEXT:
        text = b"".join(file.chunks()).decode("utf-8", "replace")
        return View(text=text[:MOST_LETTERS], is_cut=len(text) > MOST_LETTERS)
    return View(problem="This kind of file is not shown here. Save it to look at it.")


def save(item: Evidence, *, by: Person, at: datetime) -> SealedFile:
    """The file itself, to be saved, or NotPossible. It is on record."""
    return _opened(item, "evidence.saved", by=by, at=at)


def _opened(item: Evidence, event: str, *, by: Person, at: datetime) -> SealedFile:
    try:
        with transaction.atomic(durable=True):
            case = Case.objects.select_for_update(of=("self",)).get(pk=item.case_id)
            row = Evidence.objects.select_related("file").get(pk=item.pk)
            row.case = case
            file = _checked(row, at=at)
            record(event, subject=case, by=by, at=at, number=row.number)
    except Frozen as waits:
        holds.was_refused(item.case, waits, by=by, at=at)
        raise
    return file


def _checked(row: Evidence, *, at: datetime) -> SealedFile:
    if row.state == SEALED:
        raise NotPossible("This item is sealed. Nobody opens, shows or copies it.")
    if row.state == DISPOSED or row.file is None:
        raise NotPossible("This item was disposed of. Only its certificate is left.")
    if row.waits_for_answer:
        raise NotPossible(
            "Another item here may be a sexual picture of a child. Say first whether this one could be, too."
        )
    # Where an item was sealed, what has to wait is that one; what somebody has cleared is none of it.
    if not row.case.sealings.exists():
        holds.check(row.case, LOOK, on=row.case.school.day_of(at))
    return row.file


def _picture(file: SealedFile) -> View:
    try:
        clean = clean_picture(
            b"".join(file.chunks()), longest=LONGEST_SIDE, most_bytes=MOST_BYTES, kind=JPEG
        )
    except PictureRefused:
        return View(problem="This picture cannot be shown safely. It is part of what is exported.")
    return View(picture=f"data:image/jpeg;base64,{base64.b64encode(clean).decode()}")
