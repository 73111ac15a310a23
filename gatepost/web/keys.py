"""The folder of keys: made at the first start, and never again silently where there is something to lose."""

from __future__ import annotations

import fcntl
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from gatepost.vault import keys as vault_keys
from gatepost.vault.whole import write_whole
from gatepost.web.environment import SettingError, text

DIGEST, SIGNING, VAULT = "ledger-digest", "ledger-signing", "vault"
# By it push services know this installation. Were it lost, people would only have to add their devices anew.
PUSH = "web-push"
KEY_BYTES = 32
SECONDS_TO_ANSWER = 5


def keys_folder(data: Path) -> Path:
    """Where the keys are, whether or not they are there yet."""
    return Path(text("GATEPOST_KEYS") or data / "keys").absolute()


def vault(folder: Path) -> list[tuple[str, bytes]]:
    """The vault's keys, the newest first; none before the first start."""
    return list(vault_keys.read_keys(folder / VAULT))


def ledger_key(folder: Path, name: str) -> bytes:
    """A key of 32 bytes, such as one of the ledger's; empty before the first start."""
    path = folder / name
    if not path.is_file():
        return b""
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise SettingError(
            f"The key {path} has {len(key)} bytes and should have {KEY_BYTES}. {vault_keys.WHERE_FROM}"
        )
    return key


def missing(folder: Path) -> list[str]:
    """The keys that are not there."""
    there = {name: bool(ledger_key(folder, name)) for name in (DIGEST, SIGNING)}
    there[VAULT] = bool(vault(folder))
    return [name for name, is_there in there.items() if not is_there]


def prepare_keys(folder: Path, *, database: str) -> None:
    """Make the keys that are missing, or stop: where the database has content, they existed and were lost."""
    if not missing(folder):
        make_push_key(folder)
        return
    if has_content(database):
        raise SettingError(
            f"The keys {', '.join(missing(folder))} are missing in {folder}, but the database has content that needs them. "
            "Put the folder of keys back from your copy, or name it in GATEPOST_KEYS; new keys would open nothing."
        )
    make_missing(folder)


def make_missing(folder: Path) -> None:
    """Make the keys that are missing, whatever the database holds."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder):
        for name in missing(folder):
            if name == VAULT:
                vault_keys.make_key(folder / VAULT)
            else:
                write_whole(folder / name, secrets.token_bytes(KEY_BYTES))
    make_push_key(folder)


def make_push_key(folder: Path) -> None:
    """Make the key for messages to browsers, where there is none: also in an installation that is older than they are."""
    if not ledger_key(folder, PUSH):
        with _alone(folder):
            write_whole(folder / PUSH, secrets.token_bytes(KEY_BYTES))


def has_content(database: str) -> bool:
    """Whether a database was ever in use with keys. Asked without Django, which cannot start before the keys are there."""
    if database.startswith("sqlite"):
        return _sqlite_has_content(Path(unquote(urlsplit(database).path[1:])))
    return _postgresql_has_content(database)


USED = "SELECT 1 FROM django_migrations WHERE app = 'vault' LIMIT 1"


def _sqlite_has_content(path: Path) -> bool:
    if not path.is_file() or not path.stat().st_size:
        return False
    with closing(sqlite3.connect(path, timeout=SECONDS_TO_ANSWER)) as connection:
        try:
            return connection.execute(USED).fetchone() is not None
        except sqlite3.OperationalError as problem:
            if "no such table" in str(problem):
                return False
            raise SettingError(f"The database {path} cannot be read: {problem}.") from None


def _postgresql_has_content(url: str) -> bool:
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=SECONDS_TO_ANSWER) as connection:
            return connection.execute(USED).fetchone() is not None
    except psycopg.errors.UndefinedTable:
        return False
    except psycopg.Error:
        raise SettingError(
            "There are no keys yet, and the database cannot be asked whether it needs those of before. "
            "See to it that it answers, then start again."
        ) from None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two starts at once make one set of keys."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
