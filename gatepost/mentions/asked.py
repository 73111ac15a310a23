"""What a policy says of looking for public words about the school, and of answering them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gatepost.core.policy import Clause, Pack

WATCH, ANSWER = "mentions.watch", "mentions.answer"
# What the words of policies for names stand for.
SCHOOL_NAME = frozenset({"the school", "school-name"})
SCHOOL_HANDLES = frozenset({"school-handles"})


@dataclass(frozen=True)
class Watching:
    """The clauses about looking, and which names they speak of."""

    clauses: tuple[Clause, ...]
    names: tuple[str, ...]

    @property
    def wants_name(self) -> bool:
        """Whether the school's own name is spoken of."""
        return bool(SCHOOL_NAME & set(self.names))

    @property
    def wants_handles(self) -> bool:
        """Whether the names of its accounts are."""
        return bool(SCHOOL_HANDLES & set(self.names))

    @property
    def others(self) -> list[str]:
        """Names that a policy writes out."""
        return [one for one in self.names if one not in SCHOOL_NAME | SCHOOL_HANDLES]


@dataclass(frozen=True)
class Answering:
    """The clauses about answering, and the steps they give; none where they leave them to the school."""

    clauses: tuple[Clause, ...]
    steps: Sequence[str]


def watching(pack: Pack | None) -> Watching:
    """What a policy says of looking; nothing where there is none or it is silent."""
    clauses = _by(pack, WATCH)
    names = (str(name) for one in clauses for name in one.live.get("names", ()))
    return Watching(clauses, tuple(dict.fromkeys(names)))


def answering(pack: Pack | None) -> Answering:
    """What a policy says of answering. What the school filled in where a clause leaves its steps open counts as well."""
    clauses = _by(pack, ANSWER)
    steps = [str(step) for one in clauses for step in one.live.get("steps", ())]
    if not steps:
        steps = [
            line.strip() for one in clauses for line in one.adds.get("filled", "").splitlines()
        ]
    return Answering(clauses, tuple(filter(None, steps)))


def _by(pack: Pack | None, mechanism: str) -> tuple[Clause, ...]:
    clauses = pack.clauses if pack else ()
    return tuple(one for one in clauses if one.live.get("by") == mechanism)
