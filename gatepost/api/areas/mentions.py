"""What is said about the school: listed for those who look after it, told by anybody."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import BaseModel, Field

from gatepost.api.areas.sent import Done, Sent, good
from gatepost.api.calls import does, reads
from gatepost.api.paging import After, Limit, Listed, Number, some
from gatepost.api.tokens.letting_in import Call
from gatepost.mentions.forms import MOST, TellForm
from gatepost.mentions.models import Mention
from gatepost.people.models import Person

router = Router()


class MentionOut(BaseModel):
    """Something that is said."""

    id: int
    text: str
    url: str
    handle: str
    found_at: datetime
    written_at: datetime | None
    kind: str = Field(description="As a person judged it; empty until then")
    who: str
    is_alarming: bool
    closed_at: datetime | None


class Told(Sent):
    """Something that no program may look for."""

    words: Annotated[str, Field(max_length=MOST)]
    url: str = Field("", max_length=500)
    handle: str = Field("", max_length=200)
    about: list[Number] = Field([], max_length=100, description="People of the school it is about")


@reads(router, "/mentions", page="mentions:mentions", scope="mentions:read", gives=Listed[MentionOut])  # fmt: skip
def list_mentions(
    request: Call, closed: bool = False, after: After = "", limit: Limit = 50
) -> Listed[MentionOut]:
    """What is said, the newest first. Nobody sees what may be about themselves."""
    seen = Mention.objects.visible_to(request.person, on=request.school.day_of(request.at))
    rows = seen.exclude(closed_at=None) if closed else seen.open()
    found, follows = some(rows, after=after, limit=limit)
    return Listed(items=[_shown(one) for one in found], next=follows)


@reads(router, "/mentions/{mention}", page="mentions:mention", scope="mentions:read", gives=MentionOut)  # fmt: skip
def read_mention(request: Call, mention: Number) -> MentionOut:
    """One of them."""
    seen = Mention.objects.visible_to(request.person, on=request.school.day_of(request.at))
    return _shown(get_object_or_404(seen, pk=mention))


@does(router, "/mentions", page="mentions:tell", scope="mentions:write", gives=Done, how=("POST", 201))  # fmt: skip
def tell_of_mention(request: Call, body: Told) -> Done:
    """Tell of something that is said where no program may look. Words alone: no pictures."""
    people = Person.objects.at(request.school).current(request.school.day_of(request.at))
    told = good(TellForm(body.model_dump(), people=people)).cleaned_data
    Mention.tell(
        words=told["words"], url=told["url"], handle=told["handle"],
        about=[one.pk for one in told["about"]], by=request.person, at=request.at,
    )  # fmt: skip
    return Done()


def _shown(mention: Mention) -> MentionOut:
    return MentionOut(
        id=mention.pk,
        text=mention.told["text"],
        url=mention.told["url"],
        handle=mention.told["handle"],
        found_at=mention.found_at,
        written_at=mention.written_at,
        kind=mention.kind,
        who=mention.who,
        is_alarming=mention.alarm,
        closed_at=mention.closed_at,
    )
