"""Files that are kept encrypted, outside the database."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import models, transaction

from gatepost.vault import files
from gatepost.vault.fields import EncryptedTextField

LARGEST = 100 * 1024 * 1024


class SealedFileQuerySet(models.QuerySet["SealedFile"]):
    """Files, in any order."""

    def keep(
        self, stream: BinaryIO, *, at: datetime, content_type: str = "", largest: int = LARGEST
    ) -> SealedFile:
        """Encrypt what a stream gives into a file of its own, or raise FileTooLarge or NotKept and leave nothing.

        Call it inside the transaction that uses the file: should that be undone, the file is swept away later.
        """
        name, key = secrets.token_hex(16), secrets.token_bytes(files.KEY_BYTES)
        digest = hashlib.sha256()
        size = files.write(
            path_of(name), stream, key=key, name=name, digest=digest, largest=largest
        )
        return self.create(
            name=name,
            data_key=key.hex(),
            size=size,
            sha256=digest.hexdigest(),
            content_type=content_type,
            created_at=at,
        )


class SealedFile(models.Model):
    """A file that only the keys open. Its name on the disk says nothing of what it is."""

    name = models.CharField(max_length=32, unique=True)
    # Each file has a key of its own, locked by the vault's: a change of keys rewrites this text and not the file.
    data_key = EncryptedTextField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()

    objects = SealedFileQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(name__regex=r"^[0-9a-f]{32}$"), name="sealed_file_name_is_random"
            ),
        )

    def __str__(self) -> str:
        return f"sealed file {self.pk}"

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return path_of(self.name)

    def open(self) -> BufferedReader:
        """The content, read and checked piece by piece; raises Unopenable where it was altered or cut off."""
        return files.open_sealed(self.path, key=bytes.fromhex(self.data_key), name=self.name)

    def chunks(self) -> Iterator[bytes]:
        """The content in pieces, for a response."""
        with self.open() as stream:
            while piece := stream.read(files.CHUNK):
                yield piece

    def discard(self) -> None:
        """Take the file away for good: its key goes with the row, the bytes as soon as that is certain."""
        path = self.path
        self.delete()
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def path_of(name: str) -> Path:
    """Where a file of a name lies."""
    folder: Path = settings.FILES
    return folder / name[:2] / name
