"""The topics and figures of figures.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli


@dataclass(frozen=True)
class Written:
    """A figure as figures.toml has it."""

    says: str
    counts: str
    is_personal: bool
    is_number: bool
    adds: bool  # whether terms make a sum
    kinds: tuple[str, ...]  # of cases, where it counts those


@dataclass(frozen=True)
class Topic:
    """Figures that stand together, and the mechanisms whose clauses they are measured against."""

    key: str
    title: str
    mechanisms: frozenset[str]
    total: str  # what their sum is called; empty where they make none
    figures: Mapping[str, Written]


@cache
def topics() -> Mapping[str, Topic]:
    """All of them, in the order of the report."""
    written = tomli.loads((files(__package__) / "figures.toml").read_text("utf-8"))["topic"]
    return {
        key: Topic(
            key,
            one["title"],
            frozenset(one["clauses"]),
            one.get("total", ""),
            {name: _written(row) for name, row in one["figure"].items()},
        )
        for key, one in written.items()
    }


def _written(row: Mapping[str, object]) -> Written:
    kinds = row.get("kinds", ())
    assert isinstance(kinds, list | tuple)
    return Written(
        str(row["says"]),
        str(row["counts"]),
        bool(row.get("personal", False)),
        bool(row.get("number", True)),
        bool(row.get("adds", True)),
        tuple(str(one) for one in kinds),
    )
