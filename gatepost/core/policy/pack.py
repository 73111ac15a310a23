"""A policy as data: what a pack holds once it has been read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

# Which values of which facts; the act is the fact "act". All have to match.
Table = Mapping[str, frozenset[str]]

STRENGTHS = ("must-not", "must", "should-not", "should", "may", "states", "outside")
FLAGS = ("caution", "outdated", "defective", "unfilled")


@dataclass(frozen=True)
class Duty:
    """Who does what, for whom, within how long, and what is enough. `within` is a span or a moment's name."""

    do: str
    by: str = "actor"
    to: str = ""
    within: str = ""
    enough: str = ""


@dataclass(frozen=True, eq=False)
class Clause:
    """One clause of a policy, in words of our own."""

    id: str
    says: str
    strength: str
    heading: str
    number: str  # as pages show it: section and place in it
    carries: tuple[str, ...] = ()  # ids of the inventory; "from" in the file
    who: frozenset[str] = frozenset()
    when: tuple[Table, ...] = ()
    unless: tuple[Table, ...] = ()
    requires: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    duties: tuple[Duty, ...] = ()
    follows: tuple[str, ...] = ()
    grave: bool = False
    allows: bool = False
    always: bool = False
    live: Mapping[str, Any] = field(default_factory=dict)
    flags: Mapping[str, str] = field(default_factory=dict)
    read_as: str = ""
    source: str = ""
    holds_from: date | None = None
    holds_until: date | None = None
    to_check: bool = False
    # What a school put to it: "filled" (its text for a blank), "filled-at" (where that is found), "worded" (since when).
    adds: Mapping[str, str] = field(default_factory=dict)

    @property
    def decides(self) -> bool:
        """Whether the clause takes part in answers."""
        return bool(self.when)

    def holds_on(self, day: date) -> bool:
        """Whether the clause is in force on a day; a clause without dates always is."""
        return (self.holds_from is None or self.holds_from <= day) and (
            self.holds_until is None or day <= self.holds_until
        )


@dataclass(frozen=True)
class Example:
    """A situation and what the policy says of it: a test of the pack."""

    name: str
    asks: str
    line: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    verdict: tuple[str, ...] = ()
    then: str | None = None
    cites: tuple[str, ...] = ()
    shows: tuple[
        str, ...
    ] = ()  # clauses that are not cited but without which it would not hold: definitions
    requires: tuple[str, ...] | None = None
    duties: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    received: datetime | None = None
    due: datetime | None = None


@dataclass(frozen=True)
class Review:
    """When the policy says that it is to be looked at again."""

    every: str = ""
    next_on: date | None = None


@dataclass(frozen=True, eq=False)
class Pack:
    """A whole policy: its clauses in document order, its own words, and the examples that test it."""

    slug: str
    title: str
    school: str
    clauses: tuple[Clause, ...]
    reading: str = "school"
    adopted_on: date | None = None
    approved_by: tuple[str, ...] = ()
    signed_by: tuple[str, ...] = ()
    review: Review = Review()
    groups: Mapping[str, Mapping[str, frozenset[str]]] = field(
        default_factory=dict
    )  # fact -> name -> values
    approvers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bodies: Mapping[str, str] = field(default_factory=dict)
    related: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Clause]:
        """Clauses by their id."""
        return {clause.id: clause for clause in self.clauses}

    def givers(self, fact: str) -> tuple[str, ...]:
        """Whose yes the policy wants for a fact: those whom the clauses that need it name, else pack.toml; none where neither does."""
        named = [
            role
            for clause in self.clauses
            if clause.live.get("by") == "posts.approval" and fact in clause.requires
            for role in clause.live["by-whom"]
        ]
        return tuple(dict.fromkeys(named)) or self.approvers.get(fact, ())

    def on(self, day: date) -> Pack:
        """The pack with only those clauses that are in force on a day."""
        return self._holding(tuple(clause.holds_on(day) for clause in self.clauses))

    def without(self, clause_id: str) -> Pack:
        """The pack as it would be if one clause were taken out of it (its groups stay as they are)."""
        return replace(
            self, clauses=tuple(clause for clause in self.clauses if clause.id != clause_id)
        )

    @cache  # noqa: B019  packs are few and live as long as the program; the same days come again and again
    def _holding(self, held: tuple[bool, ...]) -> Pack:
        if all(held):
            return self
        return replace(
            self,
            clauses=tuple(
                clause for clause, holds in zip(self.clauses, held, strict=True) if holds
            ),
        )
