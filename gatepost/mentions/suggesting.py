"""What something might be, read from its words by plain rules: a proposal with its reasons, for a person to decide."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from gatepost.core.triage import RuleTriager, Triage
from gatepost.mentions.models.mentions import Mention
from gatepost.mentions.processes import known


@dataclass(frozen=True)
class Suggestion:
    """The class that the rules propose, if they do, and why."""

    kind: str
    reasons: tuple[str, ...]
    alarm: bool  # whether nobody may wait: a child or somebody else may be in danger


def suggestion_for(mention: Mention) -> Suggestion:
    """What the rules make of its words."""
    found = read(f"{mention.title}\n{mention.text}")
    kinds = (
        kind for sign in found.kinds for kind, one in known().classes.items() if sign in one.signs
    )
    reasons = tuple(dict.fromkeys(one.says for one in found.reasons))
    return Suggestion(next(kinds, ""), reasons, found.alarm)


def read(text: str) -> Triage:
    """The rules' answer on a text."""
    return _rules().triage(text)


@cache
def _rules() -> RuleTriager:
    return RuleTriager()
