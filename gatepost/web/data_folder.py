"""The folder that holds what Gatepost keeps: the database, the secret key, the collected styles."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from gatepost.web.environment import SettingError, secret, text

KEY_LENGTH = 50  # characters at least, as Django asks


def data_folder() -> Path:
    """Where the folder is, whether or not it is there yet."""
    return Path(text("GATEPOST_DATA") or "var").absolute()


def prepare() -> None:
    """Make the folder, for its owner alone, and the secret key in it where none is given. Called before a start."""
    folder = data_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not secret("GATEPOST_SECRET_KEY"):
            _make_key(folder / "secret-key")
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


def _make_key(path: Path) -> None:
    """Write a key whole or not at all, so that two starts at once end with the same one."""
    if path.exists():
        return
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(KEY_LENGTH) + "\n")
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
