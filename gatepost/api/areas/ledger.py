"""What was done at the school, in the ledger's words: moments, kinds, ids and clauses, never a name or a text."""

from __future__ import annotations

from datetime import datetime

from ninja import Router
from pydantic import BaseModel, Field

from gatepost.api.calls import reads
from gatepost.api.paging import After, Limit, Listed, mark, place
from gatepost.api.tokens.letting_in import Call
from gatepost.api.told import EVENTS_TOLD
from gatepost.records.reading import entries_of_kinds

router = Router()


class EntryOut(BaseModel):
    """Something that was done."""

    number: int
    at: datetime
    event: str
    says: str
    subject: str = Field(description="What it is about: a kind and an id")
    by: str = Field(description="Who did it: a kind and an id; empty for Gatepost itself")
    because: list[str]


@reads(router, "/ledger", page="api:new-hook", scope="ledger:read", gives=Listed[EntryOut])
def list_ledger(request: Call, after: After = "", limit: Limit = 50) -> Listed[EntryOut]:
    """What was done, the oldest first. What touches cases, families’ answers and private matters is left out."""
    rows = entries_of_kinds(request.school, list(EVENTS_TOLD), after=place(after) or 0)
    found = list(rows[: limit + 1])
    follows = mark(found[limit - 1].number) if len(found) > limit else None
    items = [
        EntryOut(
            number=one.number, at=one.at, event=one.event, says=one.says,
            subject=f"{one.subject_kind}:{one.subject_id}", by=one.by, because=one.because,
        )
        for one in found[:limit]
    ]  # fmt: skip
    return Listed(items=items, next=follows)
