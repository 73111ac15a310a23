"""From what age a network lets somebody have an account: a dated table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import tomli


@dataclass(frozen=True)
class Age:
    """The least age of a network, in years, from a day on, and where that is known from."""

    networks: tuple[str, ...]
    years: int
    since: date
    source: str

    @property
    def is_to_check(self) -> bool:
        """Whether nobody has read it at the network itself."""
        return self.source.startswith("memory")


def least_age(network: str, *, on: date) -> Age | None:
    """What holds for a network on a day; None where nothing is known or it has no accounts for the public."""
    begun = [one for one in _table() if network in one.networks and one.since <= on]
    return max(begun, key=lambda one: one.since, default=None)


@cache
def _table() -> tuple[Age, ...]:
    written = tomli.loads((files(__package__) / "ages.toml").read_text("utf-8"))["age"]
    return tuple(
        Age(tuple(one["networks"]), one["from"], one["since"], one["source"]) for one in written
    )
