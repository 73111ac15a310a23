"""The aspects, from the table beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import tomli


@dataclass(frozen=True)
class About:
    """Whose self-review it is, and where its names were found."""

    name: str
    run_by: str
    names_from: str
    read_on: date
    to_check: bool


@dataclass(frozen=True)
class Aspect:
    """One aspect: which clauses speak of it, and what Gatepost does not see of it."""

    key: str
    name: str
    says: str
    mechanisms: tuple[str, ...]
    acts: frozenset[str]
    missing: str


@dataclass(frozen=True)
class Review:
    """The whole table."""

    about: About
    aspects: tuple[Aspect, ...]


@cache
def review() -> Review:
    """The self-review as Gatepost knows it."""
    data = tomli.loads((files(__package__) / "aspects.toml").read_text("utf-8"))
    about = {key.replace("-", "_"): value for key, value in data["about"].items()}
    return Review(About(**about), tuple(_aspect(*one) for one in data["aspect"].items()))


def _aspect(key: str, said: dict[str, object]) -> Aspect:
    mechanisms, acts = said.pop("mechanisms"), said.pop("acts")
    assert isinstance(mechanisms, list) and isinstance(acts, list)
    words = {name: str(value) for name, value in said.items()}
    return Aspect(key, mechanisms=tuple(mechanisms), acts=frozenset(acts), **words)
