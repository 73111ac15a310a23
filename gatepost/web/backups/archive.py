"""The archive of a backup: a ZIP file whose last member, the manifest, holds the digest of every other."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

FORMAT = 1
MANIFEST, KEYS = "manifest.json", "keys.locked"
PIECE = 1024 * 1024
LARGEST_MANIFEST = 200 * 1024 * 1024
# What Python's reader raises where an archive was altered: of its own, by the packing, or by a flag it does not know.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_MEMBER = re.compile(r"tables/[a-z0-9_]+\.jsonl|files/[0-9a-f]{32}|keys\.locked")


class BackupProblem(Exception):
    """A backup cannot be made or used; the message says why and what to do."""


@dataclass
class Manifest:
    """What is in the archive, and what is needed to use it."""

    version: str
    made_at: str
    database: str
    migrations: list[tuple[str, str]] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    vault_keys: list[str] = field(default_factory=list)
    ledger_keys: dict[str, str] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)


class Writer:
    """Adds members to an archive and notes their digests."""

    def __init__(self, file: BinaryIO, manifest: Manifest) -> None:
        self.zip, self.manifest = zipfile.ZipFile(file, "w"), manifest

    def add(self, name: str, pieces: Iterable[bytes], *, pack: bool) -> None:
        """Add a member piece by piece. What is encrypted cannot be packed, so do not try."""
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED
        digest, size, lines = hashlib.sha256(), 0, 0
        with self.zip.open(entry, "w", force_zip64=True) as target:
            for piece in pieces:
                target.write(piece)
                digest.update(piece)
                size += len(piece)
                lines += 1
        said: dict[str, Any] = {"sha256": digest.hexdigest(), "size": size}
        self.manifest.members[name] = {**said, "rows": lines} if pack else said

    def abandon(self) -> None:
        """Let go of an archive that will not be finished, writing no more to it."""
        self.zip.fp = None

    def finish(self) -> None:
        """Add the manifest and close."""
        text = json.dumps({"format": FORMAT, **asdict(self.manifest)}, indent=1, sort_keys=True)
        self.zip.writestr(MANIFEST, text, zipfile.ZIP_DEFLATED)
        self.zip.close()


class Reader:
    """An archive whose manifest has been read."""

    def __init__(self, opened: zipfile.ZipFile, manifest: Manifest) -> None:
        self.zip, self.manifest = opened, manifest

    @property
    def size(self) -> int:
        """What the members take when unpacked."""
        return sum(int(member["size"]) for member in self.manifest.members.values())

    def check(self) -> None:
        """Read every member and compare its digest; nothing may be missing or more."""
        strange = sorted(set(self.zip.namelist()) ^ {*self.manifest.members, MANIFEST})
        if strange or any(not _MEMBER.fullmatch(name) for name in self.manifest.members):
            raise BackupProblem(
                "The backup holds other members than its manifest says; it was altered. Use another one."
            )
        for name, said in self.manifest.members.items():
            digest = hashlib.sha256()
            for piece in self.pieces(name):
                digest.update(piece)
            if digest.hexdigest() != said["sha256"]:
                raise _damaged(name)

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member, piece by piece."""
        try:
            with self.zip.open(name) as source:
                while piece := source.read(PIECE):
                    yield piece
        except UNREADABLE:
            raise _damaged(name) from None

    def lines(self, name: str) -> Iterator[bytes]:
        """A member, line by line."""
        with self.zip.open(name) as source:
            yield from source

    def names(self, kind: str) -> list[str]:
        """The members in a folder of the archive."""
        return [name for name in self.manifest.members if name.startswith(f"{kind}/")]


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """An archive to read from."""
    try:
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise BackupProblem(f"{path} cannot be read: {error.strerror}.") from None
    except UNREADABLE:
        raise BackupProblem(
            f"{path} is no backup, or was cut off on its way here. Use another one."
        ) from None
    with archive:
        yield Reader(archive, _manifest_of(archive))


def _manifest_of(archive: zipfile.ZipFile) -> Manifest:
    unclear = BackupProblem("This is no backup of Gatepost: it has no manifest that can be read.")
    try:
        if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise unclear
        said = json.loads(archive.read(MANIFEST))
        written_as = said.pop("format")
        if written_as != FORMAT:
            raise BackupProblem(
                f"This backup is written in format {written_as}; this Gatepost knows {FORMAT}. Install a newer one."
            )
        manifest = Manifest(**said)
        manifest.migrations = [(str(app), str(name)) for app, name in manifest.migrations]
    except (KeyError, TypeError, AttributeError, *UNREADABLE):
        raise unclear from None
    return manifest


def _damaged(name: str) -> BackupProblem:
    return BackupProblem(
        f"The backup's member {name} is damaged. Nothing was changed; use another backup."
    )
