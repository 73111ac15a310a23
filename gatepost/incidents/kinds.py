"""What can be reported and what may be done in a case, read from kinds.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli

Facts = Mapping[str, tuple[str, ...]]
OTHER, NOBODY = "other", "nobody"


@dataclass(frozen=True)
class Kind:
    """Something that can be reported: its words, and what it is to a policy."""

    key: str
    says: str
    acts: tuple[str, ...]
    facts: Facts
    called: str = ""  # how clauses that no fact leads to name it


@dataclass(frozen=True)
class About:
    """Who it is about: what that is to a policy, and the role at the school of whoever is concerned by it."""

    key: str
    says: str
    fact: str
    role: str
    instead_of: str = ""  # what it says more exactly


def facts_of(kind: Kind, about: About) -> dict[str, tuple[str, ...]]:
    """What a report is to a policy: a narrower answer takes the place of the kind's, any other stands beside it."""
    facts = dict(kind.facts)
    implied = [one for one in facts.get(OTHER, ()) if one != about.instead_of]
    named = [] if about.key == NOBODY and implied else [about.fact]
    return facts | {OTHER: tuple(dict.fromkeys([*implied, *named]))}


@dataclass(frozen=True)
class Action:
    """Something that is done in a case; `policy` and `words` say by which names policies make it wait."""

    key: str
    says: str
    policy: str
    words: frozenset[str]
    has_whom: bool


@dataclass(frozen=True)
class Known:
    """All of it."""

    first: tuple[str, ...]
    same_as: Mapping[str, str]
    kinds: Mapping[str, Kind]
    about: Mapping[str, About]
    actions: Mapping[str, Action]


@cache
def known() -> Known:
    """What kinds.toml holds."""
    written = tomli.loads((files(__package__) / "kinds.toml").read_text("utf-8"))
    return Known(
        tuple(written["first"]),
        written["same-as"],
        {
            key: Kind(
                key, one["says"], tuple(one["acts"]), _facts(one["facts"]), one.get("called", "")
            )
            for key, one in written["kind"].items()
        },
        {
            key: About(
                key,
                one["says"],
                one.get("fact", key),
                one.get("role", ""),
                one.get("instead-of", ""),
            )
            for key, one in written["about"].items()
        },
        {
            key: Action(
                key,
                one["says"],
                one.get("policy", ""),
                frozenset(one.get("words", ())),
                one.get("whom", False),
            )
            for key, one in written["action"].items()
        },
    )


def _facts(written: Mapping[str, str | list[str]]) -> Facts:
    return {
        fact: (values,) if isinstance(values, str) else tuple(values)
        for fact, values in written.items()
    }
