"""What was wanted of whoever looks at an account on each day, what was done, and the gaps between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gatepost.channels.models import Channel
from gatepost.core.policy import Pack
from gatepost.inbox.models import HolidayNotice, Looked, Watched
from gatepost.inbox.watching.asked import Asked, Kind, Round, Want, asked_by
from gatepost.inbox.watching.calendar import SchoolYear, days
from gatepost.inbox.watching.rota import OnDuty, Rota
from gatepost.people.models import Person, School
from gatepost.policies.models import Version

_BEFORE = 420  # days that are read before the first, so that “every month” can be judged on it


@dataclass(frozen=True)
class Day:
    """One account on one day."""

    on: date
    kind: Kind
    wants: tuple[Want, ...]
    short: tuple[Want, ...]  # those that were not met
    looks: tuple[Looked, ...]
    later: tuple[Looked, ...]
    duty: tuple[OnDuty, ...]
    expected: tuple[Person, ...]
    notice: HolidayNotice | None
    is_over: bool

    @property
    def is_missed(self) -> bool:
        """Whether the policy says that somebody must have looked, and nobody did."""
        return self.is_over and any(one.is_must for one in self.short)

    @property
    def is_gap(self) -> bool:
        """Whether nobody looked although the policy wanted it, be it only if it can be done."""
        return self.is_over and bool(self.short)


@dataclass(frozen=True)
class Week:
    """A week in which a role's round was due."""

    round: Round
    last_on: date


class Policies:
    """The policy of each day at a school, asked once for all days on which it is the same."""

    def __init__(self, school: School, first: date, last: date) -> None:
        self.school = school
        begun = Version.objects.filter(school=school, withdrawal=None)
        starts = begun.filter(commencement__from_on__gt=first, commencement__from_on__lte=last)
        self._changes = set(starts.values_list("commencement__from_on", flat=True))
        self._pack: Pack | None = None
        self._on: date | None = None

    def on(self, day: date) -> Asked:
        """What is asked on a day. Days are asked for in their order."""
        if self._on is None or day in self._changes:
            version = Version.objects.in_force(self.school, on=day)
            self._pack = version.pack if version else None
        self._on = day
        return asked_by(self._pack.on(day) if self._pack else None)


class Watch:
    """The looks at a school's accounts over some days, with everything that is needed to judge them read once."""

    def __init__(self, school: School, first: date, last: date, *, today: date) -> None:
        self.school, self.first, self.last, self.today = school, first, last, today
        self.year = SchoolYear.of(school)
        self.rota = Rota(school, first, last)
        policies = Policies(school, first, last)
        self.asked = {day: policies.on(day) for day in days(first, last)}
        self._from = dict(
            Watched.objects.filter(channel__school=school).values_list("channel", "from_on")
        )
        self._looks = self._read(first - timedelta(days=self._back()), last)
        found = HolidayNotice.objects.filter(channel__school=school).touching(first, last)
        self._notices: dict[int, list[HolidayNotice]] = defaultdict(list)
        for notice in found.select_related("channel__school", "by"):
            self._notices[notice.channel_id].append(notice)

    def _back(self) -> int:
        """How many days before the first have to be read as well."""
        asked = {id(one): one for one in self.asked.values()}.values()
        rounds = [one.every for each in asked for one in each.rounds]
        rare = [_BEFORE for each in asked for one in each.wants if one.every > 1]
        return max([0, *rounds, *rare])

    def _read(self, first: date, last: date) -> dict[tuple[int, date], list[Looked]]:
        rows = Looked.objects.filter(channel__school=self.school).between(first, last)
        found: dict[tuple[int, date], list[Looked]] = defaultdict(list)
        for look in rows.defer("note").select_related("person"):
            found[look.channel_id, look.on].append(look)
        return found

    def days(self, channel: Channel) -> list[Day]:
        """Each day of an account."""
        return [self.day(channel, one) for one in days(self.first, self.last)]

    def day(self, channel: Channel, on: date) -> Day:
        """One of them."""
        kind = self.year.kind_of(on)
        wants = self.asked[on].on(kind) if self._counts(channel, on) else ()
        notice = self.notice(channel, on)
        looks = self._looks.get((channel.pk, on), [])
        return Day(
            on=on,
            kind=kind,
            wants=wants,
            short=tuple(one for one in wants if not self._is_met(one, channel, on)),
            looks=tuple(one for one in looks if not one.is_later),
            later=tuple(one for one in looks if one.is_later),
            duty=tuple(self.rota.on(channel, on)),
            expected=tuple(self.rota.expected(channel, on)),
            notice=notice,
            is_over=on < self.today,
        )

    def notice(self, channel: Channel, on: date) -> HolidayNotice | None:
        """The notice that stands on an account on a day."""
        return next((one for one in self._notices[channel.pk] if one.stands_on(on)), None)

    def since(self, channel: Channel) -> date | None:
        """From when on looks at an account are expected; None before a worker has said so."""
        return self._from.get(channel.pk)

    def weeks(self, channel: Channel) -> list[Week]:
        """The rounds that nobody went, one line for each time it was due and is over."""
        return [
            Week(one, last)
            for last in days(self.first, self.last)
            if last < self.today
            for one in self.asked[last].rounds
            if last.toordinal() % one.every == 0 and self._counts(channel, last - timedelta(days=one.every - 1))
            and not self.was_round(one, channel, last)
        ]  # fmt: skip

    def was_round(self, asked: Round, channel: Channel, last: date) -> bool:
        """Whether somebody who holds the role looked in the days up to one."""
        span = days(last - timedelta(days=asked.every - 1), last)
        looks = (look for day in span for look in self._looks.get((channel.pk, day), []))
        return any(not one.is_later and one.person.holds(asked.role, on=one.on) for one in looks)

    def _counts(self, channel: Channel, on: date) -> bool:
        """Whether the account was there, and expected to be looked at, on a day."""
        since = self._from.get(channel.pk, self.today)
        closed = channel.closed_at and self.school.day_of(channel.closed_at)
        return since <= on and not (closed and on >= closed)

    def _is_met(self, want: Want, channel: Channel, on: date) -> bool:
        if want.or_notice and self.notice(channel, on):
            return True
        span = list(self._span(want, on))
        if len(span) < want.every or not self._counts(channel, span[-1]):
            return True  # the account is not watched for long enough to say
        looks = [
            one
            for day in days(span[-1], on)
            for one in self._looks.get((channel.pk, day), [])
            if not one.is_later
        ]
        return len(looks) >= want.times

    def _span(self, want: Want, on: date) -> Iterator[date]:
        """The day and those before it of the kinds that are meant, as many as the policy counts."""
        found, day = 0, on
        while found < want.every and (on - day).days < _BEFORE:
            if self.year.kind_of(day) in want.kinds:
                found += 1
                yield day
            day -= timedelta(days=1)


def begin_watching(*, at: datetime) -> int:
    """Expect looks at every account from the day on which it, or this, is new. Called by a worker."""
    new = Channel.objects.open().filter(watched=None).select_related("school")
    made = [Watched(channel=one, from_on=one.school.day_of(at)) for one in new]
    return len(Watched.objects.bulk_create(made, ignore_conflicts=True))


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of a month."""
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return first, after - timedelta(days=1)


def start_of(day: date, school: School) -> datetime:
    """When a day begins at a school."""
    return datetime.combine(day, time.min, school.clock_zone)
