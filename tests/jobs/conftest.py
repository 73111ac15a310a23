"""An installation on the database that the suite runs on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installations import Installation, installation


@pytest.fixture
def installed(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Installation]:
    """A data folder and a migrated database."""
    is_server = pytestconfig.getoption("database") == "postgresql"
    server = os.environ["GATEPOST_DATABASE_URL"] if is_server else ""
    with installation(tmp_path, server=server) as made:
        yield made
