"""Removes files that no row speaks of: left by an act that was undone, or by a crash."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from gatepost.vault.models import SealedFile

# Longer than any transaction may last: a younger file may belong to a row that is not yet visible.
YOUNG = timedelta(days=1)


def sweep(*, at: datetime) -> int:
    """Remove files without a row that are older than a day; how many."""
    folder: Path = settings.FILES
    swept = 0
    for path in _old_files(folder, before=(at - YOUNG).timestamp()):
        if not SealedFile.objects.filter(name=path.name).exists():
            path.unlink(missing_ok=True)
            swept += 1
    return swept


def _old_files(folder: Path, *, before: float) -> Iterator[Path]:
    for path in folder.glob("??/*"):
        try:
            if path.is_file() and path.stat().st_mtime < before:
                yield path
        except FileNotFoundError:
            continue  # discarded at this very moment
