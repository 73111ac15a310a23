"""What a policy wants to know before an account is opened in the school's name, who decides, and who opens it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

import tomli

from gatepost.core.policy import Clause, Pack

CASE, OPENING = "channels.business-case", "channels.opening"
RUNNERS = "runners"


@dataclass(frozen=True)
class Point:
    """One point of the business case."""

    key: str
    clause: Clause

    @property
    def asks(self) -> str:
        """The question."""
        return _questions().get(self.key) or f"{self.key.replace('-', ' ').capitalize()}?"


@dataclass(frozen=True)
class Case:
    """The whole: its points, the other clauses about it, and those who open the account."""

    points: tuple[Point, ...]
    others: tuple[Clause, ...]
    decided_by: tuple[str, ...]  # roles, those to whom it is sent among them
    openers: tuple[str, ...]
    after: tuple[str, ...]  # facts that somebody has to have given before it is opened

    @property
    def is_asked(self) -> bool:
        """Whether the policy wants a business case at all."""
        return bool(self.points or self.others)


def case_of(pack: Pack | None) -> Case:
    """What a policy asks; nothing where there is none or it is silent."""
    clauses = pack.clauses if pack else ()
    about = [one for one in clauses if one.live.get("by") == CASE]
    opening = [one for one in clauses if one.live.get("by") == OPENING]
    deciding = [*chain.from_iterable(one.live.get("decided-by", ()) for one in about)]
    deciding += [one.live["to"] for one in about if "to" in one.live]
    points = [Point(str(key), one) for one in about for key in one.live.get("asks", ())]
    return Case(
        tuple({point.key: point for point in points}.values()),
        tuple(one for one in about if "asks" not in one.live),
        tuple(dict.fromkeys(map(str, deciding))),
        tuple(dict.fromkeys(str(one.live["by-whom"]) for one in opening)),
        tuple(dict.fromkeys(str(one.live["after"]) for one in opening if "after" in one.live)),
    )


@cache
def _questions() -> Mapping[str, str]:
    written = tomli.loads((files(__package__) / "questions.toml").read_text("utf-8"))
    return {key: str(one["asks"]) for key, one in written.items()}
