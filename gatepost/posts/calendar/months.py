"""The calendar: weeks of days, each with what goes or went out."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gatepost.core.clock import bank_holidays
from gatepost.people.models import Person
from gatepost.posts.models import Post

WEEK = 7
NATION = "england-and-wales"


@dataclass(frozen=True)
class Day:
    """One day."""

    on: date
    posts: tuple[Post, ...]
    is_of_month: bool
    holiday: str = ""


@dataclass(frozen=True)
class Span:
    """A month or a week: its days, and the ones before and after it."""

    title: str
    weeks: tuple[tuple[Day, ...], ...]
    before: str
    after: str


def month_of(person: Person, on: date) -> Span:
    """The month of a day, in whole weeks."""
    weeks = calendar.Calendar().monthdatescalendar(on.year, on.month)
    first, last = on.replace(day=1), weeks[-1][-1]
    posts = _posts(person, weeks[0][0], last)
    return Span(
        f"{on:%B %Y}",
        tuple(
            tuple(_day(one, posts, is_of_month=one.month == on.month) for one in w) for w in weeks
        ),
        f"{first - timedelta(days=1):%Y-%m-%d}",
        f"{first + timedelta(days=32):%Y-%m}-01",
    )


def week_of(person: Person, on: date) -> Span:
    """The week of a day."""
    monday = on - timedelta(days=on.weekday())
    days = [monday + timedelta(days=number) for number in range(WEEK)]
    posts = _posts(person, days[0], days[-1])
    return Span(
        f"Week of {monday.day} {monday:%B %Y}",
        (tuple(_day(one, posts, is_of_month=True) for one in days),),
        f"{monday - timedelta(days=WEEK):%Y-%m-%d}",
        f"{monday + timedelta(days=WEEK):%Y-%m-%d}",
    )


def _day(on: date, posts: Mapping[date, list[Post]], *, is_of_month: bool) -> Day:
    return Day(
        on,
        tuple(posts.get(on, ())),
        is_of_month,
        "Bank holiday" if on in bank_holidays(NATION, on.year) else "",
    )


def _posts(person: Person, first: date, last: date) -> Mapping[date, list[Post]]:
    zone = person.school.clock_zone
    begins = datetime.combine(first, time.min, zone)
    ends = datetime.combine(last + timedelta(days=1), time.min, zone)
    found: dict[date, list[Post]] = defaultdict(list)
    planned = Post.objects.visible_to(person).filter(
        due_at__gte=begins, due_at__lt=ends, withdrawn_at=None
    )
    for post in planned.select_related("author").prefetch_related("outlets__channel"):
        assert post.due_at is not None
        found[post.due_at.astimezone(zone).date()].append(post)
    return {
        on: sorted(posts, key=lambda post: post.due_at or begins) for on, posts in found.items()
    }
