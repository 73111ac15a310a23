"""Hands a case's evidence on as one bundle that anybody can check; no name of the file system ever holds it."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

from django.conf import settings
from django.db import transaction

from gatepost.core.evidence import (
    Bundle,
    BundleError,
    Content,
    Item,
    Metadata,
    Moments,
    Stamp,
    seal_custody,
    write_bundle,
)
from gatepost.core.ledger import Happening, Kept
from gatepost.incidents.evidence.kinds_of_files import ENDINGS
from gatepost.incidents.models import Case, Evidence
from gatepost.incidents.models.evidence import DISPOSED, HELD, LOGIN_WALL, SEALED
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.records.checkpointing import signer
from gatepost.records.door import history, record, reference
from gatepost.records.exporting import export
from gatepost.vault.sealing import Unopenable

PIECE = 1 << 16
WITHHELD = "withheld"
CHANGED = "Something changed in this case while the bundle was made. Export it again."


@dataclass(frozen=True)
class Exported:
    """A bundle, open at its beginning, and the hash that tells it from every other."""

    file: BinaryIO
    manifest_sha256: str
    size: int


def export_case(case: Case, *, reason: str, by: Person, at: datetime) -> Exported:
    """Make the bundle of a case. It is kept in no place that has a name, and is gone once the file is closed."""
    if not reason.strip():
        raise NotPossible("Write what the bundle is for, and who gets it.")
    # Neither file ever has a name: whatever ends this program, nothing of them is left on the disk.
    try:
        with tempfile.TemporaryFile(dir=settings.DATA) as ledger:
            target = cast(BinaryIO, tempfile.TemporaryFile(dir=settings.DATA))  # noqa: SIM115  the answer closes it
            try:
                return _written(case, target, cast(BinaryIO, ledger), reason=reason, by=by, at=at)
            except BaseException:
                with suppress(OSError):
                    target.close()
                raise
    except OSError as problem:
        raise NotPossible(
            f"The bundle could not be written: {problem.strerror}. Make room on the server’s disk, then try again."
        ) from None
    except (BundleError, Unopenable) as problem:
        raise NotPossible(str(problem)) from None


def _written(
    case: Case, target: BinaryIO, ledger: BinaryIO, *, reason: str, by: Person, at: datetime
) -> Exported:
    states = _states(case)
    export(case.ledger_chain, ledger, at=at, school=case.school.slug)
    bundle = Bundle(
        case=case.key,
        school=case.school.name,
        made_at=at,
        by=f"{by} ({', '.join(sorted(by.held_roles(on=case.school.day_of(at)))) or 'no role'})",
        items=[_item(one) for one in _items(case)],
        custody=_custody(case),
        ledger=lambda: _pieces(ledger),
    )
    written = write_bundle(target, bundle, signer=signer())
    target.flush()
    with transaction.atomic(durable=True):
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if _states(case) != states:
            raise NotPossible(CHANGED)
        record(
            "evidence.exported", subject=case, by=by, at=at, manifest=written.manifest_sha256,
            items=len(bundle.items), size=written.size,
        )  # fmt: skip
        case.exports.create(reason=reason.strip(), manifest=written.manifest_sha256, by=by, at=at)
    target.seek(0)
    return Exported(target, written.manifest_sha256, written.size)


def _states(case: Case) -> list[tuple[int, str, bool]]:
    return [(one.number, one.state, one.waits_for_answer) for one in _items(case)]


def _items(case: Case) -> Iterable[Evidence]:
    related = ("by", "file", "sealing", "disposal", "stamp", "case")
    return case.evidence.select_related(*related).order_by("number")


def _item(one: Evidence) -> Item:
    told, state = one.said, one.state
    if state in (HELD, LOGIN_WALL) and one.waits_for_answer:
        state = WITHHELD
    words = {"happened": told.happened, "seen": told.seen}
    return Item(
        number=one.number,
        what=told.what,
        by=str(one.by) if one.by else "whoever reported it",
        how=told.how,
        moments=Moments(captured=one.captured_at, received=one.received_at),
        metadata=Metadata(
            dict(told.technical),
            {**told.descriptive, **{key: said for key, said in words.items() if said}},
            {**told.administrative, **_certificate(one)},
            dict(told.provenance),
        ),
        state=state,
        content=_content(one) if state in (HELD, LOGIN_WALL) else None,
        stamp=_stamp(one) if state in (HELD, LOGIN_WALL) else None,
        ledger_entry=one.ledger_entry,
    )


def _certificate(one: Evidence) -> dict[str, str]:
    """What became of an item whose bytes are not handed on."""
    if one.state == SEALED:
        return {"sealed by": str(one.sealing.by), "sealed at": one.sealing.at.isoformat()}
    if one.state == DISPOSED:
        gone = one.disposal
        return {
            "disposed of by": str(gone.by),
            "disposed of at": gone.at.isoformat(),
            "on the advice of": gone.release.source,
        }
    return {}


def _content(one: Evidence) -> Content | None:
    file = one.file
    if file is None:
        return None
    ending = ENDINGS.get(file.content_type, "bin")
    name = one.said.name if one.said.name.endswith(f".{ending}") else f"{one.said.name}.{ending}"
    return Content(name, file.content_type, file.size, file.sha256, file.chunks)


def _stamp(one: Evidence) -> Stamp | None:
    if not hasattr(one, "stamp"):
        return None
    return Stamp(base64.b64decode(one.stamp.response), one.stamp.authority)


def _custody(case: Case) -> list[Kept]:
    """Who had the evidence and did what with it, as the case's ledger has it, with names for numbers."""
    names = {reference(one): one.name for one in Person.objects.filter(school=case.school)}
    entries = history(case).filter(event__startswith="evidence.").order_by("number")
    return seal_custody(
        (
            Happening(
                one.at, one.event, "item", str(one.details.get("number", 0)),
                by=names.get(one.by, "Gatepost" if not one.by else one.by), details={"entry": one.number},
            )
            for one in entries
        ),
        chain=f"custody-{case.ledger_chain}",
    )  # fmt: skip


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece
