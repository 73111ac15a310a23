"""Files that no row speaks of are swept away, and no others."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from gatepost.vault.models import SealedFile
from gatepost.vault.sweeping import sweep

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Where the files of a test lie."""
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


def keep(*, written_at: datetime) -> SealedFile:
    kept = SealedFile.objects.keep(io.BytesIO(b"hello"), at=AT)
    os.utime(kept.path, (written_at.timestamp(), written_at.timestamp()))
    return kept


def test_a_file_whose_act_was_undone_goes_after_a_day(folder: Path) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        keep(written_at=AT)
        raise RuntimeError("undone")

    assert sweep(at=AT + timedelta(hours=23)) == 0
    assert sweep(at=AT + timedelta(hours=25)) == 1
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_that_a_crash_left_half_written_goes_too(folder: Path) -> None:
    half = folder / "ab" / ".abcdef.0123"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    os.utime(half, (AT.timestamp(), AT.timestamp()))

    assert sweep(at=AT + timedelta(days=2)) == 1
    assert not half.exists()


def test_a_file_with_a_row_stays_however_old_it_is() -> None:
    kept = keep(written_at=AT - timedelta(days=4000))

    assert sweep(at=AT) == 0
    assert kept.path.exists()


def test_without_a_folder_there_is_nothing_to_sweep() -> None:
    assert sweep(at=AT) == 0
