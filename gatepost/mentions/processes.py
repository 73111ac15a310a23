"""What is done about something that is said, read from processes.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

UNKNOWN = "unknown"
_PLACE = re.compile(r"\[[^\]\n]{1,80}\]")


@dataclass(frozen=True)
class Class:
    """What something is."""

    key: str
    says: str
    hint: str = ""
    signs: tuple[str, ...] = ()  # what in a text makes it likely
    beside: bool = (
        False  # whether the policy's steps stand beside ours, and do not take their place
    )


@dataclass(frozen=True)
class Step:
    """One thing to do, and what it begins from."""

    key: str
    says: str
    letter: str = ""
    case: str = ""
    log: bool = False


@dataclass(frozen=True)
class LetterText:
    """A text to begin from."""

    key: str
    says: str
    text: str

    def begun(self, school: str) -> str:
        """With the school's name in it."""
        return self.text.strip().replace("{school}", school)


@dataclass(frozen=True)
class Helpline:
    """Who helps when a network does nothing."""

    name: str
    number: str
    source: str


@dataclass(frozen=True)
class NoWayIn:
    """Something that no program may look at, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Known:
    """All of it."""

    classes: Mapping[str, Class]
    who: Mapping[str, str]
    outcomes: Mapping[str, str]
    nothing: str
    steps: Mapping[str, Step]
    processes: tuple[Mapping[str, Any], ...]
    letters: Mapping[str, LetterText]
    helpline: Helpline
    no_way_in: tuple[NoWayIn, ...]

    def steps_for(self, kind: str, who: str) -> list[Step]:
        """Our own steps for something of a kind by somebody."""
        for one in self.processes:
            kinds = one["class"] if isinstance(one["class"], list) else [one["class"]]
            if kind in kinds and one.get("who", who) == who:
                return [self.steps[key] for key in one["steps"]]
        return []


@cache
def known() -> Known:
    """What processes.toml holds."""
    told = tomli.loads((files(__package__) / "processes.toml").read_text("utf-8"))
    return Known(
        classes={
            key: Class(key, **{**one, "signs": tuple(one.get("signs", ()))})
            for key, one in told["class"].items()
        },
        who={key: one["says"] for key, one in told["who"].items()},
        outcomes=told["outcome"],
        nothing=told["nothing"],
        steps={key: Step(key, **one) for key, one in told["step"].items()},
        processes=tuple(told["process"]),
        letters={key: LetterText(key, **one) for key, one in told["letter"].items()},
        helpline=Helpline(**told["helpline"]),
        no_way_in=tuple(NoWayIn(**one) for one in told["no-way-in"]),
    )


def placeholders_in(words: str) -> list[str]:
    """What is still to be filled in."""
    return _PLACE.findall(words)
