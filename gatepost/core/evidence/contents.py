"""Checks the files of a bundle against its manifest: every one there, none added, each with its size and hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from gatepost.core.evidence.archive import Archive
from gatepost.core.evidence.findings import Findings
from gatepost.core.evidence.manifest import CUSTODY, LEDGER, MANIFEST, ROOTS, SEAL, STATEMENT, shown

PARTS = frozenset({STATEMENT, CUSTODY, LEDGER, ROOTS})


def check_contents(archive: Archive, manifest: dict[str, Any], found: Findings) -> set[str]:
    """Tell what is wrong with the files; gives the names of those that are as they were."""
    wanted = dict(_wanted(manifest))
    _check_names(archive, {MANIFEST, SEAL, *wanted}, found)
    if not archive.is_framed_right():
        found.add("frame")
    right, packed = set(), archive.packed
    for name, (item, told) in wanted.items():
        if name not in archive.by_name:
            found.add("missing", item=item, file=name)
        elif name not in packed and _is_right(archive, name, item, told, found):
            right.add(name)
    return right


def _wanted(manifest: dict[str, Any]) -> Iterator[tuple[str, tuple[int, dict[str, Any]]]]:
    """Every file that the manifest names, with the number of its item."""
    for part in manifest["parts"]:
        if part["file"] in PARTS:
            yield part["file"], (0, part)
    for name in (STATEMENT, CUSTODY):
        if name not in {part["file"] for part in manifest["parts"]}:
            yield name, (0, {"size": -1, "sha256": ""})
    for item in manifest["items"]:
        for told in (item.get("content"), item.get("stamp")):
            if told:
                yield told["file"], (item["number"], told)


def _check_names(archive: Archive, known: set[str], found: Findings) -> None:
    seen: set[str] = set()
    for one in archive.placed:
        name = shown(one.name)
        if one.name in seen:
            found.add("twice", file=name)
        elif one.name not in known:
            found.add("way-out" if _leads_out(one.name) else "stranger", file=name)
        seen.add(one.name)
    for packed in sorted(archive.packed):
        found.add("packed", file=shown(packed))


def _leads_out(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in steps or ":" in steps[0]


def _is_right(
    archive: Archive, name: str, item: int, told: dict[str, Any], found: Findings
) -> bool:
    size = archive.by_name[name].size
    if size != told["size"]:
        found.add("size", item=item, file=name)
        return False
    digest = hashlib.sha256()
    for piece in archive.pieces(name):
        digest.update(piece)
    if digest.hexdigest() != told["sha256"]:
        found.add("altered", item=item, file=name)
        return False
    return True
