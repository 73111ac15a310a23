"""Makes the copy that somebody is given: a page to read, the same as data, and what was left out and by which law."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string

from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.door import record
from gatepost.rights.asked import reasons
from gatepost.rights.keeping.table import lines_of
from gatepost.rights.models import Copy, Piece, Request
from gatepost.vault.models import SealedFile

READ, DATA = "Read me first.html", "data.json"


def make_copy(request: Request, *, by: Person, at: datetime) -> Copy:
    """Put everything that is given into one file, encrypted where it lies. An earlier file is taken away."""
    with transaction.atomic(durable=True):
        row = request.held(by=by, at=at)
        pieces = list(row.pieces.prefetch_related("decisions"))
        if row.kind != Request.Kind.COPY or not pieces:
            raise NotPossible("Gather first, and look through what was found.")
        for earlier in row.copies.exclude(file=None).select_related("file"):
            discard(earlier, at=at)
        content = packed(row, pieces, at=at)
        file = SealedFile.objects.keep(io.BytesIO(content), at=at, content_type="application/zip")
        given = [one for one in pieces if is_given(one)]
        made = row.copies.create(
            file=file, sha256=file.sha256, given=len(given), left_out=len(pieces) - len(given),
            made_by=by, made_at=at,
        )  # fmt: skip
        record("data-request.copy-made", subject=row, by=by, at=at, copy=made.pk, pieces=len(given))
    return made


def discard(copy: Copy, *, at: datetime) -> None:
    """Take the file of a copy away, within the caller's transaction."""
    file, copy.file, copy.deleted_at = copy.file, None, at
    copy.save(update_fields=["file", "deleted_at"])
    if file is not None:
        file.discard()


def is_given(piece: Piece) -> bool:
    """Whether a piece is part of the copy."""
    return not piece.withheld and piece.left_out is None


def packed(request: Request, pieces: list[Piece], *, at: datetime) -> bytes:
    """The file itself."""
    shown = content_of(request, pieces, at=at)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(READ, render_to_string("rights/copy.html", shown))
        archive.writestr(DATA, json.dumps(_as_data(shown), ensure_ascii=False, indent=1))
    return whole.getvalue()


def content_of(request: Request, pieces: list[Piece], *, at: datetime) -> dict[str, Any]:
    """What stands in the copy. What may be withheld from anybody is said in the same words to everybody."""
    on = request.school.day_of(at)
    lines = {line.kind.key: line for line in lines_of(request.school)}
    given = [one for one in pieces if is_given(one)]
    groups = [
        (lines[key], [one for one in given if one.kind == key])
        for key in lines
        if any(one.kind == key for one in given)
    ]
    left_out = Counter(one.left_out.clause for one in pieces if one.left_out)
    by_law = {one.id: one for one in reasons(on=on)}
    return {
        "school": request.school,
        "name": request.wanted.name,
        "on": on,
        "groups": groups,
        "cases": [one for one in given if one.kind not in lines],
        "left_out": [(by_law[key], count) for key, count in left_out.items() if key in by_law],
        "always": list(by_law.values()),
    }


def _as_data(shown: dict[str, Any]) -> dict[str, Any]:
    pieces = [piece for _, group in shown["groups"] for piece in group] + shown["cases"]
    return {
        "school": shown["school"].name,
        "about": shown["name"],
        "made on": shown["on"].isoformat(),
        "records": [
            {"kind": one.kind, "what": one.said["what"], "at": one.said["at"], "text": one.text}
            for one in pieces
        ],
        "left out": [{"law": law.says, "records": count} for law, count in shown["left_out"]],
    }
