"""The rows behind the figures of a topic, for whoever may see them anyway."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from gatepost.channels.models import Channel
from gatepost.declarations.models import Departure
from gatepost.inbox.models import Item
from gatepost.incidents.models import Case
from gatepost.people.models import Person
from gatepost.policies.models import Ask
from gatepost.policies.models.campaigns import SEES_NAMES
from gatepost.posts.models import Post
from gatepost.reports.figures import (
    accounts,
    answers,
    departures,
    incidents,
    posts,
    reading,
    training,
)
from gatepost.reports.figures.shapes import Term
from gatepost.reports.readers import READ
from gatepost.training.models import Course
from gatepost.training.models.courses import SEES_REGISTER


@dataclass(frozen=True)
class Line:
    """One row: what it is called, and its page."""

    says: str
    url: str


@dataclass(frozen=True)
class Rows:
    """How the rows of a topic are found, and how one is shown."""

    find: Callable[[Term, Person], QuerySet[Any]]
    show: Callable[[Any], Line]
    note: str
    roles: frozenset[str] = frozenset()  # who sees all of them; for others each row says so


def leads(topic: str, term: Term, person: Person, *, held: Set[str]) -> bool:
    """Whether there is a row of a topic that somebody who holds some roles may see."""
    known = ROWS.get(topic)
    if known is None or person.school_id != term.school.pk:
        return False
    return bool(known.roles & held) if known.roles else known.find(term, person).exists()


def _item(one: Item) -> Line:
    kind, on = one.get_came_display().capitalize(), _day(one.received_at, one)
    return Line(f"{kind} on {one.channel}, {on}", one.get_absolute_url())


def _post(one: Post) -> Line:
    return Line(str(one), one.get_absolute_url())


def _channel(one: Channel) -> Line:
    return Line(one.name, one.get_absolute_url())


def _ask(one: Ask) -> Line:
    url = reverse("policies:campaign", args=[one.person.school.slug, one.campaign_id])
    return Line(one.person.name, url)


def _course(one: Course) -> Line:
    return Line(one.topic, reverse("training:course", args=[one.school.slug, one.pk]))


def _case(one: Case) -> Line:
    return Line(f"Case that was opened on {_day(one.opened_at, one)}", one.get_absolute_url())


def _departure(one: Departure) -> Line:
    return Line(f"Departure that was told on {_day(one.told_at, one)}", one.get_absolute_url())


def _day(at: datetime, row: Any) -> str:
    on = row.school.day_of(at)
    return f"{on.day} {on:%B %Y}"


_AS_NOW = "They are shown as they are now, and only as far as you may see them: there may be fewer than were counted, or more."
ROWS: Mapping[str, Rows] = {
    "answers": Rows(answers.rows, _item, _AS_NOW),
    "posts": Rows(posts.rows, _post, f"Those that went out. {_AS_NOW}"),
    "accounts": Rows(accounts.rows, _channel, _AS_NOW, frozenset(READ)),
    "reading": Rows(reading.rows, _ask, _AS_NOW, frozenset(SEES_NAMES)),
    "training": Rows(
        training.rows,
        _course,
        f"Each course has its register. {_AS_NOW}",
        frozenset(SEES_REGISTER),
    ),
    "incidents": Rows(
        incidents.rows,
        _case,
        "These are the cases of the term that were given to you. Which of them the report counts is not told.",
    ),
    "departures": Rows(departures.rows, _departure, _AS_NOW),
}
