"""What waits for somebody about what is done with what others wrote: words, second looks, things to do by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gatepost.inbox.models import Moderation, Review
from gatepost.inbox.models.moderations import ModerationQuerySet
from gatepost.inbox.moderating.explaining import wanted
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting
from gatepost.policies.acts.waiting import asked_of

State = Moderation.State
TO_DO = {
    State.BY_HAND: "Do it on the network",
    State.FAILED: "The network did not do this",
    State.UNDO_BY_HAND: "Take it back on the network",
}
MOST = 20


def waiting_for(person: Person, *, on: date) -> list[Waiting]:
    """What moderation wants of somebody."""
    seen = Moderation.objects.visible_to(person, on=on).select_related(
        "school", "item__channel", "author"
    )
    asked = seen.filter(state=State.ASKED)
    return [
        *asked_of(person, asked),
        *_by_hand(seen),
        *_unexplained(seen),
        *_looks(person, on=on),
    ]


def _by_hand(seen: ModerationQuerySet) -> Iterator[Waiting]:
    for row in seen.filter(state__in=list(TO_DO))[:MOST]:
        yield Waiting(f"{TO_DO[State(row.state)]}: {_about(row)}", row.get_absolute_url())


def _unexplained(seen: ModerationQuerySet) -> Iterator[Waiting]:
    done = seen.filter(state=State.DONE, item__case=None).exclude(told=[])
    for row in done.prefetch_related("explanations__post").order_by("-done_at")[: MOST * 5]:
        if wanted(row):
            yield Waiting(f"Say why: {_about(row)}", row.get_absolute_url())


def _looks(person: Person, *, on: date) -> Iterator[Waiting]:
    rows = Moderation.objects.visible_to(person, on=on)
    open_ones = Review.objects.open().filter(moderation__in=rows)
    found = open_ones.select_related("moderation__school", "moderation__item__channel")
    for one in found.order_by("due_at", "pk")[: MOST * 2]:
        if one.may_look(person, on=on):
            row = one.moderation
            due_on = row.school.day_of(one.due_at) if one.due_at else None
            yield Waiting(f"Look at it again: {_about(row)}", row.get_absolute_url(), due_on)


def _about(row: Moderation) -> str:
    return f"{row.words[:1].lower()}{row.words[1:]}, on {row.item.channel}"
