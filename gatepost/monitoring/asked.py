"""What a policy says of the school's network: what is watched, for whom sites are blocked, which controls there have to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gatepost.core.policy import Clause, Pack
from gatepost.monitoring.groups import GUESTS, PUPILS, STAFF, TOP

NOTICE, BLOCKLIST, CONTROLS = "monitoring.notice", "monitoring.blocklist", "monitoring.controls"
OUTDATED = "outdated"
_FOR = {
    "pupils": PUPILS,
    "pupil": PUPILS,
    "guests": GUESTS,
    "visitors": GUESTS,
    "volunteers": GUESTS,
}


@dataclass(frozen=True)
class Announced:
    """What one clause says of watching."""

    clause: Clause

    @property
    def of(self) -> tuple[str, ...]:
        """What is watched, or what else the clause says of it, point by point."""
        return tuple(str(one) for one in self.clause.live["of"])

    @property
    def holds_no_more(self) -> str:
        """Why the clause cannot be relied on any more; empty where it can."""
        return str(self.clause.flags.get(OUTDATED, ""))


@dataclass(frozen=True)
class Blocking:
    """A clause by which sites are blocked, and for which groups."""

    clause: Clause

    @property
    def groups(self) -> tuple[str, ...]:
        """For whom: everybody where it names nobody; whatever it calls people who are no pupils and no guests, staff."""
        named = [_FOR.get(str(one).lower(), STAFF) for one in self.clause.live.get("for", ())]
        return tuple(dict.fromkeys(named)) or tuple(one.key for one in TOP)


@dataclass(frozen=True)
class Controlled:
    """A clause that wants access controls, and on what."""

    clause: Clause

    @property
    def on(self) -> str:
        """On what they have to be."""
        return str(self.clause.live["on"])


def announced(pack: Pack | None) -> list[Announced]:
    """Everything that a policy, or the law, says of watching, in its order."""
    return [Announced(one) for one in _by(pack, NOTICE)]


def blocking(pack: Pack | None) -> list[Blocking]:
    """By which clauses sites are blocked."""
    return [Blocking(one) for one in _by(pack, BLOCKLIST)]


def controlled(pack: Pack | None) -> list[Controlled]:
    """On what there have to be access controls."""
    return [Controlled(one) for one in _by(pack, CONTROLS)]


def _by(pack: Pack | None, mechanism: str) -> Iterator[Clause]:
    for one in pack.clauses if pack else ():
        if one.live.get("by") == mechanism:
            yield one
