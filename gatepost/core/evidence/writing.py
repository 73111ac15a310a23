"""Writes a bundle: everything is hashed as it goes in, and nothing goes in that is not what came in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from gatepost.core.evidence.archive import ArchiveWriter
from gatepost.core.evidence.custody import custody_file
from gatepost.core.evidence.items import Bundle, BundleError, Bytes, Item
from gatepost.core.evidence.manifest import (
    CUSTODY,
    LEDGER,
    MANIFEST,
    ROOTS,
    SEAL,
    STATEMENT,
    Part,
    check_items,
    item_file,
    manifest_of,
    stamp_file,
    written,
)
from gatepost.core.evidence.sealing import seal_file
from gatepost.core.evidence.statement import statement
from gatepost.core.ledger import Signer


@dataclass(frozen=True)
class Written:
    """What a bundle came to. The hash is worth keeping: it tells this bundle from every other."""

    manifest_sha256: str
    size: int


def write_bundle(target: BinaryIO, bundle: Bundle, *, signer: Signer | None = None) -> Written:
    """Write a bundle into an open, empty file that can be gone back in.

    Raises BundleError where the bytes of an item are not those of its SHA-256, or something does not fit together;
    what was written until then is worth nothing and is to be thrown away. Memory is constant.
    """
    check_items(bundle.items)
    parts = dict(_parts(bundle, key=signer.fingerprint if signer else ""))
    known = {name: _measured(name, give) for name, give in parts.items()}
    manifest = manifest_of(bundle, list(known.values()))
    content = written(manifest)
    digest = hashlib.sha256(content).hexdigest()
    archive = ArchiveWriter(target)
    archive.add(MANIFEST, [content], size=len(content))
    sealed = seal_file(manifest, manifest_sha256=digest, signer=signer)
    archive.add(SEAL, [sealed], size=len(sealed))
    for name, give in parts.items():
        if archive.add(name, give(), size=known[name].size) != known[name].sha256:
            raise BundleError(f"{name} changed while it was written. Export the case again.")
    for item in bundle.items:
        _add(archive, item)
    return Written(digest, archive.close())


def _parts(bundle: Bundle, *, key: str) -> Iterator[tuple[str, Bytes]]:
    """The files that are no items."""
    yield STATEMENT, _fixed(statement(bundle, key=key).encode("utf-8", "replace"))
    yield CUSTODY, _fixed(custody_file(bundle.custody))
    if bundle.ledger:
        yield LEDGER, bundle.ledger
    if bundle.roots:
        yield ROOTS, _fixed(bundle.roots)


def _fixed(content: bytes) -> Bytes:
    return lambda: [content]


def _measured(name: str, give: Bytes) -> Part:
    digest, size = hashlib.sha256(), 0
    for piece in give():
        digest.update(piece)
        size += len(piece)
    return Part(name, size, digest.hexdigest())


def _add(archive: ArchiveWriter, item: Item) -> None:
    if item.content is None:
        return
    content = item.content
    try:
        found = archive.add(item_file(item), content.open(), size=content.size)
    except BundleError as error:
        raise BundleError(f"Item {item.number}: {error}") from None
    if found != content.sha256:
        raise BundleError(
            f"Item {item.number} is not what came in: its bytes have another SHA-256 than was recorded. "
            "Nothing was exported. Look at the file before anything else is done with it."
        )
    if item.stamp:
        archive.add(stamp_file(item.number), [item.stamp.response], size=len(item.stamp.response))
