"""A ZIP archive of the plainest kind: nothing packed, nothing between the files, every byte of the frame foreseeable.

What Gatepost writes any program can open. What it reads it reads with suspicion: no file is unpacked or put on the
disk, no size that the archive claims is believed, and a frame that is not the one it would have written is told.
"""

from __future__ import annotations

import hashlib
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from gatepost.core.evidence.items import BundleError

PIECE = 1 << 16
MOST_FILES = 50_000
_MOST_DIRECTORY = MOST_FILES * 100
_LARGEST = (1 << 32) - 2  # beyond this a ZIP archive needs a frame of another kind

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_ZIP64_LOCATOR = 20
_VERSION, _UNIX, _READABLE = 20, 3 << 8, 0o100600 << 16
_DAY = 33  # 1 January 1980, the first that ZIP knows: the moments stand in the manifest


@dataclass(frozen=True)
class Placed:
    """A file in an archive: its name, checksum and size, and where its header begins."""

    name: str
    crc: int
    size: int
    offset: int

    @property
    def header(self) -> bytes:
        """What stands before the file."""
        return _local(self.name, self.crc, self.size)


class ArchiveWriter:
    """Writes files one after the other into an open file that can be gone back in."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.placed: list[Placed] = []

    def add(self, name: str, pieces: Iterable[bytes], *, size: int) -> str:
        """Write a file; gives the SHA-256 of what was written, or BundleError where the size is not the one given."""
        offset = self.file.tell()
        if offset + size > _LARGEST:
            raise BundleError("One bundle holds 4 gigabytes at most. Export fewer items at a time.")
        self.file.write(_local(name, 0, size))
        digest, crc, left = hashlib.sha256(), 0, size
        for piece in pieces:
            digest.update(piece)
            crc, left = zlib.crc32(piece, crc), left - len(piece)
            if left < 0:
                break
            self.file.write(piece)
        if left:
            raise BundleError(f"{name} has not the size that was recorded when it came in.")
        placed = Placed(name, crc, size, offset)
        self.file.seek(offset)
        self.file.write(placed.header)
        self.file.seek(0, os.SEEK_END)
        self.placed.append(placed)
        return digest.hexdigest()

    def close(self) -> int:
        """Write the directory; gives the size of the archive."""
        self.file.write(_directory(self.placed, self.file.tell()))
        return self.file.tell()


class Slice(io.RawIOBase):
    """A file within an archive, read from its beginning."""

    def __init__(self, file: BinaryIO, *, start: int, size: int) -> None:
        super().__init__()
        self.file, self.place, self.left = file, start, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        self.file.seek(self.place)
        piece = self.file.read(min(len(buffer), self.left))
        buffer[: len(piece)] = piece
        self.place, self.left = self.place + len(piece), self.left - len(piece)
        return len(piece)


class Archive:
    """An archive that somebody brings."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.size = file.seek(0, os.SEEK_END)
        self.files = _listed(file, self.size)
        self.placed = [
            Placed(one.orig_filename, one.CRC, one.compress_size, one.header_offset)
            for one in self.files
        ]
        self.by_name = {one.name: one for one in reversed(self.placed)}
        if sum(one.size for one in self.placed) > self.size:
            raise BundleError(
                "The files in this archive overlap: it was made to do harm, and none of them was opened."
            )

    @property
    def packed(self) -> set[str]:
        """The names of files that are compressed or encrypted, which are not read."""
        return {
            one.orig_filename
            for one in self.files
            if one.compress_type != zipfile.ZIP_STORED or one.flag_bits & 1
        }

    def open(self, name: str) -> BinaryIO:
        """A file to read from."""
        placed = self.by_name[name]
        self.file.seek(max(placed.offset, 0))
        lead = self.file.read(_LOCAL.size)
        lengths = struct.unpack("<2H", lead[-4:]) if len(lead) == _LOCAL.size else (0, 0)
        start = max(placed.offset, 0) + _LOCAL.size + sum(lengths)
        inside = Slice(self.file, start=start, size=placed.size)
        return io.BufferedReader(cast(io.RawIOBase, inside), PIECE)

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, a piece at a time."""
        with self.open(name) as file:
            while piece := file.read(PIECE):
                yield piece

    def is_framed_right(self) -> bool:
        """Whether everything around the files is, byte by byte, what Gatepost would have written."""
        place = 0
        for one in self.placed:
            if one.offset != place or not 0 <= one.size <= _LARGEST or not one.name.isascii():
                return False
            self.file.seek(place)
            if self.file.read(len(one.header)) != one.header:
                return False
            place += len(one.header) + one.size
        self.file.seek(place)
        end = _directory(self.placed, place)
        return self.file.read(len(end) + 1) == end


def is_archive(file: BinaryIO) -> bool:
    """Whether a file is a ZIP archive by its beginning or its end, also where one of them is damaged."""
    file.seek(0)
    begins = file.read(4) == b"PK\x03\x04"
    end = file.seek(0, os.SEEK_END)
    file.seek(max(end - _END.size, 0))
    ends = file.read(4) == b"PK\x05\x06"
    file.seek(0)
    return begins or ends


def _listed(file: BinaryIO, size: int) -> list[zipfile.ZipInfo]:
    """What the directory lists; the directory is measured before anything is read of it."""
    file.seek(max(size - _END.size - _ZIP64_LOCATOR, 0))
    tail = file.read()
    end = _END.unpack(tail[-_END.size :]) if len(tail) >= _END.size else ()
    if not end or end[0] != b"PK\x05\x06" or end[-1]:
        raise BundleError(
            "The end of this archive is damaged: it was cut off or altered. Ask for the bundle again."
        )
    if tail.startswith(b"PK\x06\x07") or end[5] > _MOST_DIRECTORY:
        raise BundleError("This archive was not written by Gatepost; none of its files was opened.")
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError):
        pass
    except (struct.error, OverflowError, IndexError):
        pass
    raise BundleError(
        "The list of files in this archive is damaged: it was cut off or altered. Ask for the bundle again."
    )


def _local(name: str, crc: int, size: int) -> bytes:
    bare = name.encode("ascii")
    return _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, 0, 0, _DAY, crc, size, size, len(bare), 0) + bare


def _directory(placed: Iterable[Placed], start: int) -> bytes:
    """The list of files at the end of an archive, which begins at `start`."""
    rows = bytearray()
    count = 0
    for one in placed:
        bare, count = one.name.encode("ascii"), count + 1
        kind = (_VERSION | _UNIX, _VERSION, 0, 0, 0, _DAY)
        sizes = (one.crc, one.size, one.size, len(bare), 0, 0, 0, 0, _READABLE, one.offset)
        rows += _CENTRAL.pack(b"PK\x01\x02", *kind, *sizes) + bare
    return bytes(rows) + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(rows), start, 0)
