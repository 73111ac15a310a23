"""What of looking at accounts waits for somebody, and which of them can be put down with one press."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from gatepost.channels.models import Channel
from gatepost.inbox.models import HolidayNotice, Item, Swap
from gatepost.inbox.models.items import SEES_ALL, channels_run_by
from gatepost.inbox.models.rotas import KEEP_ROTA
from gatepost.inbox.watching.ahead import Ahead, ahead_of, gaps_ahead, rounds_without
from gatepost.inbox.watching.days import Day, Watch, start_of
from gatepost.people.models import Person
from gatepost.people.waiting import Waiting

_BACK = (
    7  # days for which a gap is told on the page of the day; it stays on its month's page for good
)
_MOST = 7  # late items that get a line of their own


@dataclass(frozen=True)
class Account:
    """One account on a day, for somebody who may look at it."""

    channel: Channel
    day: Day
    is_mine: bool  # whether it is their day, by the rota or because they run it

    @property
    def is_wanted(self) -> bool:
        """Whether a look is still wanted today."""
        return bool(self.day.short)

    @property
    def is_must(self) -> bool:
        """Whether the policy says must; otherwise it is for those who can."""
        return any(one.is_must for one in self.day.short)


def accounts_of(person: Person, *, on: date) -> list[Account]:
    """The open accounts that somebody sees, with what is wanted today."""
    channels = channels_of(person, on=on)
    watch = Watch(person.school, on, on, today=on) if channels else None
    return [_account(watch, one, person) for one in channels] if watch else []


def mine_to_look_at(person: Person, *, on: date) -> list[Account]:
    """Those that are theirs to look at today, and that nobody has looked at yet."""
    return [one for one in accounts_of(person, on=on) if one.is_mine and one.is_wanted]


def to_watch(person: Person, *, on: date) -> list[Waiting]:
    """What waits for somebody."""
    if not person.is_current(on):
        return []
    found = [*_late(person, on=on), *_swaps(person), *_notices(person, on=on)]
    channels = channels_of(person, on=on)
    if channels:
        watch = ahead_of(person.school, on, back=_BACK)
        found += _looks(watch, channels, person)
        found += _rounds(watch, channels, person)
        if person.holds(*KEEP_ROTA, on=on):
            found += _to_fill(watch, channels)
            found += _missed(watch, channels)
    return found


def _account(watch: Watch, channel: Channel, person: Person) -> Account:
    day = watch.day(channel, watch.today)
    return Account(channel, day, person.pk in {one.pk for one in day.expected})


def channels_of(person: Person, *, on: date) -> list[Channel]:
    """The open accounts that somebody sees."""
    rows = Channel.objects.visible_to(person).open()
    if not person.holds(*SEES_ALL, on=on):
        rows = rows.filter(pk__in=channels_run_by(person, on=on))
    return list(rows.select_related("school", "reading"))


def _looks(watch: Watch, channels: list[Channel], person: Person) -> Iterator[Waiting]:
    url = reverse("inbox:watch", args=[person.school.slug])
    for one in (_account(watch, channel, person) for channel in channels):
        if one.is_mine and one.is_wanted:
            says = f"Look at {one.channel}" if one.is_must else f"If you can, look at {one.channel}"
            clause = one.day.short[0].clause.number
            yield Waiting(says, url, watch.today if one.is_must else None, clause)


def _late(person: Person, *, on: date) -> Iterator[Waiting]:
    """What somebody has or runs and is late; the leadership hears of it as of something that others let slip."""
    start = start_of(on, person.school)
    waiting = Item.objects.visible_to(person, on=on).open().filter(due_at__lt=start)
    late = waiting.filter(holders__ended_at=None, holders__person=person).distinct()
    for item in late.select_related("school", "channel")[:_MOST]:
        due_on = item.school.day_of(item.due_at) if item.due_at else None
        yield Waiting(f"Answer what came in on {item.channel}", item.get_absolute_url(), due_on)
    others = waiting.exclude(pk__in=late.values("pk")).exclude(not_for__person=person)
    number = others.count()
    if number:
        runs = channels_run_by(person, on=on)
        oldest = others.order_by("due_at").values_list("due_at", flat=True)[0]
        is_theirs = others.filter(channel__in=runs).exists()
        yield Waiting(
            f"See who answers {number} late {'message' if number == 1 else 'messages'}",
            reverse("inbox:queue", args=[person.school.slug]),
            person.school.day_of(oldest) if oldest else None,
            for_others=not is_theirs,
        )


def _swaps(person: Person) -> Iterator[Waiting]:
    for one in Swap.objects.open().filter(other=person).select_related("asker", "school"):
        url = reverse("inbox:rota", args=[one.school.slug])
        yield Waiting(f"{one.asker} asks you to take days on the rota", url, one.first_on)


def _notices(person: Person, *, on: date) -> Iterator[Waiting]:
    over = HolidayNotice.objects.filter(by=person, down_at=None, last_on__lt=on)
    for one in over.select_related("channel__school"):
        url = reverse("inbox:holiday-notice", args=[one.channel.school.slug, one.channel_id])
        yield Waiting(f"Take the holiday notice on {one.channel} down", url)


def _to_fill(watch: Watch, channels: list[Channel]) -> Iterator[Waiting]:
    gaps = gaps_ahead(watch, channels)
    url = reverse("inbox:rota", args=[watch.school.slug])
    for must in (True, False):
        found = sorted((one for one in gaps if one.want.is_must is must), key=lambda one: one.on)
        if found:
            until = found[0].on if must else None
            yield Waiting(_says(found), url, until, found[0].want.clause.number)
    for one in rounds_without(watch, channels):
        says = f"Put the {one.words} on the rota: the policy counts them among those who look"
        yield Waiting(says, url, None, one.clause.number)


def _says(gaps: list[Ahead]) -> str:
    number = len({one.on for one in gaps})
    when = f"{gaps[0].on:%A} {gaps[0].on:%-d %B}"
    begins = f"Nobody is to look at {gaps[0].channel} on {when}"
    if gaps[0].needs_notice:
        return f"{begins}, a holiday: fill the rota or put up a notice"
    rest = f" and {number - 1} other day{'' if number == 2 else 's'}" if number > 1 else ""  # noqa: PLR2004
    return f"{begins}{rest}: fill the rota" + ("" if gaps[0].want.is_must else ", if you can")


def _missed(watch: Watch, channels: list[Channel]) -> Iterator[Waiting]:
    for channel in channels:
        missed = [one.on for one in watch.days(channel) if one.is_missed]
        if missed:
            url = reverse("inbox:watch-month", args=[watch.school.slug, channel.pk])
            days = "a day" if len(missed) == 1 else f"{len(missed)} days"
            says = f"In the last week nobody looked at {channel} on {days}"
            yield Waiting(says, url, for_others=True)


def _rounds(watch: Watch, channels: list[Channel], person: Person) -> Iterator[Waiting]:
    held = person.held_roles(on=watch.today)
    for asked in watch.asked[watch.today].rounds:
        left = [one for one in channels if asked.role in held and not watch.was_round(asked, one, watch.today)]  # fmt: skip
        if left:
            url = reverse("inbox:watch", args=[watch.school.slug])
            which = str(left[0]) if len(left) == 1 else f"{len(left)} accounts"
            yield Waiting(f"Your round: look at {which} yourself", url, None, asked.clause.number)
