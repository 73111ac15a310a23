"""What a log came to, as pages show it. Every total is the sum of what is shown, so that nothing can be taken from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum

from gatepost.core.blocking import Site
from gatepost.monitoring.groups import name_of
from gatepost.monitoring.logs.reading import OTHER
from gatepost.monitoring.models import FilterLog

_MOST = 40


@dataclass(frozen=True)
class Row:
    """One line of a table: how many requests went through, and how many were stopped."""

    name: str
    through: int
    stopped: int

    @property
    def all(self) -> int:
        """Both together."""
        return self.through + self.stopped


@dataclass(frozen=True)
class Summary:
    """A log by site, by group, by day and by hour."""

    sites: list[Row]
    groups: list[Row]
    days: list[Row]
    hours: list[Row]


def summary_of(log: FilterLog, *, sites: Mapping[str, Site]) -> Summary:
    """Four tables over the same counts."""

    def named(what: str) -> str:
        if what in sites:
            return sites[what].name
        return "Everything else" if what == OTHER else what.removeprefix("category: ")

    by_what = sorted(_rows(log, "what", named), key=lambda one: -one.all)[:_MOST]
    return Summary(
        by_what,
        _rows(log, "group", name_of),
        _rows(log, "on", lambda on: f"{on:%A %-d %B}"),
        _rows(log, "hour", lambda hour: "Hours with few people" if hour is None else f"{hour}:00"),
    )


def _rows(log: FilterLog, column: str, name: Callable[[Any], str]) -> list[Row]:
    found = (
        log.counts.order_by()
        .values(column)
        .annotate(
            through=Sum("number", filter=Q(stopped=False), default=0),
            halted=Sum("number", filter=Q(stopped=True), default=0),
        )
    )
    rows = sorted(found, key=lambda one: (one[column] is None, one[column]))
    return [Row(name(one[column]), one["through"], one["halted"]) for one in rows]
