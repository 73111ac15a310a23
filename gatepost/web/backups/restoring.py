"""Puts a backup in place. Until the last step nothing of what was there is touched."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from gatepost import __version__
from gatepost.vault.models import path_of
from gatepost.vault.whole import open_new, put_in_place, to_disk
from gatepost.web.backups import filling, key_box
from gatepost.web.backups.archive import KEYS, BackupProblem, Reader, opened
from gatepost.web.backups.key_box import Keys
from gatepost.web.backups.switching import switched

ROOM = 3  # the database is larger than its lines: its indexes come on top


def restore(
    path: Path, *, replace: bool = False, passphrase: str = "", without_keys: bool = False
) -> Reader:
    """Check everything, then put the backup in place of what is there, or raise BackupProblem and change nothing."""
    with opened(path) as archive:
        _check_version(archive)
        archive.check()
        new_keys = _keys_of(archive, passphrase=passphrase)
        if not without_keys:
            _check_keys(archive, new_keys)
        _check_room(archive)
        try:
            with switched(replace=replace):
                _unpack_files(archive)
                # More keys than needed harm nobody; those of the ledger change with its lines.
                key_box.put_into(settings.KEYS, key_box.of_vault(new_keys))
                filling.fill(archive)
            key_box.put_into(settings.KEYS, new_keys)
        except OSError as error:
            raise BackupProblem(
                f"The backup could not be unpacked: {error.strerror}. Nothing was replaced."
            ) from None
        return archive


def has_keys(path: Path) -> bool:
    """Whether the keys are in the backup, so that its passphrase is needed."""
    with opened(path) as archive:
        return KEYS in archive.manifest.members


def _check_version(archive: Reader) -> None:
    """A newer Gatepost may have written what this one cannot understand."""
    known = set(MigrationLoader(None).disk_migrations or {})
    if unknown := [one for one in archive.manifest.migrations if one not in known]:
        app, name = unknown[0]
        raise BackupProblem(
            f"This backup is of Gatepost {archive.manifest.version}, which is newer than this one, {__version__} "
            f"(it has {app}.{name}). Install that version or a later one, then restore."
        )


def _keys_of(archive: Reader, *, passphrase: str) -> Keys:
    if KEYS not in archive.manifest.members or not passphrase:
        return {}
    return key_box.unlock(b"".join(archive.pieces(KEYS)), passphrase=passphrase)


def _check_keys(archive: Reader, new: Keys) -> None:
    """What is encrypted in the backup must be readable afterwards, and the ledger go on with its own keys."""
    there = {**key_box.keys_in(settings.KEYS), **new}
    if lost := sorted(set(archive.manifest.vault_keys) - key_box.vault_ids(there)):
        raise BackupProblem(f"The keys {', '.join(lost)} are missing, {WHAT_TO_DO}")
    found = key_box.fingerprints(there)
    if other := [
        name for name, mark in archive.manifest.ledger_keys.items() if found.get(name) != mark
    ]:
        raise BackupProblem(f"{' and '.join(other)} are missing or belong to others, {WHAT_TO_DO}")


WHAT_TO_DO = (
    "and the backup cannot be read without them. Put your copy of the folder of keys in place of "
    "the one that GATEPOST_KEYS or the data folder has, or use a backup that was made --with-keys. Where the keys are lost for "
    "good, --without-keys restores the rest: what was encrypted stays unreadable."
)


def _check_room(archive: Reader) -> None:
    settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    free, needed = shutil.disk_usage(settings.DATA).free, archive.size * ROOM
    if free < needed:
        raise BackupProblem(
            f"There is too little room on the disk: about {needed // 1_000_000 + 1} MB are needed, {free // 1_000_000} MB are free."
        )


def _unpack_files(archive: Reader) -> None:
    """Add the sealed files to those that are there: their names are random, so none is in the way of another."""
    for member in archive.names("files"):
        path = path_of(member.removeprefix("files/"))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _whole(path) as unfinished, open_new(unfinished) as target:
            for piece in archive.pieces(member):
                target.write(piece)
            to_disk(target)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    unfinished = path.with_name(f".{path.name}.restored")
    unfinished.unlink(missing_ok=True)
    try:
        yield unfinished
        put_in_place(unfinished, path, replace=True)
    finally:
        unfinished.unlink(missing_ok=True)
