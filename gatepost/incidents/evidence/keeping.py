"""Takes evidence in: every file of one hand-over or none, numbered, encrypted, and in the case's own ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from gatepost.incidents import holds
from gatepost.incidents.holds import Frozen
from gatepost.incidents.models import Case, Evidence
from gatepost.incidents.models.evidence import Told, kept
from gatepost.jobs import later
from gatepost.people.models import Person
from gatepost.policies import packs
from gatepost.records.details import keyed_digest
from gatepost.records.door import record
from gatepost.vault.models import SealedFile

ADD = "add-file"
STAMP = "incidents.time-stamp"
NO_FILES = (
    "No file, picture or copy can be added here: it is or may be a sexual picture of a child."
)


@dataclass(frozen=True)
class Incoming:
    """One file that somebody brings, and what is known of it."""

    stream: BinaryIO
    media_type: str
    told: Told
    captured_at: datetime | None = None
    is_login_wall: bool = False


def stopped(case: Case, *, on: date) -> Frozen | None:
    """Why nothing may be added to a case, with the clauses; None where it may. Nothing that was sent is needed for it."""
    because = holds.frozen(case, on=on).get(ADD, [])
    if not because and not case.may_be_image_of_child:
        return None
    says = [NO_FILES] if case.may_be_image_of_child else ["This has to wait."]
    for one in because[:1]:
        whose = "Law" if one.pack.slug == packs.LAW else "Clause"
        says.append(f"{whose} {one.clause.number}: {one.clause.says}")
    return Frozen(" ".join(says), because)


def keep(
    case: Case, brought: Sequence[Incoming], *, by: Person | None, at: datetime
) -> list[Evidence]:
    """Keep all of some files, or none. Raises Frozen, NotPossible, or NotKept where there is no room on the disk."""
    with transaction.atomic(durable=True):
        row = case.locked()
        if waits := stopped(row, on=row.school.day_of(at)):
            raise waits
        return add(row, brought, by=by, at=at)


def add(
    case: Case, brought: Sequence[Incoming], *, by: Person | None, at: datetime
) -> list[Evidence]:
    """Put files into a case that the caller holds locked, within the caller's transaction."""
    first = case.evidence.count() + 1
    with _nothing_left_behind() as written:
        return [
            _added(case, one, number, by=by, at=at, written=written)
            for number, one in enumerate(brought, first)
        ]


@contextmanager
def _nothing_left_behind() -> Iterator[list[Path]]:
    """Take files away again when those after them cannot be kept."""
    written: list[Path] = []
    try:
        yield written
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _added(
    case: Case, one: Incoming, number: int, *, by: Person | None, at: datetime, written: list[Path]
) -> Evidence:
    file = SealedFile.objects.keep(one.stream, at=at, content_type=one.media_type)
    written.append(file.path)
    told = kept(_with_metadata(case, one, file, number=number, by=by))
    entry = record(
        "evidence.kept", subject=case, by=by, at=at, number=number, sha256=file.sha256, size=file.size,
        told=keyed_digest(json.dumps(told, sort_keys=True)),
    )  # fmt: skip
    made = Evidence.objects.create(
        case=case, number=number, file=file, told=told, is_login_wall=one.is_login_wall, by=by,
        captured_at=one.captured_at, received_at=at, ledger_entry=entry.number,
    )  # fmt: skip
    if settings.TIMESTAMPS:
        later(STAMP, key=str(made.pk), due_at=at, evidence=made.pk)
    return made


def _with_metadata(
    case: Case, one: Incoming, file: SealedFile, *, number: int, by: Person | None
) -> Told:
    """What Gatepost itself knows of an item, beside what people say."""
    told = one.told
    giver = str(by) if by else "whoever reported it"
    return replace(
        told,
        technical={
            "media type": one.media_type,
            "bytes": str(file.size),
            "hash": "SHA-256",
            **told.technical,
        },
        descriptive={"what it is": told.what, **told.descriptive},
        administrative={
            "case": case.key,
            "item": str(number),
            "kept": "encrypted, seen only by those who see the case",
            **told.administrative,
        },
        provenance={
            "handed over by": giver,
            "how": told.how,
            "name of the file": told.name,
            **told.provenance,
        },
    )
