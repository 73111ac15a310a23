"""Which messages can wait: the table, read once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

import tomli

from gatepost.notices.kinds import KINDS


class Needs(StrEnum):
    """How pressing a kind of message is."""

    WAITS = "waits"
    REQUIRED = "required"
    GRAVE = "grave"


@dataclass(frozen=True)
class Rule:
    """What holds for a kind of message, why, and the mechanism of the clauses that ask for it."""

    needs: Needs = Needs.WAITS
    because: str = ""
    mechanism: str = ""


@cache
def rules() -> dict[str, Rule]:
    """The table, by kind of notice. A kind that it does not name waits."""
    table = tomli.loads(files("gatepost.people.telling").joinpath("kinds.toml").read_text("utf-8"))
    strange = set(table) - set(KINDS)
    if strange:
        raise ValueError(
            f"kinds.toml names what is no kind of notice: {', '.join(sorted(strange))}."
        )
    return {kind: Rule(**{**said, "needs": Needs(said["needs"])}) for kind, said in table.items()}


def rule_of(kind: str) -> Rule:
    """What holds for a kind."""
    return rules().get(kind, Rule())
