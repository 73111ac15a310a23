"""The ways in which a clause that decides nothing is made real, with the parameters each takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli


@dataclass(frozen=True)
class Mechanism:
    """One way to make a clause live. `parameters` maps a name to its type; a type ending in ? may be left out."""

    name: str
    says: str
    parameters: Mapping[str, str]
    built: bool = False


@cache
def mechanisms() -> Mapping[str, Mechanism]:
    """Every mechanism a pack may name, built or not, by name."""
    data = tomli.loads((files(__package__) / "mechanisms.toml").read_text("utf-8"))
    return {name: Mechanism(name=name, **entry) for name, entry in data.items()}
