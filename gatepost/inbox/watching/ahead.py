"""Days to come on which the policy wants somebody to look and the rota has nobody, shown before they come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gatepost.channels.models import Channel
from gatepost.inbox.watching.asked import Kind, Round, Want
from gatepost.inbox.watching.calendar import days
from gatepost.inbox.watching.days import Watch
from gatepost.people.models import Person, School
from gatepost.people.roles import that_imply

AHEAD = 28  # days


@dataclass(frozen=True)
class Ahead:
    """A day to come with nobody on it, and what the policy says of it."""

    on: date
    kind: Kind
    channel: Channel
    want: Want
    problems: tuple[str, ...]  # why those whom the rota names cannot look

    @property
    def needs_notice(self) -> bool:
        """Whether a notice on the account would do as well."""
        return self.want.or_notice


def ahead_of(school: School, today: date, *, back: int = 0) -> Watch:
    """The next weeks, and some days before them."""
    first, last = today - timedelta(days=back), today + timedelta(days=AHEAD)
    return Watch(school, first, last, today=today)


def gaps_ahead(watch: Watch, channels: Iterable[Channel]) -> list[Ahead]:
    """The days to come. Where an account has no rota, those who run it look, but not in the holidays."""
    return [
        found
        for channel in channels
        for on in days(watch.today, watch.last)
        if (found := _gap(watch, channel, on)) is not None
    ]


def _gap(watch: Watch, channel: Channel, on: date) -> Ahead | None:
    kind = watch.year.kind_of(on)
    wants = watch.asked[on].on(kind)
    has_rota = watch.rota.has(channel)
    for want in wants:
        if not (has_rota or want.or_notice) or watch.rota.able(channel, on):
            continue
        if want.or_notice and watch.notice(channel, on):
            continue
        problems = tuple(one.problem for one in watch.rota.on(channel, on) if one.problem)
        return Ahead(on, kind, channel, want, problems)
    return None


def rounds_without(watch: Watch, channels: Iterable[Channel]) -> list[Round]:
    """Rounds for which nobody with the role stands on an account's rota in the days to come."""
    with_rota = [one for one in channels if watch.rota.has(one)]
    return [
        one
        for one in watch.asked[watch.today].rounds
        if any(not _is_on(watch, one, channel) for channel in with_rota)
    ]


def _is_on(watch: Watch, asked: Round, channel: Channel) -> bool:
    holders = set(
        Person.objects.at(watch.school)
        .holding(that_imply(asked.role), on=watch.today)
        .values_list("pk", flat=True)
    )
    able = (one for on in days(watch.today, watch.last) for one in watch.rota.able(channel, on))
    return any(one.pk in holders for one in able)
