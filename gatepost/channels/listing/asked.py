"""Which lists a policy has the school keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from gatepost.core.policy import Clause, Pack

REGISTER, ACCOUNTS = "channels.register", "accounts"


@dataclass(frozen=True)
class Kept:
    """A list that a policy wants, and the clauses that want it."""

    key: str
    clauses: tuple[Clause, ...]

    @property
    def heading(self) -> str:
        """Its name."""
        return str(_known().get(self.key, {}).get("heading") or self.key.capitalize())

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return bool(_known().get(self.key, {}).get("is-public"))


def lists(pack: Pack | None) -> list[Kept]:
    """Every list of a policy beside that of the accounts, in its order."""
    found: dict[str, list[Clause]] = {}
    for clause in pack.clauses if pack else ():
        if clause.live.get("by") == REGISTER:
            for key in clause.live["lists"]:
                found.setdefault(str(key), []).append(clause)
    return [Kept(key, tuple(clauses)) for key, clauses in found.items() if key != ACCOUNTS]


def register_of(pack: Pack | None) -> tuple[Clause, ...]:
    """The clauses that have the school keep a list of its own accounts."""
    found = [one for one in pack.clauses if one.live.get("by") == REGISTER] if pack else []
    return tuple(one for one in found if ACCOUNTS in one.live["lists"])


@cache
def _known() -> Mapping[str, Mapping[str, Any]]:
    return tomli.loads((files(__package__) / "lists.toml").read_text("utf-8"))
