"""Writes files whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import BinaryIO

OWNER_ALONE = 0o600


def write_whole(path: Path, content: bytes, *, replace: bool = False) -> bool:
    """Write a file for its owner alone; a crash leaves all of it or nothing. False where one is there already."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open_new(unfinished) as file:
            file.write(content)
            to_disk(file)
        return put_in_place(unfinished, path, replace=replace)
    finally:
        unfinished.unlink(missing_ok=True)


def open_new(path: Path) -> BinaryIO:
    """A file that was not there before, which its owner alone can read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE)
    return os.fdopen(handle, "wb")


def to_disk(file: BinaryIO) -> None:
    """Wait until what was written would outlive a power cut."""
    file.flush()
    os.fsync(file.fileno())


def put_in_place(unfinished: Path, path: Path, *, replace: bool = False) -> bool:
    """Give a finished file its name. False where that name is taken and may not be replaced."""
    if replace:
        unfinished.replace(path)
    else:
        try:
            os.link(unfinished, path)
        except FileExistsError:
            return False
        unfinished.unlink()
    folder_to_disk(path.parent)
    return True


def folder_to_disk(folder: Path) -> None:
    """Names live in their folder: without this a file can be whole and yet lost after a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
