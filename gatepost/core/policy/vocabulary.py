"""The closed list of acts, facts and values of which every situation is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

UNKNOWN = "unknown"

# Most restrictive first.
VERDICTS = ("must-not", "only-if", "should-not", "may", "silent")
RANK = {verdict: len(VERDICTS) - at for at, verdict in enumerate(VERDICTS)}


def strictest(verdicts: set[str] | frozenset[str] | tuple[str, ...] | list[str]) -> str:
    """The most restrictive of some verdicts; `silent` of none."""
    return max(verdicts, key=RANK.__getitem__, default="silent")


@dataclass(frozen=True)
class Fact:
    """Something about a situation that a clause may test and a person may be asked."""

    name: str
    default: str
    values: Mapping[str, str]  # value -> what a person reads
    question: str
    short: str
    hint: str = ""
    several: bool = False
    derived: bool = False
    given_by: tuple[
        str, ...
    ] = ()  # the roles that can give it, “actor” for the person's own word; none: rows show it


@dataclass(frozen=True)
class Act:
    """Something a person may do, and what has to be asked to judge it."""

    name: str
    says: str
    label: str
    words: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    gathered: tuple[str, ...] = ()
    implies: Mapping[str, str] = field(default_factory=dict)

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that somebody may be asked about this act."""
        return self.asked + self.checklist + self.gathered


@dataclass(frozen=True)
class Vocabulary:
    """Acts, facts, roles and the words for verdicts."""

    acts: Mapping[str, Act]
    facts: Mapping[str, Fact]
    roles: Mapping[str, str]
    verdicts: Mapping[str, str]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read once from `vocabulary.toml` beside this file."""
    data = tomli.loads((files(__package__) / "vocabulary.toml").read_text("utf-8"))
    acts = {
        name: Act(
            name=name,
            says=act["says"],
            label=act["label"],
            words=tuple(act.get("words", ())),
            asked=tuple(act.get("asked", ())),
            checklist=tuple(act.get("checklist", ())),
            gathered=tuple(act.get("gathered", ())),
            implies=act.get("implies", {}),
        )
        for name, act in data["acts"].items()
    }
    facts = {name: _fact(name, fact) for name, fact in data["facts"].items()}
    return Vocabulary(acts=acts, facts=facts, roles=data["roles"], verdicts=data["verdicts"])


def _fact(name: str, written: Mapping[str, Any]) -> Fact:
    rest = {key: value for key, value in written.items() if key != "given-by"}
    return Fact(name=name, given_by=tuple(written.get("given-by", ())), **rest)
