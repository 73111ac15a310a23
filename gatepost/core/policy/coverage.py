"""Which clause carries each entry of an inventory of a policy's clauses, how it is made real, and which tests show it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gatepost.core.policy.mechanisms import Mechanism, mechanisms
from gatepost.core.policy.pack import Clause, Pack
from gatepost.core.policy.problems import PackError, Problem, read_text

_MARK = re.compile(r"pytest\.mark\.clause\(([^)]*)\)")
_TEST = re.compile(r"\s*(?:async )?def (test_\w+)")


@dataclass(frozen=True)
class Entry:
    """One row of an inventory."""

    id: str
    policy: str


@dataclass(frozen=True)
class Covered:
    """What becomes of an inventory's entry. `state` is live, published, not-yet or missing."""

    entry: Entry
    clauses: tuple[Clause, ...]
    state: str
    live: str
    because: str
    tests: tuple[str, ...]


def read_inventory(path: Path) -> list[Entry]:
    """The entries of a tab-separated inventory with the columns `id` and `policy slug`."""
    text = read_text(path, shown_as=str(path), at_most=20_000_000)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = {"id", "policy slug"} - set(rows.fieldnames or ())
    if missing:
        raise PackError(
            [
                Problem(
                    str(path),
                    1,
                    f"The inventory has no column {' and no column '.join(f'“{name}”' for name in sorted(missing))}.",
                    "Its first line names its columns, separated by tabs.",
                )
            ]
        )
    return [Entry(row["id"], row["policy slug"]) for row in rows if row["id"]]


def coverage(
    pack: Pack, entries: Iterable[Entry], *, marked: Mapping[str, list[str]] | None = None
) -> list[Covered]:
    """What becomes of every entry of one policy. `marked` maps an entry's id to the tests that name it."""
    carried: dict[str, list[Clause]] = {}
    for clause in pack.clauses:
        for entry_id in clause.carries:
            carried.setdefault(entry_id, []).append(clause)
    shown = _examples_by_clause(pack)
    return [
        _cover(entry, carried.get(entry.id, []), shown, (marked or {}).get(entry.id, []))
        for entry in entries
    ]


def strangers(pack: Pack, entries: Iterable[Entry]) -> list[str]:
    """Ids that the pack claims to carry and the inventory does not have for this policy."""
    known = {entry.id for entry in entries if entry.policy == pack.slug}
    return sorted({entry_id for clause in pack.clauses for entry_id in clause.carries} - known)


def marked_tests(folder: Path) -> dict[str, list[str]]:
    """Tests that name an inventory's entries (`@pytest.mark.clause("ASH-070")`), as path::name by entry."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        waiting: list[str] = []
        for line in path.read_text("utf-8").splitlines():
            if mark := _MARK.search(line):
                waiting += re.findall(r"[\"']([\w-]+)[\"']", mark[1])
            elif test := _TEST.match(line):
                for entry_id in waiting:
                    found.setdefault(entry_id, []).append(f"{path.as_posix()}::{test[1]}")
                waiting = []
    return found


def _examples_by_clause(pack: Pack) -> dict[str, list[str]]:
    shown: dict[str, list[str]] = {}
    for example in pack.examples:
        for clause in (*example.cites, *example.shows, *example.follows):
            shown.setdefault(clause, []).append(f"packs/{pack.slug}/examples.toml::{example.name}")
    return shown


def _cover(
    entry: Entry, clauses: list[Clause], shown: Mapping[str, list[str]], marked: list[str]
) -> Covered:
    tests = tuple(
        dict.fromkeys([test for clause in clauses for test in shown.get(clause.id, [])] + marked)
    )
    states = [state_of(clause) for clause in clauses]
    state = next((name for name in ("not-yet", "live", "published") if name in states), "missing")
    live = ", ".join(dict.fromkeys(way for clause in clauses for way in ways(clause)))
    because = "; ".join(
        dict.fromkeys(str(clause.live["because"]) for clause in clauses if "because" in clause.live)
    )
    return Covered(entry, tuple(clauses), state, live, because, tests)


def ways(clause: Clause) -> list[str]:
    """How a clause is made real: by decisions, by the mechanism it names, or both."""
    found = ["decision"] if clause.decides else []
    if clause.follows:
        found.append("what-may-follow")
    if clause.live:
        found.append(str(clause.live["by"]))
    return found


def state_of(clause: Clause, *, known: Mapping[str, Mechanism] | None = None) -> str:
    """live: it works today; published: it can only be read; not-yet: the mechanism it names is not built.

    `known` are the mechanisms that there are; Gatepost's own unless others are given.
    """
    name = clause.live.get("by")
    if name == "published-text":
        return "live" if clause.decides or clause.follows else "published"
    if name and not (known or mechanisms())[str(name)].built:
        return "not-yet"
    return "live"
