"""Reads single files out of a ZIP without ever unpacking it to a folder."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Collection
from pathlib import PurePosixPath

from gatepost.people.importing.contents import FileRefused

MOST_FILES = 200
LARGEST_UNPACKED = 60 * 1024 * 1024
PASSWORD = 0x1


def read_archive(content: bytes, *, name: str, wanted: Collection[str]) -> dict[str, bytes]:
    """The wanted files of an archive, by name. What is not wanted is never unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive, name, wanted)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise FileRefused(
            f"“{name}” is damaged: it cannot be unpacked. Download or export it again."
        ) from None


def _read(archive: zipfile.ZipFile, name: str, wanted: Collection[str]) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise FileRefused(
            f"“{name}” holds {len(entries):,} files; a OneRoster export has about 20."
        )
    _check_is_no_office_file(entries, name)
    found: dict[str, bytes] = {}
    room = LARGEST_UNPACKED
    for entry in entries:
        path = _path(entry, name)
        if path.name not in wanted or entry.is_dir():
            continue
        if path.name in found:
            raise FileRefused(f"“{name}” holds “{path.name}” twice. Make the export again.")
        found[path.name] = _unpack(archive, entry, name, room)
        room -= len(found[path.name])
    return found


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, room: int) -> bytes:
    if entry.flag_bits & PASSWORD:
        raise FileRefused(f"“{name}” is locked with a password. Export it without one.")
    with archive.open(entry) as file:
        # What the archive says of its sizes is not believed: no more is ever unpacked than there is room for.
        content = file.read(room + 1)
    if len(content) > room:
        raise FileRefused(
            f"“{name}” grows to more than {LARGEST_UNPACKED // 1024 // 1024} MB when it is unpacked. "
            "No list of people does."
        )
    return content


def _path(entry: zipfile.ZipInfo, name: str) -> PurePosixPath:
    path = PurePosixPath(entry.filename)
    if (
        path.is_absolute()
        or ".." in path.parts
        or "\\" in entry.orig_filename
        or ":" in path.as_posix()
    ):
        raise FileRefused(
            f"“{name}” holds a file with a path that leads out of it, as no export does. "
            "Nothing of it was read. Ask whoever gave it to you where it comes from."
        )
    return path


def _check_is_no_office_file(entries: list[zipfile.ZipInfo], name: str) -> None:
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" in names or "mimetype" in names:
        what = (
            "an Excel workbook" if any(one.startswith("xl/") for one in names) else "an office file"
        )
        raise FileRefused(
            f"“{name}” is {what}, not CSV. Open it, choose “Save as”, and save it as CSV."
        )
