"""What the pages of the inbox show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from gatepost.channels.models import Channel
from gatepost.core.triage import kinds
from gatepost.inbox.answering import Way, way_of
from gatepost.inbox.clock import clauses_of
from gatepost.inbox.models import Answer, Content, Holder, Item, Note, NotMe, Version
from gatepost.inbox.models.items import SEES_ALL, channels_run_by
from gatepost.inbox.press.stopping import why_not_answered
from gatepost.inbox.standing import Standing, standing_of
from gatepost.networks.arriving import Came
from gatepost.networks.known import NETWORKS
from gatepost.people.models import Person
from gatepost.policies.reading import Readable

A_PAGE = 50
COUNTED = 100  # more than so many are “more than 99”: nobody counts them on a page
CAME = {Came.COMMENT: "Comment", Came.MENTION: "Mention", Came.MESSAGE: "Message"}


@dataclass(frozen=True)
class Line:
    """An item in a list, with what it says and who is at it."""

    item: Item
    content: Content
    holder: Person | None
    standing: Standing

    @property
    def came(self) -> str:
        """By which way it came."""
        return CAME[Came(self.item.came)]

    @property
    def kinds(self) -> list[str]:
        """Of what kind it may be, as the rules see it."""
        return kinds_of(self.item)


@dataclass(frozen=True)
class Queue:
    """One page of what waits, or of what was settled."""

    lines: list[Line]
    number: int
    has_more: bool
    late: str
    open: str


def kinds_of(item: Item) -> list[str]:
    """Of what kinds an item may be, in words."""
    found = dict.fromkeys(reason["kind"] for reason in item.reasons)
    return [str(kinds()[one]["name"]) for one in found if one in kinds()]


def queue_of(person: Person, *, chosen: str, page: int, at: datetime) -> Queue:
    """A page of the queue: `chosen` is “mine”, “settled”, an account's number, or empty for all that waits."""
    on = person.school.day_of(at)
    seen = Item.objects.visible_to(person, on=on)
    waiting = seen.open()
    rows = _chosen(seen, person, chosen)
    found = list(rows.select_related("channel", "school")[page * A_PAGE : (page + 1) * A_PAGE + 1])
    return Queue(
        lines=lines_of(found[:A_PAGE], at=at),
        number=page,
        has_more=len(found) > A_PAGE,
        late=_count(waiting.filter(due_at__lt=at)),
        open=_count(waiting),
    )


def _chosen(seen: QuerySet[Item], person: Person, chosen: str) -> QuerySet[Item]:
    if chosen == "settled":
        return seen.exclude(settled_at=None).order_by("-received_at")
    declined = NotMe.objects.filter(person=person)  # not offered to them again
    waiting = Item.objects.in_order() & seen.filter(settled_at=None)
    waiting = waiting.exclude(pk__in=declined.values("item_id"))
    if chosen == "mine":
        mine = Holder.objects.open().filter(person=person)
        return waiting.filter(pk__in=mine.values("item_id"))
    return waiting.filter(channel_id=int(chosen)) if chosen.isdecimal() else waiting


def _count(rows: QuerySet[Item]) -> str:
    number = rows.order_by()[:COUNTED].count()
    return f"more than {COUNTED - 1}" if number == COUNTED else str(number)


def lines_of(items: Sequence[Item], *, at: datetime) -> list[Line]:
    """Items as lists show them, asked for together."""
    pks = [one.pk for one in items]
    latest = {one.item_id: one.said for one in Version.objects.filter(item__in=pks)}
    held = Holder.objects.open().filter(item__in=pks).select_related("person")
    holders = {one.item_id: one.person for one in held}
    return [
        Line(
            one,
            latest.get(one.pk, Content("")),
            holders.get(one.pk),
            standing_of(one, at=at),
        )
        for one in items
    ]


def channels_of(person: Person, *, at: datetime) -> QuerySet[Channel]:
    """The accounts whose comments somebody sees."""
    on = person.school.day_of(at)
    rows = Channel.objects.visible_to(person).open()
    if person.holds(*SEES_ALL, on=on):
        return rows
    return rows.filter(pk__in=channels_run_by(person, on=on))


@dataclass(frozen=True)
class ItemPage:
    """One item as somebody sees it."""

    item: Item
    person: Person
    at: datetime

    @cached_property
    def versions(self) -> list[Version]:
        """What it said at each time."""
        return list(self.item.versions.all())

    @property
    def now(self) -> Version:
        """What it says now, or said last."""
        return self.versions[-1]

    @property
    def earlier(self) -> list[Version]:
        """What it said before."""
        return self.versions[:-1]

    @property
    def came(self) -> str:
        """By which way it came."""
        return CAME[Came(self.item.came)]

    @property
    def standing(self) -> Standing:
        """Where it stands against the policy's clock."""
        return standing_of(self.item, at=self.at)

    @cached_property
    def clauses(self) -> list[Readable]:
        """Which clauses set its deadline."""
        return clauses_of(self.item)

    @cached_property
    def holder(self) -> Person | None:
        """Who is at it."""
        return self.item.holder()

    @property
    def is_mine(self) -> bool:
        """Whether whoever looks has it."""
        return self.holder == self.person

    @property
    def is_open(self) -> bool:
        """Whether it still needs somebody."""
        return self.item.settled_at is None

    @cached_property
    def others(self) -> list[Person]:
        """To whom it can be given: those who see it and do not have it."""
        on = self.item.school.day_of(self.at)
        here = Person.objects.at(self.item.school).current(on).exclude(pk=self.person.pk)
        runs = here.filter(runs__in=self.item.channel.runners.current(on))
        able = runs | here.holding(_roles(), on=on)
        return [one for one in able.distinct() if one != self.holder]

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """Why it came to this place in the queue."""
        return [*self.item.reasons]

    @cached_property
    def notes(self) -> list[Note]:
        """What people of the school wrote about it."""
        return list(self.item.notes.select_related("by"))

    @cached_property
    def answers(self) -> list[Answer]:
        """What was answered, or is on its way."""
        return list(self.item.answers.select_related("by", "post"))

    @property
    def stop(self) -> Any:
        """Why it may not be answered yet, if it may not."""
        return why_not_answered(self.item, on=self.item.school.day_of(self.at))

    @property
    def way(self) -> str:
        """How an answer reaches whoever wrote."""
        return way_of(self.item).value

    @property
    def network(self) -> str:
        """The name of the network."""
        return NETWORKS[self.item.channel.network].name

    @cached_property
    def by_the_same(self) -> list[Line]:
        """What else came from the same author, as far as whoever looks may see it."""
        if not self.item.author:
            return []
        on = self.item.school.day_of(self.at)
        seen = Item.objects.visible_to(self.person, on=on).filter(author=self.item.author)
        rows = seen.exclude(pk=self.item.pk).select_related("channel", "school")
        return lines_of(list(rows[:5]), at=self.at)

    @property
    def is_public(self) -> bool:
        """Whether an answer would be read by everybody."""
        return way_of(self.item) is Way.POST


def _roles() -> list[str]:
    from gatepost.people.roles import that_imply

    return [name for role in SEES_ALL for name in that_imply(role)]
