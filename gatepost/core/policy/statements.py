"""A pack's clauses as labelled cubes: where each says what, once exceptions and `outside` clauses are taken away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gatepost.core.policy.compiled import tables_for, voice
from gatepost.core.policy.pack import Clause, Duty, Pack
from gatepost.core.policy.regions import Cube, bits, cube_of, full, meet, subtract_all
from gatepost.core.policy.vocabulary import RANK


@dataclass(frozen=True)
class Statement:
    """In these situations (of one act) this clause gives this verdict."""

    cube: Cube
    verdict: str
    clause: Clause
    missing: tuple[str, ...] = ()

    @property
    def labelled(self) -> tuple[Cube, int]:
        """The cube with the verdict's rank as its label."""
        return self.cube, RANK[self.verdict]


def statements(pack: Pack, act: str) -> list[Statement]:
    """Everything a pack says of an act; the strictest statement at a point is the verdict there."""
    found: list[Statement] = []
    for clause in pack.clauses:
        cubes = spoken_in(pack, clause, act)
        for cube in cubes:
            found += _by_requirement(clause, cube)
    return [statement for statement in found if statement.verdict != "silent"]


def spoken_in(pack: Pack, clause: Clause, act: str) -> list[Cube]:
    """The situations in which a clause speaks, exceptions and `outside` clauses taken away."""
    cubes = _applies_in(clause, act)
    if cubes and not clause.always and clause.strength != "outside":
        for other in pack.clauses:
            if other.strength == "outside":
                cubes = subtract_all(cubes, _applies_in(other, act))
    return cubes


def duties_in(pack: Pack, act: str) -> dict[Duty, list[tuple[Cube, Clause]]]:
    """Where each duty holds, and by which clause; a duty of the school's holds whoever acts."""
    found: dict[Duty, list[tuple[Cube, Clause]]] = {}
    for clause in pack.clauses:
        for duty in clause.duties:
            cubes = spoken_in(pack, _whoever(clause) if duty.by == "school" else clause, act)
            found.setdefault(duty, []).extend((cube, clause) for cube in cubes)
    return {duty: places for duty, places in found.items() if places}


def _applies_in(clause: Clause, act: str) -> list[Cube]:
    holes = [cube_of(table) for table in tables_for(clause.unless, act)]
    return subtract_all((cube_of(table) for table in tables_for(clause.when, act)), holes)


def _whoever(clause: Clause) -> Clause:
    if not clause.who:
        return clause
    when = tuple(
        {fact: values for fact, values in table.items() if fact != "actor"} for table in clause.when
    )
    return replace(clause, when=when, who=frozenset())


def _by_requirement(clause: Clause, cube: Cube) -> Iterable[Statement]:
    """Split a cube by which of the clause's requirements hold, do not hold yet, or were refused."""
    pieces: list[tuple[Cube, tuple[str, ...], tuple[str, ...]]] = [(cube, (), ())]
    for fact, values in clause.requires.items():
        met = cube_of({fact: values})[fact]
        refused = cube_of({fact: ["refused"]})[fact] if "refused" in bits(fact) else 0
        split = []
        for piece, missing, no in pieces:
            for mask, more_missing, more_refused in (
                (met, (), ()),
                (refused, (), (fact,)),
                (full(fact) & ~met & ~refused, (fact,), ()),
            ):
                part = meet(piece, {fact: mask}) if mask else None
                if part is not None:
                    split.append((part, missing + more_missing, no + more_refused))
        pieces = split
    for piece, missing, no in pieces:
        said = voice(clause, missing, no)
        yield Statement(piece, said.verdict, clause, said.missing)
