"""Reads a pack out of an uploaded ZIP; whatever is wrong with the file is said in one sentence."""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO

from gatepost.core.policy import Pack, PackError, Problem, load_files
from gatepost.policies import packs

MOST_BYTES = 4_000_000  # of the upload
MOST_UNPACKED = 8_000_000
MOST_FILES = 300
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BESIDE = ("pack.toml", "examples.toml", "CHANGELOG.md")


class BadUpload(Exception):
    """A file that holds no pack; the message says why and what to do."""


def files_in(upload: IO[bytes]) -> dict[str, str]:
    """The files of the pack in a ZIP. Raises BadUpload, or PackError where a file is not text."""
    try:
        with zipfile.ZipFile(upload) as archive:
            return _texts(_contents(archive))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, ValueError):
        raise BadUpload(
            "This file is not a ZIP, or it is damaged. Pack the folder once more."
        ) from None
    except (NotImplementedError, RuntimeError):
        raise BadUpload(
            "This ZIP is encrypted or packed in an unusual way. Pack the folder as a plain ZIP."
        ) from None


def checked(files: packs.Files) -> Pack:
    """The pack that the files make. Raises PackError with all that is wrong."""
    pack = load_files(files)
    if pack.slug == packs.LAW:
        raise PackError(
            [Problem("pack/pack.toml", 1, "This is the law, not a policy.", "Upload a policy.")]
        )
    return pack


def _contents(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """What lies in the folder of the pack, as path within it -> content."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise BadUpload(
            f"The ZIP holds more than {MOST_FILES} files. Pack only the policy’s folder."
        )
    for entry in entries:
        _check(entry)
    folder = _folder([entry.filename for entry in entries])
    wanted = {_within(entry.filename, folder): entry for entry in entries}
    left, found = MOST_UNPACKED, {}
    for path, entry in wanted.items():
        if path in _BESIDE or (path.startswith("clauses/") and path.endswith(".toml")):
            with archive.open(entry) as file:
                content = file.read(left + 1)
            left -= len(content)
            if left < 0:
                raise BadUpload(f"Unpacked, the files are more than {MOST_UNPACKED:,} bytes.")
            found[path] = content
    return found


def _check(entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or "\0" in entry.filename:
        raise BadUpload(
            "The ZIP holds a file that would lie outside its folder. It was not opened."
        )
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise BadUpload("The ZIP holds a link to another file. Put the files themselves into it.")
    if entry.compress_type not in _METHODS or entry.flag_bits & 1:
        raise NotImplementedError


def _folder(names: list[str]) -> str:
    """The folder within the ZIP that holds pack.toml."""
    found = [name for name in names if PurePosixPath(name).name == "pack.toml"]
    if len(found) != 1:
        there = "no pack.toml" if not found else "more than one pack.toml"
        raise BadUpload(f"The ZIP holds {there}. Pack the folder of one policy.")
    return found[0].removesuffix("pack.toml")


def _within(name: str, folder: str) -> str:
    return name.removeprefix(folder) if name.startswith(folder) else ""


def _texts(contents: dict[str, bytes]) -> dict[str, str]:
    texts, problems = {}, []
    for path, content in contents.items():
        try:
            texts[path] = content.decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            wrong = "This is not UTF-8 text."
            problems.append(Problem(f"pack/{path}", line, wrong, "Save the file as UTF-8."))
    if problems:
        raise PackError(problems)
    return texts
