"""Bundles of evidence for the tests: a case with a screenshot, a page that was captured, and a sealed file."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from gatepost.core.evidence import (
    Bundle,
    Content,
    Item,
    Known,
    Metadata,
    Moments,
    Report,
    Stamp,
    seal_custody,
    write_bundle,
)
from gatepost.core.evidence.archive import ArchiveWriter
from gatepost.core.evidence.manifest import written
from gatepost.core.evidence.verifying import NOTHING, verify_open
from gatepost.core.ledger import GENESIS, Happening, Header, Kept, Signer, export_lines, seal

AT = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
SIGNER = Signer(b"s" * 32)
SCREENSHOT = b"\x89PNG not a real one, and no matter" * 40
CAPTURE = b"WARC/1.1\r\n" + b"a page that asks to sign in\r\n" * 30
Files = list[tuple[str, bytes]]


def content_of(what: bytes, name: str, media_type: str = "image/png") -> Content:
    digest = hashlib.sha256(what).hexdigest()
    pieces = [what[:100], what[100:]]
    return Content(name, media_type, len(what), digest, lambda: pieces)


def items() -> list[Item]:
    """A screenshot, a login wall and something sealed."""
    return [
        Item(
            1,
            "Screenshot of the comment below the sports day post",
            "Amara Bell, teaching assistant",
            "taken on her own phone and handed over in the reporting form",
            Moments(happened=AT - timedelta(days=2), seen=AT - timedelta(days=1), received=AT),
            Metadata(
                technical={"width": "1080", "height": "2400"},
                descriptive={"when": "last Wednesday evening"},
                administrative={"retention": "outcome and 6 years"},
                provenance={"device": "her own phone"},
            ),
            content=content_of(SCREENSHOT, "Screenshot of Friday.PNG"),
            ledger_entry=2,
        ),
        Item(
            2,
            "The page of the post",
            "Gatepost",
            "captured for Jo Marsh, safeguarding lead",
            Moments(captured=AT, received=AT),
            state="login-wall",
            content=content_of(CAPTURE, "page.warc", "application/warc"),
        ),
        Item(3, "A picture that came in", "unknown", "public form", Moments(), state="sealed"),
    ]


def custody() -> list[Kept]:
    events = ["evidence.received", "evidence.viewed", "evidence.exported"]
    return seal_custody(
        [
            Happening(
                AT + timedelta(hours=number),
                event,
                "evidence.item",
                "1",
                "Jo Marsh, safeguarding lead",
                details={"why": "first assessment"},
            )
            for number, event in enumerate(events)
        ],
        chain="custody-case-12",
    )


def ledger(*, signer: Signer = SIGNER, sha256: str = "") -> bytes:
    """The case's chain; its second entry holds the hash of the screenshot."""
    kept: list[Kept] = []
    digest = sha256 or hashlib.sha256(SCREENSHOT).hexdigest()
    for number, event in enumerate(["case.opened", "evidence.received", "case.assessed"], 1):
        details = {"sha256": digest} if number == 2 else {}
        what = Happening(AT, event, "incidents.case", "12", "people.person:4", details=details)
        sealed = seal(
            what, chain="case-12", number=number, previous=kept[-1].hash if kept else GENESIS
        )
        kept.append(Kept(number, sealed.body, sealed.hash))
    header = Header("case-12", "ashlands", [signer.public_key], AT)
    return b"".join(line + b"\n" for line in export_lines(header, kept, [], signer=signer))


def bundle_of(what: Sequence[Item] | None = None, **other: object) -> Bundle:
    exported = ledger()
    fields: dict[str, object] = {
        "case": "2026-014",
        "school": "Ashlands Primary School",
        "made_at": AT + timedelta(days=3),
        "by": "Jo Marsh, safeguarding lead",
        "items": items() if what is None else what,
        "custody": custody(),
        "ledger": lambda: [exported],
    }
    return Bundle(**{**fields, **other})  # type: ignore[arg-type]


def bytes_of(bundle: Bundle, *, signer: Signer | None = SIGNER) -> bytes:
    file = io.BytesIO()
    write_bundle(file, bundle, signer=signer)
    return file.getvalue()


def stamped(bundle_items: list[Item], response: bytes, *, number: int = 1) -> list[Item]:
    """The same items, one of them with a time stamp."""
    stamp = Stamp(response, "https://stamps.example/")
    return [
        Item(**{**vars(item), "stamp": stamp}) if item.number == number else item
        for item in bundle_items
    ]


def files_in(archive: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return [(one.filename, opened.read(one)) for one in opened.infolist()]


def packed_anew(files: Files) -> bytes:
    """An archive framed as Gatepost frames it: what somebody makes who knows how."""
    file = io.BytesIO()
    writer = ArchiveWriter(file)
    for name, content in files:
        writer.add(name, [content], size=len(content))
    writer.close()
    return file.getvalue()


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


SOUND = bytes_of(bundle_of())


def checked(content: bytes, known: Known = NOTHING) -> Report:
    return verify_open(io.BytesIO(content), known=known)


def problems(content: bytes, known: Known = NOTHING) -> list[str]:
    """The kinds of what is wrong, each with its item or its file."""
    return [
        f"{one.kind} {one.item or one.file}".strip() for one in checked(content, known).problems
    ]


def notes(report: Report) -> set[str]:
    return {f"{one.kind} {one.item or ''}".strip() for one in report.notes}


def changed(files: Files, name: str, change: Callable[[bytes], bytes]) -> Files:
    return [(one, change(content) if one == name else content) for one, content in files]


def without(files: Files, *names: str) -> Files:
    return [(one, content) for one, content in files if one not in names]


def in_manifest(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    """Somebody writes the manifest anew, as Gatepost would write it."""

    def anew(content: bytes) -> bytes:
        fields = json.loads(content)
        change(fields)
        return written(fields)

    return anew
