"""How to make one's own pages private: a dated table, network by network."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Guide:
    """What to do on one network, when that was written down, and whether somebody has tried it since."""

    key: str
    name: str
    steps: tuple[str, ...]
    written_on: date
    to_check: bool


@cache
def guides() -> tuple[Guide, ...]:
    """The table, in its order."""
    read = tomllib.loads(Path(__file__).parent.with_name("privacy.toml").read_text("utf-8"))
    return tuple(
        Guide(key, one["name"], tuple(one["steps"]), one["written-on"], one["to-check"])
        for key, one in read.items()
    )
