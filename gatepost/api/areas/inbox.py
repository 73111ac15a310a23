"""What came in: the queue, taking, giving back, answering, noting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import BaseModel, Field

from gatepost.api.areas.sent import Reason, Sent
from gatepost.api.calls import does, reads
from gatepost.api.paging import After, Listed, Number, mark, place
from gatepost.api.tokens.letting_in import Call
from gatepost.inbox.answering import answer, no_answer
from gatepost.inbox.models import Holder, Item, Note
from gatepost.inbox.pages import Line, lines_of, queue_of
from gatepost.posts.forms import LONGEST

router = Router()
Shown = Literal["waiting", "mine", "settled"]
MOST_PAGES = 10_000


class ItemOut(BaseModel):
    """A comment, a mention or a message."""

    id: int
    channel: int
    came: str
    text: str
    written_by: str
    url: str
    written_at: datetime
    received_at: datetime
    due_at: datetime | None = Field(description="By the policy’s clock; null where it has none")
    is_urgent: bool
    kinds: list[str] = Field(
        description="Of what kind it may be, as rules see it; a person decides"
    )
    holder: int | None
    acknowledged_at: datetime | None
    settled_at: datetime | None
    settled_as: str


class AnswerIn(Sent):
    """The words of an answer."""

    words: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    is_acknowledgement: bool = Field(False, description="It only says that it has come")


class AnswerOut(BaseModel):
    """A public answer is a post: it waits for whoever the policy wants to agree."""

    item: ItemOut
    post: int | None = Field(description="Hand this post in, as every other")


class NoteIn(Sent):
    """A note for the others of the school."""

    words: Annotated[str, Field(min_length=1, max_length=5000)]


class NoAnswerIn(Sent):
    """Why it needs no answer."""

    reason: Reason


@reads(router, "/inbox", page="inbox:queue", scope="inbox:read", gives=Listed[ItemOut])
def list_inbox(request: Call, show: Shown = "waiting", after: After = "") -> Listed[ItemOut]:
    """What came in, in the order of the queue: what needs a person first, then what is due first."""
    page = min(place(after) or 0, MOST_PAGES)
    chosen = "" if show == "waiting" else show
    found = queue_of(request.person, chosen=chosen, page=page, at=request.at)
    follows = mark(page + 1) if found.has_more else None
    return Listed(items=[_line(one) for one in found.lines], next=follows)


@reads(router, "/inbox/{item}", page="inbox:item", scope="inbox:read", gives=ItemOut)
def read_item(request: Call, item: Number) -> ItemOut:
    """One item."""
    return _shown(request, item)


@does(router, "/inbox/{item}/claim", page="inbox:take", scope="inbox:write", gives=ItemOut)
def claim_item(request: Call, item: Number) -> ItemOut:
    """Take it, so that nobody else answers it meanwhile."""
    return _done(
        request, item, lambda one: Holder.give(one, request.person, by=request.person, at=request.at)
    )  # fmt: skip


@does(router, "/inbox/{item}/release", page="inbox:give-back", scope="inbox:write", gives=ItemOut)
def release_item(request: Call, item: Number) -> ItemOut:
    """Leave it to others."""
    return _done(request, item, lambda one: Holder.give_back(one, by=request.person, at=request.at))


@does(router, "/inbox/{item}/notes", page="inbox:note", scope="inbox:write", gives=ItemOut, how=("POST", 201))  # fmt: skip
def note_on_item(request: Call, item: Number, body: NoteIn) -> ItemOut:
    """Write something for the others of the school."""
    return _done(
        request, item, lambda one: Note.write(one, body.words, by=request.person, at=request.at)
    )  # fmt: skip


@does(router, "/inbox/{item}/answers", page="inbox:answer", scope="inbox:write", gives=AnswerOut, how=("POST", 201))  # fmt: skip
def answer_item(request: Call, item: Number, body: AnswerIn) -> AnswerOut:
    """Answer it. A public answer begins a post; hand that in, and it goes the way of posts."""
    found = _visible(request, item)
    made = answer(
        found, body.words, is_acknowledgement=body.is_acknowledgement,
        by=request.person, at=request.at,
    )  # fmt: skip
    return AnswerOut(item=_shown(request, item), post=made.post_id)


@does(router, "/inbox/{item}/no-answer", page="inbox:no-answer", scope="inbox:write", gives=ItemOut)
def leave_item(request: Call, item: Number, body: NoAnswerIn) -> ItemOut:
    """Put down that it needs no answer, and why."""
    return _done(
        request, item,
        lambda one: no_answer(one, reason=body.reason, by=request.person, at=request.at),
    )  # fmt: skip


def _visible(request: Call, pk: int) -> Item:
    on = request.school.day_of(request.at)
    rows = Item.objects.visible_to(request.person, on=on).select_related("school", "channel")
    return get_object_or_404(rows, pk=pk)


def _done(request: Call, pk: int, do: Callable[[Item], object]) -> ItemOut:
    do(_visible(request, pk))
    return _shown(request, pk)


def _shown(request: Call, pk: int) -> ItemOut:
    (line,) = lines_of([_visible(request, pk)], at=request.at)
    return _line(line)


def _line(line: Line) -> ItemOut:
    item, said = line.item, line.content
    return ItemOut(
        id=item.pk,
        channel=item.channel_id,
        came=item.came,
        text=said.text,
        written_by=said.who,
        url=said.url,
        written_at=item.written_at,
        received_at=item.received_at,
        due_at=item.due_at,
        is_urgent=item.is_urgent,
        kinds=line.kinds,
        holder=line.holder.pk if line.holder else None,
        acknowledged_at=item.acknowledged_at,
        settled_at=item.settled_at,
        settled_as=item.settled_as,
    )
