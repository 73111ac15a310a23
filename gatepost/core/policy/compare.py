"""Compares two policies, or two versions of one: the situations whose verdict, requirements or duties change.

Not by enumeration - there are more situations than could ever be tried - but by regions: for each act both policies become
decision diagrams, their differences are found exactly, and described by cubes, those nearest to the ordinary case first.
Two policies that have little in common differ in thousands of regions that nobody could read; there the description stops
after a few hundred, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gatepost.core.policy.cover import Region
from gatepost.core.policy.decide import compiled
from gatepost.core.policy.pack import Clause, Duty, Pack
from gatepost.core.policy.regions import Cube, Diagrams, bits, full, values_in
from gatepost.core.policy.statements import Statement, duties_in, statements
from gatepost.core.policy.vocabulary import RANK, vocabulary

_AT_LEAST = 2  # departures from the ordinary case that are always described
_BASE = 10  # a pair of labels is stored as old * 10 + new
_VERDICT_OF = {rank: verdict for verdict, rank in RANK.items()} | {0: "silent"}


@dataclass(frozen=True)
class Side:
    """What one of the two policies says in a region."""

    verdict: str
    clauses: tuple[Clause, ...]
    requires: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True)
class Change:
    """A region in which something changes. `kind` is verdict, requires or duties; values that are not named may be anything."""

    act: str
    situation: Mapping[str, tuple[str, ...]]
    kind: str
    old: Side
    new: Side


@dataclass(frozen=True)
class Comparison:
    """The changes between two packs. Each is exact: all of its situations change in the way it says.

    `departures`: every situation that changes and has at most so many facts off their default is in some change;
    None where all that change are.
    """

    old: Pack
    new: Pack
    changes: tuple[Change, ...]
    departures: int | None


def compare(old: Pack, new: Pack, *, enough: int | None = 250) -> Comparison:
    """What changes from one pack to another, act by act, the most restrictive new verdicts first.

    Describes situations further and further from the ordinary case until all are described, or until a round ends
    with more than `enough` changes; None goes on to the end, however long that takes.
    """
    differences = [
        difference for act in vocabulary().acts for difference in _Act(old, new, act).differences()
    ]
    found: list[tuple[int, Change]] = []
    departures: int | None = 0
    while departures is not None:
        for place, difference in enumerate(differences):
            found += [(place, change) for change in difference.changes(departures)]
        if all(difference.region.is_covered() for difference in differences):
            departures = None
        elif enough is not None and len(found) > enough and departures >= _AT_LEAST:
            break
        else:
            departures += 1
    return Comparison(
        old, new, tuple(change for _, change in sorted(found, key=lambda pair: pair[0])), departures
    )


@dataclass(frozen=True)
class _Difference:
    """A region in which two packs differ in one way."""

    act: _Act
    kind: str
    region: Region
    duties: tuple[tuple[Duty, ...], tuple[Duty, ...]] = ((), ())

    def changes(self, departures: int) -> Iterator[Change]:
        for cube in self.region.cubes(departures):
            yield self.act.change(self.kind, cube, self.duties)


class _Act:
    """Two packs on one act."""

    def __init__(self, old: Pack, new: Pack, act: str) -> None:
        self.packs = (old, new)
        self.act = act
        self.said = (statements(old, act), statements(new, act))
        self.duties = (duties_in(old, act), duties_in(new, act))
        tested = {fact for side in self.said for statement in side for fact in statement.cube}
        tested |= {
            fact
            for side in self.duties
            for places in side.values()
            for cube, _ in places
            for fact in cube
        }
        self.diagrams = Diagrams([fact for fact in vocabulary().facts if fact in tested])

    def differences(self) -> Iterator[_Difference]:
        yield from self._verdicts()
        yield from self._requirements()
        yield from self._duties()

    def _verdicts(self) -> Iterator[_Difference]:
        old, new = (self.diagrams.highest([s.labelled for s in side]) for side in self.said)
        both = self.diagrams.combine(old, new, lambda a, b: (a or 1) * _BASE + (b or 1))
        for pair in sorted(
            self.diagrams.labels(both), key=lambda pair: (-(pair % _BASE), -(pair // _BASE))
        ):
            if pair // _BASE != pair % _BASE:
                yield _Difference(self, "verdict", Region(self.diagrams, both, pair))

    def _requirements(self) -> Iterator[_Difference]:
        """Where both say only-if, but not for the same reasons."""
        old_gate, new_gate = (self._gate(side) for side in self.said)
        both = self.diagrams.combine(old_gate, new_gate, lambda a, b: a & b)
        for fact in sorted(
            {fact for side in self.said for statement in side for fact in statement.missing}
        ):
            old, new = (
                self.diagrams.highest([(s.cube, 1) for s in side if fact in s.missing])
                for side in self.said
            )
            differ = self.diagrams.combine(old, new, lambda a, b: a ^ b)
            root = self.diagrams.combine(differ, both, lambda a, b: a & b)
            yield _Difference(self, "requires", Region(self.diagrams, root, 1))

    def _duties(self) -> Iterator[_Difference]:
        for duty in dict.fromkeys((*self.duties[0], *self.duties[1])):
            old, new = (
                self.diagrams.highest([(cube, 1) for cube, _ in side.get(duty, ())])
                for side in self.duties
            )
            pairs = self.diagrams.combine(old, new, lambda a, b: a * _BASE + b)
            yield _Difference(self, "duties", Region(self.diagrams, pairs, _BASE), ((duty,), ()))
            yield _Difference(self, "duties", Region(self.diagrams, pairs, 1), ((), (duty,)))

    def _gate(self, side: Iterable[Statement]) -> int:
        """1 where the verdict is only-if."""
        verdict = self.diagrams.highest([statement.labelled for statement in side])
        return self.diagrams.combine(verdict, verdict, lambda a, _: int(a == RANK["only-if"]))

    def change(
        self, kind: str, cube: Cube, duties: tuple[tuple[Duty, ...], tuple[Duty, ...]]
    ) -> Change:
        """A cube of one of the differences, with what both packs say there."""
        point = {"act": self.act, **{fact: _ordinary(fact, mask) for fact, mask in cube.items()}}
        sides = [
            self._side(pack, point, said, cube, held)
            for pack, said, held in zip(self.packs, self.said, duties, strict=True)
        ]
        situation = {
            fact: tuple(values_in(fact, cube[fact])) for fact in vocabulary().facts if fact in cube
        }
        return Change(self.act, situation, kind, *sides)

    def _side(
        self,
        pack: Pack,
        point: Mapping[str, str],
        said: list[Statement],
        cube: Cube,
        held: tuple[Duty, ...],
    ) -> Side:
        """What one policy says: by the clauses that say it all over the region, or at its most ordinary point."""
        outcome = compiled(pack).outcome(point)
        everywhere = [
            s.clause for s in said if s.verdict == outcome.verdict and _inside(cube, s.cube)
        ]
        clauses = everywhere or [voice.clause for voice in outcome.bearing]
        if held:
            clauses = [clause for duty, clause in outcome.duties if duty in held]
        requires = tuple(dict.fromkeys(fact for fact, _, _ in outcome.requires))
        return Side(outcome.verdict, tuple(dict.fromkeys(clauses)), requires, held)


def _ordinary(fact: str, mask: int) -> str:
    default = vocabulary().facts[fact].default
    return default if bits(fact)[default] & mask else values_in(fact, mask)[0]


def _inside(cube: Cube, other: Cube) -> bool:
    return all(not cube.get(fact, full(fact)) & ~mask for fact, mask in other.items())
