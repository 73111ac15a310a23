"""The keys of the vault: files in a folder outside the database. The newest encrypts, all of them decrypt."""

from __future__ import annotations

import re
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from gatepost.vault.whole import folder_to_disk, write_whole

KEY_BYTES = 32
RETIRED = "retired"
WHERE_FROM = (
    "Put it back from your copy, or move it away and restore a backup that has the keys in it."
)
_NAME = re.compile(r"[1-9][0-9]{0,8}-[0-9a-f]{8}")

Ring = tuple[tuple[str, bytes], ...]


class KeyMissing(Exception):
    """A value was encrypted with a key that is not here; the message names the key and what to do."""


def ring() -> Ring:
    """Every key in use, the newest first."""
    folder: Path | None = settings.VAULT_KEYS_FOLDER
    if folder is None or not folder.is_dir():
        return tuple(settings.VAULT_KEYS)
    # Read anew when a key came or went, so that a running server follows a change of keys.
    return _read(folder, folder.stat().st_mtime_ns)


def newest() -> tuple[str, bytes]:
    """The key that encrypts."""
    keys = ring()
    if not keys:
        raise KeyMissing(
            "There is no key to encrypt with. Put the folder of keys back, then start Gatepost again."
        )
    return keys[0]


def find(key_id: str) -> bytes:
    """The key of an id, from the retired ones too: what was written in the moment of a change stays readable."""
    found = dict(ring()).get(key_id) or _on_disk().get(key_id)
    if found is None:
        raise KeyMissing(
            f"The key {key_id} is not in the folder of keys. Put it back from your copy; nothing else can open what it locked."
        )
    return found


def retired_keys() -> dict[str, bytes]:
    """Keys that nothing uses any more, except backups made before."""
    folder: Path | None = settings.VAULT_KEYS_FOLDER
    if folder is None or not (folder / RETIRED).is_dir():
        return {}
    return dict(read_keys(folder / RETIRED))


def _on_disk() -> dict[str, bytes]:
    """All keys that lie in the folder this moment."""
    folder: Path | None = settings.VAULT_KEYS_FOLDER
    return {**retired_keys(), **dict(read_keys(folder) if folder else ())}


def read_keys(folder: Path) -> Ring:
    """The keys in a folder, the newest first; empty where there is no folder."""
    if not folder.is_dir():
        return ()
    names = [path.name for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    ordered = sorted(names, key=lambda name: (number_of(name), name), reverse=True)
    return tuple((name, _read_key(folder / name)) for name in ordered)


def make_key(folder: Path) -> str:
    """Add a key that is newer than all others, the retired ones included; its id."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    known = [name for name, _ in (*read_keys(folder), *read_keys(folder / RETIRED))]
    number = max((number_of(name) for name in known), default=0) + 1
    name = f"{number}-{secrets.token_hex(4)}"
    write_whole(folder / name, secrets.token_bytes(KEY_BYTES))
    return name


def retire(folder: Path, *, key_id: str) -> None:
    """Put a key aside. It stays on the disk, because older backups need it."""
    (folder / RETIRED).mkdir(mode=0o700, exist_ok=True)
    (folder / key_id).rename(folder / RETIRED / key_id)
    folder_to_disk(folder / RETIRED)
    folder_to_disk(folder)


def number_of(key_id: str) -> int:
    """How new a key is."""
    return int(key_id.partition("-")[0])


@lru_cache(maxsize=4)
def _read(folder: Path, _changed: int) -> Ring:
    return read_keys(folder)


def _read_key(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(
            f"The key {path} has {len(key)} bytes and should have {KEY_BYTES}. {WHERE_FROM}"
        )
    return key
