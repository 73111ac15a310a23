"""Encrypts files in pieces: what was altered, cut off, reordered or swapped does not open."""

from __future__ import annotations

import io
import secrets
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.views.decorators.debug import sensitive_variables

from gatepost.vault.sealing import Unopenable
from gatepost.vault.whole import open_new, put_in_place, to_disk

KEY_BYTES = 32
CHUNK = 64 * 1024
TAG_BYTES = 16
HEADER = b"gatepost sealed file 1\n"


class NotKept(Exception):
    """A file could not be kept; nothing of it is left. The message says what to do."""


class FileTooLarge(NotKept):
    """A file is larger than allowed."""


class Digest(Protocol):
    """What hashlib gives."""

    def update(self, data: bytes, /) -> None: ...


@sensitive_variables("key", "cipher")
def write(
    path: Path, stream: BinaryIO, *, key: bytes, name: str, digest: Digest, largest: int
) -> int:
    """Encrypt a stream into a file, whole or not at all; the number of bytes read. A key must never be used twice."""
    unfinished = path.with_name(f".{name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open_new(unfinished) as target:
            size = _write_pieces(
                stream, target, cipher=AESGCM(key), name=name, digest=digest, largest=largest
            )
            to_disk(target)
        put_in_place(unfinished, path)
    except OSError as error:
        raise NotKept(
            f"The file could not be kept: {error.strerror}. Make room on the server's disk, then try again."
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)
    return size


def _write_pieces(
    stream: BinaryIO, target: BinaryIO, *, cipher: AESGCM, name: str, digest: Digest, largest: int
) -> int:
    target.write(HEADER)
    size, piece = 0, _fill(stream)
    for number in count():
        following = _fill(stream) if len(piece) == CHUNK else b""
        size += len(piece)
        if size > largest:
            raise FileTooLarge(
                f"The file is larger than {largest // (1024 * 1024)} MB. Choose a smaller one."
            )
        digest.update(piece)
        target.write(cipher.encrypt(_nonce(number, is_last=not following), piece, name.encode()))
        if not following:
            return size
        piece = following
    raise AssertionError("count() does not end")


def _fill(stream: BinaryIO) -> bytes:
    """A whole piece, even from a stream that gives less at a time; less only at the end."""
    parts: list[bytes] = []
    missing = CHUNK
    while missing and (part := stream.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _nonce(number: int, *, is_last: bool) -> bytes:
    """The place of a piece, and whether the file ends with it: neither can be changed unnoticed."""
    return number.to_bytes(11, "big") + bytes([is_last])


def open_sealed(path: Path, *, key: bytes, name: str) -> io.BufferedReader:
    """The content of a sealed file."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise Unopenable(
            f"The sealed file {name} is not in the folder of files. Restore it from a backup."
        ) from None
    return io.BufferedReader(_Opened(file, key=key, name=name), buffer_size=CHUNK)


class _Opened(io.RawIOBase):
    """A sealed file while it is read: each piece is checked before anything of it is given."""

    def __init__(self, file: BinaryIO, *, key: bytes, name: str) -> None:
        super().__init__()
        self._file, self._cipher, self._name = file, AESGCM(key), name
        self._number, self._rest, self._ended = 0, memoryview(b""), False
        if file.read(len(HEADER)) != HEADER:
            file.close()
            raise self._broken()
        self._locked = file.read(CHUNK + TAG_BYTES)

    def readable(self) -> bool:
        """Called by Python."""
        return True

    def readinto(self, target: Any) -> int:
        """Called by Python."""
        if not self._rest and not self._ended:
            self._rest = memoryview(self._next_piece())
        taken = min(len(target), len(self._rest))
        target[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken

    def close(self) -> None:
        """Called by Python."""
        self._file.close()
        super().close()

    def _next_piece(self) -> bytes:
        following = self._file.read(CHUNK + TAG_BYTES)
        self._ended = not following
        nonce = _nonce(self._number, is_last=self._ended)
        try:
            piece = self._cipher.decrypt(nonce, self._locked, self._name.encode())
        except InvalidTag:
            raise self._broken() from None
        self._number, self._locked = self._number + 1, following
        return piece

    def _broken(self) -> Unopenable:
        return Unopenable(
            f"The sealed file {self._name} was altered or cut off at piece {self._number + 1}. Restore it from a backup."
        )
