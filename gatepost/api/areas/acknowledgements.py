"""Who has acknowledged the policy: figures for those who see figures, names for those who see names."""

from __future__ import annotations

from datetime import date

from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import BaseModel, Field

from gatepost.api.calls import reads
from gatepost.api.paging import After, Limit, Listed, Number, some
from gatepost.api.tokens.letting_in import Call
from gatepost.policies.campaigns.register import Row, register
from gatepost.policies.models import Campaign

router = Router()


class RoundOut(BaseModel):
    """A round in which people are asked to acknowledge the policy."""

    id: int
    version: int
    opened_on: date
    due_on: date
    is_closed: bool
    people: int | None = Field(description="Null where figures would tell of single people")
    acknowledged: int | None
    waiting: int | None


class AcknowledgedOut(BaseModel):
    """Somebody's answer."""

    person: int
    status: str
    is_late: bool
    due_on: date


class AcknowledgementsOut(BaseModel):
    """Everybody's answer."""

    items: list[AcknowledgedOut]


@reads(
    router, "/acknowledgements", page="policies:campaigns", scope="acknowledgements:read", gives=Listed[RoundOut]
)  # fmt: skip
def list_acknowledgements(request: Call, after: After = "", limit: Limit = 10) -> Listed[RoundOut]:
    """The rounds of reading with how many have answered."""
    on = request.school.day_of(request.at)
    rows = Campaign.objects.visible_to(request.person, on=on).select_related("version__school")
    found, follows = some(rows, after=after, limit=min(limit, 10))
    return Listed(items=[_round(one, on=on) for one in found], next=follows)


@reads(
    router, "/acknowledgements/{round}/people", page="policies:campaign-csv",
    scope="acknowledgements:read", gives=AcknowledgementsOut,
)  # fmt: skip
def list_who_acknowledged(request: Call, round: Number) -> AcknowledgementsOut:
    """Who has answered in a round and who has not."""
    on = request.school.day_of(request.at)
    found = get_object_or_404(Campaign.objects.visible_to(request.person, on=on), pk=round)
    asks = register(found, on=on).whole.asks
    return AcknowledgementsOut(
        items=[
            AcknowledgedOut(
                person=one.person_id, status=one.status, is_late=one.is_late(on=on), due_on=one.due_on
            )
            for one in asks
        ]
    )  # fmt: skip


def _round(campaign: Campaign, *, on: date) -> RoundOut:
    whole: Row = register(campaign, on=on).whole
    counts = None if whole.is_small else whole.counts
    return RoundOut(
        id=campaign.pk,
        version=campaign.version.number,
        opened_on=campaign.school.day_of(campaign.opened_at),
        due_on=campaign.due_on,
        is_closed=campaign.closed_at is not None,
        people=whole.people if counts else None,
        acknowledged=counts["acknowledged"] if counts else None,
        waiting=counts["waiting"] if counts else None,
    )
