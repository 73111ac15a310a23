"""How long a case is kept: the table that Gatepost brings, the school's own figures, and what people entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import tomli

from gatepost.core.clock import Span, later
from gatepost.incidents.models import Case, KeepingRule
from gatepost.people.models import School

OPENING, CLOSING = "opening", "closing"


@dataclass(frozen=True)
class RecordKind:
    """A kind of record, and how long it is kept where the school says nothing else."""

    key: str
    says: str
    years: int
    start: str
    source: str
    to_check: bool
    until: str = ""  # a day that must have passed, too
    or_transferred: bool = False  # once the next school has confirmed that it holds it


@dataclass(frozen=True)
class Table:
    """All that retention.toml holds."""

    records: Mapping[str, RecordKind]
    starts: Mapping[str, str]
    of_kinds: Mapping[str, str]
    held: frozenset[str]
    held_because: str


@dataclass(frozen=True)
class Rule:
    """How long one school keeps one kind of record."""

    record: RecordKind
    years: int
    own: KeepingRule | None  # where the school has a figure of its own

    @property
    def says(self) -> str:
        """The rule in words."""
        table_ = table()
        span = {0: "no longer than", 1: "1 year from"}.get(self.years, f"{self.years} years from")
        words = f"{span} {table_.starts[self.record.start]}"
        if self.record.until:
            words += f", and at least until {table_.starts[self.record.until]}"
        if self.record.or_transferred:
            words += "; or until the next school has confirmed that it holds it"
        return words


@dataclass(frozen=True)
class Standing:
    """When a case may be deleted; `missing` says what nobody has entered yet."""

    rule: Rule
    due_on: date | None
    missing: str = ""

    def is_due(self, on: date) -> bool:
        """Whether its day has come."""
        return self.due_on is not None and self.due_on <= on


@cache
def table() -> Table:
    """What retention.toml holds."""
    written = tomli.loads((files(__package__) / "retention.toml").read_text("utf-8"))
    return Table(
        {key: _record(key, one) for key, one in written["record"].items()},
        written["start"],
        written["kind"],
        frozenset(written["hold"]["kinds"]),
        written["hold"]["says"],
    )


def rules_of(school: School) -> list[Rule]:
    """How long a school keeps each kind of record."""
    own = {one.record: one for one in school.keeping_rules.select_related("by")}
    return [_rule(record, own.get(record.key)) for record in table().records.values()]


def standing_of(case: Case) -> Standing:
    """When a case may be deleted, by what it counts as at its school."""
    entered = case.kept_as.last()
    key = entered.record if entered else table().of_kinds[case.kind.key]
    own = KeepingRule.objects.filter(school=case.school_id, record=key).first()
    rule = _rule(table().records[key], own)
    if case.closed_at is None:
        return Standing(rule, None, "The case is open.")
    if rule.record.or_transferred and (gone := case.transfers.received().last()):
        return Standing(rule, gone.receipt_on)
    start = _start(case, rule.record.start, entered.starts_on if entered else None)
    until = entered.until_on if entered else None
    for day, wanted in ((start, rule.record.start), (until, rule.record.until)):
        if wanted and day is None:
            return Standing(rule, None, f"Enter {table().starts[wanted]}.")
    ends = [later(start, Span(rule.years, "year"))] if start else []
    return Standing(rule, max([*ends, until] if until else ends))


def _start(case: Case, start: str, entered: date | None) -> date | None:
    known = {OPENING: case.opened_at, CLOSING: case.closed_at}
    moment = known.get(start)
    return case.school.day_of(moment) if moment else entered


def _rule(record: RecordKind, own: KeepingRule | None) -> Rule:
    return Rule(record, own.years if own else record.years, own)


def _record(key: str, one: Mapping[str, object]) -> RecordKind:
    plain = {name.replace("-", "_"): value for name, value in one.items()}
    return RecordKind(key=key, **plain)  # type: ignore[arg-type]
