"""What `gatepost verify` prints about a bundle of evidence."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from gatepost.cli import verifying
from gatepost.cli.verifying import MOST_SHOWN, plain

if TYPE_CHECKING:
    from gatepost.core.evidence import Known, Report

_LARGEST_CERTIFICATES = 1_000_000


def checked(file: BinaryIO, options: argparse.Namespace) -> tuple[dict[str, Any], list[str], int]:
    """The shape for --json, the lines for people and the exit status."""
    from gatepost.core.evidence.verifying import verify_open

    known = known_of(options)
    report = verify_open(file, known=known)
    return shape(report), list(lines(report, known)), int(not report.is_sound)


def known_of(options: argparse.Namespace) -> Known:
    """What was typed to hold the bundle against."""
    from gatepost.core.evidence import Known

    return Known(
        keys=options.key,
        manifest=options.manifest or "",
        heads=dict(options.head),
        since=options.since or "",
        roots=_certificates(options.authority),
    )


def refuse_for_a_ledger(options: argparse.Namespace) -> None:
    """Options that ask about a bundle must not pass unnoticed where there is none."""
    from gatepost.core.evidence import BundleError

    if options.manifest or options.authority:
        raise BundleError(
            "This is no bundle of evidence, and --manifest and --authority ask about one."
        )


def shape(report: Report) -> dict[str, Any]:
    """What `--json` prints."""
    return {
        "kind": "evidence",
        "sound": report.is_sound,
        "case": report.case,
        "school": report.school,
        "made_at": report.made_at,
        "by": report.by,
        "items": report.items,
        "present": report.present,
        "stamped": report.stamped,
        "custody": report.custody,
        "key": report.key,
        "manifest": report.manifest_sha256,
        "ledger": verifying.shape(report.ledger) if report.ledger else None,
        "problems": [
            {"kind": one.kind, "item": one.item, "file": one.file, "says": one.says}
            for one in report.problems
        ],
        "notes": [{"kind": one.kind, "item": one.item, "says": one.says} for one in report.notes],
        "more": report.more,
    }


def lines(report: Report, known: Known) -> Iterator[str]:
    """What people read."""
    of = f"the evidence in the case {plain(report.case)} ({plain(report.school)})"
    if report.is_sound:
        yield f"Sound: {of}: {report.items} items, {report.present} of them in this bundle; none altered, missing, put in or moved."
    else:
        yield f"NOT SOUND: {of} was changed or damaged."
        yield from _problems(report)
    yield f"Exported at {plain(report.made_at)} by {plain(report.by)}; {report.custody} lines in the chain of custody."
    yield f"Signed with the key {report.key}." if report.key else "No signature that holds."
    yield f"SHA-256 of the manifest: {report.manifest_sha256}"
    for note in report.notes:
        yield f"Note: {note.says}"
    if report.is_sound:
        yield from _meaning(report, known)


def _problems(report: Report) -> Iterator[str]:
    for one in report.problems[:MOST_SHOWN]:
        yield f"  {one.says}"
    more = len(report.problems[MOST_SHOWN:]) + report.more
    if more:
        yield f"  … and {more} more faults."


def _meaning(report: Report, known: Known) -> Iterator[str]:
    """What a sound result proves and what it does not."""
    is_known = known.manifest or (known.keys and report.key)
    if not is_known:
        yield "Compare the key, or the SHA-256 of the manifest, with what the school gives you in another way (--key, --manifest): somebody who made the whole bundle anew would have put in theirs."
    yield (
        ("This" if is_known else "Once that is done, this")
        + " proves that these are the bytes that Gatepost held when the bundle was made, with the hashes taken when they came in."
    )
    yield "It does not prove who wrote a post, that a page was true, or when anything happened, but for what a time stamp proves."


def _certificates(written: str | None) -> bytes:
    if not written:
        return b""
    from gatepost.core.evidence import BundleError, StampError
    from gatepost.core.evidence.stamps import read_roots

    try:
        with Path(written).open("rb") as file:
            content = file.read(_LARGEST_CERTIFICATES)
        read_roots(content)
    except (OSError, StampError):
        raise BundleError(
            f"the file {written}, given with --authority, holds no certificates in PEM."
        ) from None
    return content
