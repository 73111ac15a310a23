"""A table as a CSV file that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# With these a spreadsheet takes a cell for a formula, and would work out whatever somebody put there as a name.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(rows: Iterable[Sequence[str]], *, name: str) -> HttpResponse:
    """A file of some name; every cell is text."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([safe(cell) for cell in row] for row in rows)
    # The mark at the beginning tells Excel that names with accents are UTF-8.
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    is_formula = cell.lstrip(" \u00a0").startswith(_FORMULA) or cell.startswith(_FORMULA)
    return f"'{cell}" if is_formula else cell
