"""Keys in a folder of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from gatepost.vault.keys import make_key


@pytest.fixture
def keys_folder(tmp_path: Path, settings: Settings) -> Path:
    """A folder with one key, which the vault uses."""
    folder = tmp_path / "vault"
    make_key(folder)
    settings.VAULT_KEYS_FOLDER = folder
    return folder
