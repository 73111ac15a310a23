"""An installation on the database that the suite runs on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installations import Installation, installation, server_of


@pytest.fixture
def installed(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Installation]:
    """A data folder and a migrated database."""
    with installation(tmp_path, server=server_of(pytestconfig)) as made:
        yield made
