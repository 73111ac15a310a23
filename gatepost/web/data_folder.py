"""The folder that holds what Gatepost keeps: the database, the keys, the files, the collected styles."""

from __future__ import annotations

import secrets
from pathlib import Path

from gatepost.vault.whole import write_whole
from gatepost.web.environment import SettingError, is_demo, secret, text
from gatepost.web.keys import keys_folder, prepare_keys

KEY_LENGTH = 50  # characters at least, as Django asks


def data_folder() -> Path:
    """Where the folder is, whether or not it is there yet. The demo has one of its own, so that it meets no real school."""
    folder = Path(text("GATEPOST_DATA") or "var").absolute()
    return folder / "demo" if is_demo() else folder


def database_url() -> str:
    """The database that was asked for, else the file in the folder."""
    return text("GATEPOST_DATABASE_URL") or f"sqlite:///{data_folder() / 'gatepost.sqlite3'}"


def prepare(*, keys: bool = True) -> None:
    """Make the folder, for its owner alone, and the keys where none are given. Called before a start."""
    folder = data_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not secret("GATEPOST_SECRET_KEY"):
            key = secrets.token_urlsafe(KEY_LENGTH) + "\n"
            write_whole(folder / "secret-key", key.encode())
        if keys:
            prepare_keys(keys_folder(folder), database=database_url())
    except OSError as error:
        raise SettingError(f"The folder GATEPOST_DATA cannot be used: {error}.") from None


def secret_key() -> str:
    """The key that was given or is kept; a passing one where there is none yet (in tests and checks)."""
    given = secret("GATEPOST_SECRET_KEY")
    kept = data_folder() / "secret-key"
    if not given and kept.is_file():
        given = kept.read_text("utf-8").strip()
    if given and len(given) < KEY_LENGTH:
        raise SettingError(
            f"The secret key has {len(given)} characters; it needs {KEY_LENGTH}, and nobody should be able to guess it."
        )
    return given or secrets.token_urlsafe(KEY_LENGTH)
