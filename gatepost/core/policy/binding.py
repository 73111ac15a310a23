"""Which clauses of a pack can bind at all, and which a machine may apply without a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from gatepost.core.policy.pack import Clause, Pack

# What a clause that bears such a flag says is shown and binds nobody: dead law, and words that the school has to mend first.
NEVER_BIND = ("outdated", "defective")


def key_of(pack: Pack, clause: Clause) -> str:
    """A clause of one of several packs."""
    return f"{pack.slug}/{clause.id}"


def is_for_a_person(clause: Clause) -> bool:
    """Whether only a person may say that a clause applies."""
    return "caution" in clause.flags


def binds(clause: Clause) -> bool:
    """Whether a clause can bind anybody."""
    return not set(NEVER_BIND) & set(clause.flags)


@lru_cache(maxsize=64)
def binding(pack: Pack) -> Pack:
    """A pack without the clauses that never bind."""
    return only(pack, binds)


@lru_cache(maxsize=64)
def not_outdated(pack: Pack) -> Pack:
    """A pack without dead law. What still has to be worded better may be asked about, though it binds nobody."""
    return only(pack, lambda clause: "outdated" not in clause.flags)


@lru_cache(maxsize=64)
def for_machines(pack: Pack) -> Pack:
    """A pack without the clauses that only a person may apply."""
    return only(pack, lambda clause: not is_for_a_person(clause))


def only(pack: Pack, keeps: Callable[[Clause], bool]) -> Pack:
    """A pack with some of its clauses."""
    return replace(pack, clauses=tuple(clause for clause in pack.clauses if keeps(clause)))
