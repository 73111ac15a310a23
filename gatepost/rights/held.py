"""What is kept about people because they, or others, asked for their data; and what goes in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from gatepost.people.subjects import Forgetting, Held, Rows, Subject, delete_rows, rows_about
from gatepost.rights.models import (
    Copy,
    DeletedRecords,
    Hold,
    OwnSpan,
    PieceDecision,
    Request,
    RequestStep,
)
from gatepost.rights.models.requests import TOLD

ASKED, COPIES = "requests", "copies"
TABLES = (
    Rows(Request, ASKED, "entered_at", {"person": "A request about your data", "entered_by": "A request that you put down"}, {"pupil": "A request about the child’s data"}, text=lambda row: row.wanted.words),
    Rows(RequestStep, ASKED, "at", {"by": "Something that you did about a request", "request__person": "A step of a request about your data"}, {"request__pupil": "A step of a request about the child’s data"}, text=lambda row: row.words if row.kind in TOLD else ""),
    Rows(PieceDecision, ASKED, "at", {"by": "A piece of somebody’s copy that you decided about"}),
    Rows(Copy, COPIES, "made_at", {"made_by": "A copy for somebody that you made", "fetched_by": "A copy for somebody that you fetched", "request__person": "A copy that was made for you"}),
    Rows(OwnSpan, ASKED, "at", {"by": "How long a kind of record is kept, entered by you"}),
    Rows(Hold, ASKED, "at", {"by": "Something that you kept from being deleted", "lifted_by": "A hold that you lifted"}),
    Rows(DeletedRecords, ASKED, "at", {"by": "A deletion that you confirmed"}),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {
    "rights.Piece": "a copy of what is given itself",
    "rights.Piece.released_by": "of a case",
    "rights.KeptLongEnough": "counts",
    "rights.Hold.person": "telling of a hold would tell of a claim or an inquiry",
    "rights.Hold.pupil": "telling of a hold would tell of a claim or an inquiry",
}


def held_about(subject: Subject) -> Iterator[Held]:
    """Requests, what was done about them, copies, holds that they set."""
    yield from rows_about(subject, TABLES)


def discard_files(rows: models.QuerySet[Any]) -> Counter[str]:
    """The files go; that there was a copy stays with its request."""
    copies = list(Copy.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).select_related("file"))  # fmt: skip
    for copy in copies:
        file, copy.file = copy.file, None
        copy.save(update_fields=["file"])
        if file is not None:
            file.discard()
    return Counter({"rights.Copy": len(copies)})


def delete_requests(rows: models.QuerySet[Any]) -> Counter[str]:
    """With the files of their copies."""
    discard_files(Copy.objects.filter(request__in=list(rows)).exclude(file=None))
    return delete_rows(rows)


FORGETTINGS = (
    Forgetting(ASKED, Request, "closed_at", only=~Q(closed_at=None), person="person", pupil="pupil", remove=delete_requests),
    Forgetting(COPIES, Copy, "made_at", school="request__school", only=~Q(file=None), remove=discard_files),
)  # fmt: skip
