"""Makes a backup while Gatepost goes on running."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from gatepost import __version__
from gatepost.incidents.models import Evidence, Sealing
from gatepost.vault.models import SealedFile, path_of
from gatepost.vault.whole import open_new, put_in_place, to_disk, write_whole
from gatepost.web.backups import key_box, reading
from gatepost.web.backups.archive import (
    KEYS,
    PIECE,
    BackupProblem,
    Manifest,
    Writer,
    opened,
)
from gatepost.web.backups.columns import UnknownKind

MARK = "last-backup"
EVIDENCE, SEALINGS = Evidence._meta.db_table, Sealing._meta.db_table
# What may be a sexual picture of a child is copied nowhere, encrypted or not.
_NOT_SEALED_EVIDENCE = (
    f'id NOT IN (SELECT file_id FROM "{EVIDENCE}" WHERE file_id IS NOT NULL'
    f' AND id IN (SELECT evidence_id FROM "{SEALINGS}"))'
)


def make(path: Path, *, at: datetime, passphrase: str = "") -> Manifest:
    """Write a backup to a new file, whole or not at all, and read it again to see that it is sound."""
    if path.exists():
        raise BackupProblem(f"{path} is there already. Choose another name.")
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open_new(unfinished) as file:
            writer = Writer(file, _begin(at))
            try:
                manifest = _write(writer, passphrase=passphrase)
            finally:
                writer.abandon()
            to_disk(file)
        with opened(unfinished) as archive:
            archive.check()
        if not put_in_place(unfinished, path):
            raise BackupProblem(f"{path} is there already. Choose another name.")
        write_whole(settings.DATA / MARK, json.dumps(at.isoformat()).encode(), replace=True)
    except OSError as error:
        raise BackupProblem(f"The backup could not be written: {error.strerror}.") from None
    except (sqlite3.Error, DatabaseError) as problem:
        raise BackupProblem(f"The database cannot be read: {type(problem).__name__}.") from None
    except UnknownKind as problem:
        raise BackupProblem(str(problem)) from None
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def last_made_at() -> datetime | None:
    """When this installation was last backed up."""
    try:
        return datetime.fromisoformat(json.loads((settings.DATA / MARK).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _begin(at: datetime) -> Manifest:
    return Manifest(version=__version__, made_at=at.isoformat(), database=connection.vendor)


def _write(writer: Writer, *, passphrase: str) -> Manifest:
    manifest, keys, key_ids = writer.manifest, key_box.keys_in(settings.KEYS), set[str]()
    if passphrase:
        writer.add(KEYS, [key_box.lock(keys, passphrase=passphrase)], pack=False)
    manifest.ledger_keys = key_box.fingerprints(keys)
    with reading.snapshot() as moment:
        manifest.migrations = reading.migrations_of(moment)
        manifest.counters = reading.counters_of(moment)
        for name, model in _tables(manifest).items():
            manifest.columns[name] = reading.columns_of(model)
            lines = reading.lines_of(moment, model, key_ids=key_ids)
            writer.add(f"tables/{name}.jsonl", lines, pack=True)
        for name in _sealed_files(moment, manifest):
            _add_file(writer, name)
    manifest.vault_keys = sorted(key_ids)
    writer.finish()
    return manifest


def _tables(manifest: Manifest) -> dict[str, reading.Model]:
    """The tables as they are, which a newer version may be about to change."""
    loader = MigrationLoader(None)
    if unknown := set(manifest.migrations) - set(loader.disk_migrations or {}):
        raise BackupProblem(
            f"The database was made by a newer Gatepost (it has {'.'.join(min(unknown))}). Use that version."
        )
    return reading.tables_after(manifest.migrations, loader=loader)


def _sealed_files(moment: reading.Snapshot, manifest: Manifest) -> list[str]:
    table = SealedFile._meta.db_table
    if table not in manifest.columns:
        return []
    wanted = f'SELECT name FROM "{table}" WHERE {_NOT_SEALED_EVIDENCE}'
    if EVIDENCE not in manifest.columns or SEALINGS not in manifest.columns:
        wanted = f'SELECT name FROM "{table}"'
    return [str(name) for (name,) in moment.rows(f"{wanted} ORDER BY id")]


def _add_file(writer: Writer, name: str) -> None:
    """Add a sealed file; one that was discarded since the moment of the snapshot is noted as absent."""
    try:
        with path_of(name).open("rb") as source:
            pieces: Iterator[bytes] = iter(lambda: source.read(PIECE), b"")
            writer.add(f"files/{name}", pieces, pack=False)
    except FileNotFoundError:
        writer.manifest.absent.append(name)
