"""The school's official accounts."""

from __future__ import annotations

from datetime import datetime

from ninja import Router
from pydantic import BaseModel, Field

from gatepost.api.calls import reads
from gatepost.api.paging import After, Limit, Listed, some
from gatepost.api.tokens.letting_in import Call
from gatepost.channels.models import Channel

router = Router()


class ChannelOut(BaseModel):
    """An official account."""

    id: int
    network: str
    name: str
    handle: str
    url: str
    opened_at: datetime
    closed_at: datetime | None
    runners: list[int] = Field(description="Who runs it today")


@reads(router, "/channels", page="channels:channels", scope="channels:read", gives=Listed[ChannelOut])  # fmt: skip
def list_channels(request: Call, after: After = "", limit: Limit = 20) -> Listed[ChannelOut]:
    """The accounts that are genuine, and those that were closed."""
    on = request.school.day_of(request.at)
    rows = Channel.objects.visible_to(request.person).prefetch_related("runners__person")
    found, follows = some(rows, after=after, limit=min(limit, 50), newest=False)
    return Listed(
        items=[
            ChannelOut(
                id=one.pk, network=one.network, name=one.name, handle=one.handle, url=one.url,
                opened_at=one.opened_at, closed_at=one.closed_at,
                runners=[
                    run.person_id
                    for run in one.runners.all()
                    if run.from_on <= on
                    and (run.until_on is None or on <= run.until_on)
                    and run.person.is_current(on)
                ],
            )
            for one in found
        ],
        next=follows,
    )  # fmt: skip
