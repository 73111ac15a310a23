"""Background work: `later` writes down what is due; a worker does it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gatepost.jobs.models import Job

Argument = str | int | bool | None


def later(kind: str, *, key: str, due_at: datetime, **arguments: Argument) -> Job:
    """Have something done once it is due: what `kind` names in web/recurring.py, with ids and numbers as arguments.

    There is one open job of a kind and key: asked for again, its moment and arguments are the new ones,
    and if a worker is at it this moment, it is done once more. It is written in the caller's transaction.
    """
    from gatepost.jobs.queue import put

    return put(kind, key=key, due_at=due_at, arguments=arguments)
