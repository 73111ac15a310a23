"""A pack with what a school put to it: blanks filled in, clauses in its own words, contradictions settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from gatepost.core.policy import Clause, Pack, vocabulary
from gatepost.core.policy.pack import Table

_MENDED = ("defective", "outdated")  # flags that wait for the school's own words


@dataclass(frozen=True)
class Filled:
    """What fills a blank of a clause, and where that is found; or how things stand at the school."""

    clause: str
    text: str
    url: str = ""
    kind: str = "filled"  # or standing


@dataclass(frozen=True)
class Worded:
    """A clause in the school's own words, and since when, as pages show it."""

    clause: str
    text: str
    since: str


@dataclass(frozen=True)
class Settled:
    """A contradiction about which the school has decided: which of the two clauses holds."""

    allows: str
    forbids: str
    holds: str  # allows or forbids


@dataclass(frozen=True)
class Additions:
    """All that a school put to a pack."""

    filled: tuple[Filled, ...] = ()
    worded: tuple[Worded, ...] = ()
    settled: tuple[Settled, ...] = ()


@lru_cache(maxsize=256)
def with_additions(pack: Pack, additions: Additions) -> Pack:
    """The pack as the school has it. Words change and flags fall; what a clause applies to stays, but for contradictions settled."""
    if additions == Additions():
        return pack
    changed = dict(pack.by_id)
    for worded in additions.worded:
        _change(changed, worded.clause, _worded, worded)
    for filled in additions.filled:
        _change(changed, filled.clause, _filled, filled)
    for settled in additions.settled:
        _settle(changed, settled)
    return replace(pack, clauses=tuple(changed[clause.id] for clause in pack.clauses))


def _change(clauses: dict[str, Clause], name: str, change: object, addition: object) -> None:
    if name in clauses and callable(change):
        clauses[name] = change(clauses[name], addition)


def _worded(clause: Clause, worded: Worded) -> Clause:
    adds = {**clause.adds, "worded": worded.since, "was": clause.says}
    return replace(clause, says=worded.text, flags=_without(clause.flags, _MENDED), adds=adds)


def _filled(clause: Clause, filled: Filled) -> Clause:
    adds = {**clause.adds, filled.kind: filled.text, "filled-at": filled.url}
    return replace(clause, flags=_without(clause.flags, ("unfilled",)), adds=adds)


def _settle(clauses: dict[str, Clause], settled: Settled) -> None:
    """Where the permission holds, the ban is lifted in the permission's own situations, its requirements met.

    Where the ban holds nothing else changes: it is the stricter, and the stricter holds anyway.
    """
    allows, forbids = clauses.get(settled.allows), clauses.get(settled.forbids)
    if allows and forbids:
        wins = settled.holds == "allows"
        lifted = (*forbids.unless, *own_tables(allows)) if wins else forbids.unless
        clauses[forbids.id] = replace(_decided(forbids, allows, yields=wins), unless=lifted)
        clauses[allows.id] = _decided(allows, forbids, yields=not wins)


def _decided(clause: Clause, other: Clause, *, yields: bool) -> Clause:
    """A clause that knows of the school's decision between it and another."""
    adds = dict(clause.adds)
    for key in ("settled", "yields") if yields else ("settled",):
        adds[key] = f"{adds.get(key, '')} {other.id}".strip()
    return replace(clause, adds=adds)


def own_tables(clause: Clause) -> list[Table]:
    """The situations in which a clause speaks, as tables: what it names, its requirements met, without its exceptions."""
    met = {fact: frozenset(values) for fact, values in clause.requires.items()}
    tables: list[Table] = [{**table, **met} for table in clause.when]
    for exception in clause.unless:
        tables = [rest for table in tables for rest in _minus(table, exception)]
    return tables


def _minus(table: Table, exception: Table) -> Iterable[Table]:
    """A table without the situations of another, as tables."""
    known = vocabulary().facts
    for fact, values in exception.items():
        every = frozenset(vocabulary().acts if fact == "act" else known[fact].values)
        left = table.get(fact, every) - values
        if left:
            yield {**table, fact: left}


def _without(flags: Mapping[str, str], fallen: Iterable[str]) -> dict[str, str]:
    return {flag: why for flag, why in flags.items() if flag not in fallen}
