"""Whether somebody looked at the accounts on the days on which the policy wants it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gatepost.channels.models import Channel
from gatepost.inbox.watching.days import Day, Watch
from gatepost.reports.figures.shapes import Figure, Term


def figures(term: Term) -> Iterator[Figure]:
    """The days that count, and those on which nobody looked: of all accounts, and of each that has such a day."""
    watch = Watch(term.school, term.first_on, term.last_on, today=term.school.day_of(term.at))
    found: Counter[str] = Counter()
    missed: dict[str, int] = {}
    for channel in Channel.objects.filter(school=term.school).select_related("school"):
        days = [_day(one) for one in watch.days(channel)]
        for wanted, was_missed, gap in days:
            found.update({"wanted": wanted, "missed": was_missed, "gaps": gap})
        number = sum(was_missed for _, was_missed, _ in days)
        if number:
            missed[channel.name] = missed.get(channel.name, 0) + number
    for key in ("wanted", "missed", "gaps"):
        yield Figure(key, found[key])
    for name, number in sorted(missed.items()):
        yield Figure("missed", number, about=name)


def _day(day: Day) -> tuple[int, int, int]:
    """Whether it must have a look, whether nobody looked, and whether a look was left out that is only wished for."""
    wanted = day.is_over and any(one.is_must for one in day.wants)
    return int(wanted), int(day.is_missed), int(day.is_gap and not day.is_missed)
