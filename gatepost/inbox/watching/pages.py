"""What the pages of looking at accounts show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from gatepost.channels.models import Channel
from gatepost.channels.models.runners import Runner
from gatepost.inbox.models import Shift, Swap
from gatepost.inbox.models.items import SEES_ALL
from gatepost.inbox.watching.ahead import AHEAD, Ahead, ahead_of, gaps_ahead, rounds_without
from gatepost.inbox.watching.asked import Kind, Round, asked_by
from gatepost.inbox.watching.calendar import SchoolYear, days
from gatepost.inbox.watching.days import Day, Watch, Week, month_of
from gatepost.inbox.watching.holidays import Holiday, holiday_at
from gatepost.inbox.watching.rota import OnDuty
from gatepost.people.models import Person, School
from gatepost.people.roles import that_imply
from gatepost.policies.door import policy_at
from gatepost.policies.in_force import readable
from gatepost.policies.reading import Readable

People = QuerySet[Person]
_LONGEST = 100  # days in which the next holiday is looked for


@dataclass(frozen=True)
class Month:
    """A month of an account."""

    first: date
    before: date
    after: date | None
    days: list[Day]
    weeks: list[Week]
    clauses: list[Readable]
    since: date | None

    @property
    def missed(self) -> int:
        """On how many days somebody must have looked and nobody did."""
        return sum(one.is_missed for one in self.days)


@dataclass(frozen=True)
class Line:
    """Days in a row on which the same people are to look at the same account."""

    first_on: date
    last_on: date
    channel: Channel
    duty: tuple[OnDuty, ...]
    is_gap: bool


@dataclass(frozen=True)
class Hole:
    """Days in a row on which nobody is to look at an account, for the same reason."""

    first: Ahead
    last_on: date

    def goes_on_with(self, gap: Ahead) -> bool:
        """Whether a day is one more of them."""
        before = (self.first.channel, self.first.want.is_must, self.first.problems)
        same = before == (gap.channel, gap.want.is_must, gap.problems)
        return same and gap.on == self.last_on + timedelta(days=1)


@dataclass(frozen=True)
class RotaPage:
    """The next weeks."""

    lines: list[Line]
    shifts: list[Shift]
    gaps: list[Hole]
    rounds: list[Round]
    clauses: list[Readable]
    until: date
    is_known: bool  # whether the term dates reach as far


def clauses_of(school: School, *, on: date) -> list[Readable]:
    """What the policy says about looking."""
    return readable(asked_by(policy_at(school, on=on)).clauses, school=school, on=on)


def month_asked(written: str, *, today: date) -> date:
    """The first day of a month as an address has it; this month for anything else."""
    try:
        found = datetime.strptime(written, "%Y-%m").date()  # noqa: DTZ007  a month has no zone
    except ValueError:
        found = today
    return min(found, today).replace(day=1)


def month_page(channel: Channel, first: date, *, today: date) -> Month:
    """A month, up to today, the latest day first."""
    _, last = month_of(first)
    watch = Watch(channel.school, first, min(last, today), today=today)
    after = last + timedelta(days=1)
    asked = [clause for one in watch.asked.values() for clause in one.clauses]
    return Month(
        first=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=after if after <= today else None,
        days=watch.days(channel)[::-1],
        weeks=watch.weeks(channel),
        clauses=readable({one.id: one for one in asked}.values(), school=channel.school, on=today),
        since=watch.since(channel),
    )


def rota_page(school: School, channels: Sequence[Channel], *, on: date) -> RotaPage:
    """Who looks in the next weeks, where nobody does, and what can be ended."""
    watch = ahead_of(school, on)
    gaps = gaps_ahead(watch, channels)
    shifts = Shift.objects.filter(school=school, until_on__gte=on)
    return RotaPage(
        lines=_lines(watch, channels),
        shifts=list(shifts.select_related("person", "channel")),
        gaps=_holes(gaps),
        rounds=rounds_without(watch, channels),
        clauses=clauses_of(school, on=on),
        until=on + timedelta(days=AHEAD),
        is_known=watch.year.is_known(on + timedelta(days=AHEAD)),
    )


def _holes(gaps: Iterable[Ahead]) -> list[Hole]:
    found: list[Hole] = []
    for gap in gaps:
        if found and found[-1].goes_on_with(gap):
            found[-1] = Hole(found[-1].first, gap.on)
        else:
            found.append(Hole(gap, gap.on))
    return found


def _lines(watch: Watch, channels: Iterable[Channel]) -> list[Line]:
    found: list[Line] = []
    for channel in channels:
        for on in days(watch.today, watch.last):
            duty = tuple(watch.rota.on(channel, on))
            last = found[-1] if found else None
            if last and last.channel == channel and last.duty == duty:
                found[-1] = Line(last.first_on, on, channel, duty, last.is_gap)
            else:
                found.append(Line(on, on, channel, duty, not any(not one.problem for one in duty)))
    return [one for one in found if one.duty]


def swaps_of(person: Person, *, on: date) -> list[Swap]:
    """Swaps that somebody asked for, or is asked for, and that are not over."""
    mine = Swap.objects.filter(Q(asker=person) | Q(other=person))
    current = mine.filter(Q(last_on__gte=on) | Q(back_last_on__gte=on))
    return list(current.select_related("asker", "other"))


def able_people(school: School, *, on: date) -> People:
    """Those who see what comes in on some account: who run one, or answer for all."""
    here = Person.objects.at(school).current(on)
    running = Runner.objects.current(on).filter(channel__school=school, channel__closed_at=None)
    sees_all = here.holding([role for one in SEES_ALL for role in that_imply(one)], on=on)
    able = Q(pk__in=running.values("person_id")) | Q(pk__in=sees_all.values("pk"))
    return here.filter(able)


def next_holiday(school: School, *, on: date) -> Holiday | None:
    """The school holiday that is now or next; None where none is known."""
    year = SchoolYear.of(school)
    ahead = (day for day in days(on, on + timedelta(days=_LONGEST)) if year.kind_of(day) == Kind.HOLIDAY)  # fmt: skip
    first = next(ahead, None)
    return holiday_at(first, year) if first else None


def a_year_before(on: date) -> date:
    """For lists that would grow for ever."""
    return on - timedelta(days=365)
