"""Checks a bundle of evidence: reads it as it is, opens nothing that it does not know, and writes nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any, BinaryIO

from gatepost.core.evidence.archive import Archive
from gatepost.core.evidence.contents import check_contents
from gatepost.core.evidence.findings import Findings, Known, Report
from gatepost.core.evidence.items import BundleError
from gatepost.core.evidence.manifest import (
    LARGEST,
    MANIFEST,
    SEAL,
    digest_of,
    is_written_right,
    read_manifest,
    shown,
)
from gatepost.core.evidence.proofs import check_the_custody, check_the_ledger, check_the_stamps
from gatepost.core.evidence.sealing import Seal, read_seal
from gatepost.core.ledger import Report as LedgerReport

NOTHING = Known()


def verify_bundle(path: Path, *, known: Known = NOTHING) -> Report:
    """Check a bundle. Raises BundleError where it is none, or too damaged to be read; OSError where there is no file."""
    with path.open("rb") as file:
        return verify_open(file, known=known)


def verify_open(file: BinaryIO, *, known: Known = NOTHING) -> Report:
    """The same for an open file."""
    archive, found = Archive(file), Findings()
    content = _content(archive, MANIFEST)
    manifest = read_manifest(content)
    digest = hashlib.sha256(content).hexdigest()
    if not is_written_right(content, manifest):
        found.add("manifest-writing", file=MANIFEST)
    if known.manifest and known.manifest != digest:
        found.add("other-manifest", file=MANIFEST)
    key = _check_seal(archive, manifest, digest, known, found)
    right = check_contents(archive, manifest, found)
    custody = check_the_custody(archive, manifest, found)
    ledger = check_the_ledger(archive, manifest, known, found)
    stamped = check_the_stamps(archive, manifest, known, found, right)
    _note_states(manifest, found)
    if ledger and key and key not in ledger.keys:
        found.note("ledger-other-key")
    return _report(manifest, digest, found, key, (stamped, custody, ledger))


def _content(archive: Archive, name: str) -> bytes:
    if name not in archive.by_name or name in archive.packed:
        raise BundleError(
            f"This archive is no bundle of Gatepost: there is no {name} in it that can be read as it is. "
            "Check the bundle as it was exported, not one that was packed anew."
        )
    if archive.by_name[name].size > LARGEST:
        raise BundleError(f"{name} is larger than any that Gatepost writes; it was not read.")
    return b"".join(archive.pieces(name))


def _check_seal(
    archive: Archive, manifest: dict[str, Any], digest: str, known: Known, found: Findings
) -> str:
    """Hold the manifest against the seal; gives the fingerprint of the key that signed, if one did."""
    try:
        seal = read_seal(_content(archive, SEAL))
    except BundleError:
        seal = None
    if seal is None:
        found.add("no-seal", file=SEAL)
        return ""
    key = _check_signature(seal, known, found)
    if seal.manifest != digest:
        found.add("manifest-altered", file=MANIFEST)
    if (seal.case, seal.made_at) != (manifest["case"], manifest["made_at"]):
        found.add("manifest-swapped", file=MANIFEST)
    else:
        _check_items(seal, manifest["items"], found)
    return key


def _check_signature(seal: Seal, known: Known, found: Findings) -> str:
    if not seal.key:
        if known.keys:
            found.add("unsigned", file=SEAL)
        found.note("unsigned")
        return ""
    if not seal.is_signed_right:
        found.add("bad-signature", file=SEAL)
        return ""
    if known.keys and seal.key not in known.keys:
        found.add("unknown-key", file=SEAL)
        return ""
    if not known.keys:
        found.note("own-key")
    return seal.key


def _check_items(seal: Seal, items: list[dict[str, Any]], found: Findings) -> None:
    """Tell which items are not in the manifest as they were sealed."""
    told = Counter(item["number"] for item in items)
    is_whole = told.keys() == set(range(1, len(items) + 1))
    for place, item in enumerate(items, 1):
        number = item["number"]
        if not 1 <= number <= len(seal.items):
            found.add("item-added", item=number)
        elif digest_of(item) != seal.items[number - 1]:
            found.add("item-changed", item=number)
        if is_whole and number != place:
            found.add("item-moved", item=number)
    for number in range(1, len(seal.items) + 1):
        if told[number] != 1:
            found.add("item-added" if told[number] else "item-gone", item=number)


def _note_states(manifest: dict[str, Any], found: Findings) -> None:
    for item in manifest["items"]:
        if item["state"] != "held":
            found.note(item["state"], item=item["number"])


def _report(
    manifest: dict[str, Any],
    digest: str,
    found: Findings,
    key: str,
    counted: tuple[int, int, LedgerReport | None],
) -> Report:
    stamped, custody, ledger = counted
    return Report(
        case=shown(manifest["case"]),
        school=shown(manifest["school"]),
        made_at=shown(manifest["made_at"]),
        by=shown(manifest["by"]),
        items=len(manifest["items"]),
        present=sum("content" in item for item in manifest["items"]),
        stamped=stamped,
        custody=custody,
        key=key,
        manifest_sha256=digest,
        ledger=ledger,
        problems=found.problems,
        notes=found.notes,
        more=found.more,
    )
