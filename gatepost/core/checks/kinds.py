"""What can be found: for each kind the words that people read, and what it makes true of the situation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import tomli

LEAVE_OUT = "leave-out"


@dataclass(frozen=True)
class Kind:
    """One kind of finding, as `kinds.toml` describes it. `act` is set where it makes the draft another act."""

    name: str
    says: str
    todo: str
    act: str = ""
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sure: bool = True
    silent: str = ""
    floor: str = ""


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its name, read once from `kinds.toml` beside this file."""
    data = tomli.loads((files(__package__) / "kinds.toml").read_text("utf-8"))
    found = {}
    for name, entry in data.items():
        facts = dict(entry.pop("facts", {}))
        act = facts.pop("act", "")
        found[name] = Kind(
            name=name,
            act=act,
            facts={fact: tuple(values) for fact, values in facts.items()},
            **entry,
        )
    return found
