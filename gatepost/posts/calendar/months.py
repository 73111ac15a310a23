"""The calendar: weeks of days, each with what goes or went out, and what the school does on it."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models.lookups import GreaterThanOrEqual, LessThan

from gatepost.core.clock import bank_holidays
from gatepost.people.models import Person, SchoolDates
from gatepost.posts.models import Outlet, Post
from gatepost.posts.standing import MOMENT, Standing, is_movable, moment_of, standings

WEEK = 7
NATION = "england-and-wales"
MOST = 50  # posts without an hour


@dataclass(frozen=True)
class Entry:
    """A post in the calendar."""

    post: Post
    at: datetime | None  # in the school's own time
    standings: tuple[Standing, ...]
    is_movable: bool

    @property
    def hour(self) -> str:
        """Its hour there; nothing where none is chosen."""
        return f"{self.at:%H:%M}" if self.at else ""


@dataclass(frozen=True)
class Day:
    """One day: what goes or went out, and what the school does on it."""

    on: date
    entries: tuple[Entry, ...]
    notes: tuple[str, ...]
    is_of_month: bool
    is_off: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say of it."""
        return not self.entries and not self.notes


@dataclass(frozen=True)
class Span:
    """A month or a week: its days, and the ones before and after it."""

    title: str
    weeks: tuple[tuple[Day, ...], ...]
    before: str
    after: str

    @property
    def has_entries(self) -> bool:
        """Whether anything is planned or went out in it."""
        return any(day.entries for week in self.weeks for day in week)


def month_of(person: Person, on: date) -> Span:
    """The month of a day, in whole weeks that begin on Monday."""
    weeks = calendar.Calendar().monthdatescalendar(on.year, on.month)
    first = on.replace(day=1)
    page = _Page(person, weeks[0][0], weeks[-1][-1])
    return Span(
        f"{on:%B %Y}",
        tuple(tuple(page.day(one, is_of_month=one.month == on.month) for one in w) for w in weeks),
        f"{first - timedelta(days=1):%Y-%m-%d}",
        f"{first + timedelta(days=32):%Y-%m}-01",
    )


def week_of(person: Person, on: date) -> Span:
    """The week of a day."""
    monday = on - timedelta(days=on.weekday())
    days = [monday + timedelta(days=number) for number in range(WEEK)]
    page = _Page(person, days[0], days[-1])
    return Span(
        f"Week of {monday.day} {monday:%B %Y}",
        (tuple(page.day(one, is_of_month=True) for one in days),),
        f"{monday - timedelta(days=WEEK):%Y-%m-%d}",
        f"{monday + timedelta(days=WEEK):%Y-%m-%d}",
    )


def without_an_hour(person: Person) -> list[Entry]:
    """What goes out as soon as everybody has agreed, drafts included."""
    waiting = Outlet.objects.filter(state=Outlet.State.WAITING).values("post_id")
    found = Post.objects.visible_to(person).filter(
        due_at=None, withdrawn_at=None, expired_at=None, pk__in=waiting
    )
    found = found.select_related("author", "school").prefetch_related("outlets__channel")
    return [_entry(post, person, None) for post in found[:MOST]]


class _Page:
    """The days of one page, asked for all at once."""

    def __init__(self, person: Person, first: date, last: date) -> None:
        dates = SchoolDates.objects.visible_to(person)
        self.clock = dates.calendar(person.school)
        self.posts = _entries(person, first, last)
        self.notes = _notes(dates.touching(first, last))

    def day(self, on: date, *, is_of_month: bool) -> Day:
        """One of them."""
        holiday = ["Bank holiday"] if on in bank_holidays(NATION, on.year) else []
        entries = tuple(self.posts.get(on, ()))
        return Day(on, entries, (*holiday, *self.notes.get(on, ())), is_of_month, self._is_off(on))

    def _is_off(self, on: date) -> bool:
        """Whether the school is known to be closed: nothing is said of years whose terms nobody has entered."""
        terms = self.clock.terms
        is_known = bool(terms) and terms[0][0] <= on <= max(last for _, last in terms)
        return is_known and not self.clock.is_school_day(on)


def _notes(dates: Iterable[SchoolDates]) -> Mapping[date, list[str]]:
    """What stands on each day: of a term its first and last, of all else every day."""
    notes: dict[date, list[str]] = defaultdict(list)
    for one in dates:
        if one.kind == SchoolDates.Kind.TERM:
            notes[one.first_on].append(f"{one} begins")
            notes[one.last_on].append(f"{one} ends")
            continue
        for on in one.days:
            notes[on].append(str(one))
    return notes


def _entries(person: Person, first: date, last: date) -> Mapping[date, list[Entry]]:
    zone = person.school.clock_zone
    begins = datetime.combine(first, time.min, zone)
    ends = datetime.combine(last + timedelta(days=1), time.min, zone)
    planned = Post.objects.visible_to(person).filter(withdrawn_at=None)
    planned = planned.filter(GreaterThanOrEqual(MOMENT, begins), LessThan(MOMENT, ends))
    found: dict[date, list[Entry]] = defaultdict(list)
    planned = planned.order_by(MOMENT, "pk").select_related("author", "school")
    for post in planned.prefetch_related("outlets__channel"):
        moment = moment_of(post)
        assert moment is not None  # or it would not have been found
        at = moment.astimezone(zone)
        found[at.date()].append(_entry(post, person, at))
    return found


def _entry(post: Post, person: Person, at: datetime | None) -> Entry:
    is_mine = post.author_id == person.pk
    return Entry(post, at, tuple(standings(post)), is_mine and is_movable(post))
