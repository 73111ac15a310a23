"""Lists by the piece: what comes after a mark, and the mark of what comes next."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from pydantic import BaseModel, Field

from gatepost.api.problems import Problem

Shown = TypeVar("Shown", bound=BaseModel)
Row = TypeVar("Row", bound=Model)
MOST = 100
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many at once")]
After = Annotated[
    str, Field(max_length=40, description="The `next` of the answer before; empty at first")
]
Number = Annotated[int, Field(ge=1, le=2**53, description="The number of a row")]


class Listed(BaseModel, Generic[Shown]):
    """Some of a list, and where it goes on."""

    items: list[Shown]
    next: str | None = Field(description="Give it as `after` for what follows; null at the end")


def mark(number: int) -> str:
    """A mark that says where a list goes on; nobody reads anything out of it."""
    return base64.urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


def place(after: str) -> int | None:
    """What a mark stands for. Raises Problem where it is none of ours."""
    if not after:
        return None
    try:
        written = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode("ascii")
        number = int(written)
    except (binascii.Error, ValueError):
        raise Problem(400, "This mark is none that was given out. Begin anew without it.") from None
    if not 0 <= number < 2**53:
        raise Problem(400, "This mark is none that was given out. Begin anew without it.")
    return number


def some(rows: QuerySet[Row], *, after: str, limit: int, newest: bool = True) -> Any:
    """Some rows by their numbers, the newest first or last, and the mark of what follows."""
    where = place(after)
    if where is not None:
        rows = rows.filter(**{"pk__lt" if newest else "pk__gt": where})
    found: Sequence[Row] = list(rows.order_by("-pk" if newest else "pk")[: limit + 1])
    follows = mark(found[limit - 1].pk) if len(found) > limit else None
    return found[:limit], follows
