"""Sets of situations: cubes of fact values, and shared decision diagrams that say exactly where a policy says what.

A *cube* maps a fact to a bit mask of the values it allows (bit n: the fact's n-th value in the vocabulary); a fact that is
not in it may have any value. A *diagram* asks one fact after another, in a fixed order, and ends in a label; equal parts are
stored once (reduced ordered decision diagrams: Bryant, 1986), so that questions about billions of situations take milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from gatepost.core.policy.vocabulary import vocabulary

Cube = dict[str, int]
Branches = tuple[tuple[int, int], ...]
_FIRST_NODE = 1_000  # smaller numbers are labels


def is_label(diagram: int) -> bool:
    """Whether a diagram is a label, the same everywhere."""
    return diagram < _FIRST_NODE


@cache
def bits(fact: str) -> Mapping[str, int]:
    """The bit of each value of a fact."""
    return {value: 1 << at for at, value in enumerate(vocabulary().facts[fact].values)}


def full(fact: str) -> int:
    """The mask that allows every value of a fact."""
    return (1 << len(bits(fact))) - 1


def cube_of(table: Mapping[str, Iterable[str]]) -> Cube:
    """The cube of a table of facts (its act is left out)."""
    return {
        fact: sum(bits(fact)[value] for value in values)
        for fact, values in table.items()
        if fact != "act"
    }


def values_in(fact: str, mask: int) -> list[str]:
    """The values a mask allows, in the vocabulary's order."""
    return [value for value, bit in bits(fact).items() if bit & mask]


def meet(one: Cube, other: Cube) -> Cube | None:
    """The situations that are in both cubes; None where there are none."""
    both = dict(one)
    for fact, mask in other.items():
        both[fact] = both.get(fact, mask) & mask
        if not both[fact]:
            return None
    return both


def subtract(cube: Cube, hole: Cube) -> list[Cube]:
    """The situations of a cube that are not in another, as cubes that do not overlap."""
    if meet(cube, hole) is None:
        return [cube]
    pieces = []
    rest = dict(cube)
    for fact, mask in hole.items():
        outside = rest.get(fact, full(fact)) & ~mask
        if outside:
            pieces.append({**rest, fact: outside})
        rest[fact] = rest.get(fact, full(fact)) & mask
    return pieces


def subtract_all(cubes: Iterable[Cube], holes: Iterable[Cube]) -> list[Cube]:
    """What is left of some cubes when some others are taken away."""
    left = list(cubes)
    for hole in holes:
        left = [piece for cube in left for piece in subtract(cube, hole)]
    return left


class Diagrams:
    """Decision diagrams over the same facts in the same order, with their equal parts shared.

    A diagram is named by an integer: a label (0 to 999), or a node. A node is a level (a place in the order) and its
    branches: masks of values, each with the diagram it leads to.
    """

    def __init__(self, order: Sequence[str]) -> None:
        self.order = tuple(order)
        self.sizes = tuple(len(bits(fact)) for fact in self.order)
        self._nodes: list[tuple[int, Branches]] = []
        self._known: dict[tuple[int, Branches], int] = {}
        self._below: dict[int, int] = {}

    def node(self, level: int, branches: Mapping[int, int]) -> int:
        """The diagram that asks the fact of a level and goes on by its values; `branches` maps a diagram to a mask."""
        if len(branches) == 1:
            return next(iter(branches))
        key = (level, tuple(sorted((mask, child) for child, mask in branches.items())))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _FIRST_NODE + len(self._nodes)
            self._nodes.append(key)
        return found

    def level(self, diagram: int) -> int:
        """The level a diagram asks first; beyond the last for a label."""
        return self._nodes[diagram - _FIRST_NODE][0] if diagram >= _FIRST_NODE else len(self.order)

    def branches(self, diagram: int, level: int) -> Branches:
        """Where a diagram goes on at a level, also where it does not ask that level's fact."""
        if diagram >= _FIRST_NODE:
            own, branches = self._nodes[diagram - _FIRST_NODE]
            if own == level:
                return branches
        return (((1 << self.sizes[level]) - 1, diagram),)

    def highest(self, items: Sequence[tuple[Cube, int]]) -> int:
        """The diagram whose label is, everywhere, the highest among the labels of the cubes there; 0 outside them all."""
        return _Builder(self, items).build()

    def combine(self, one: int, other: int, label: Callable[[int, int], int]) -> int:
        """The diagram whose label is worked out from the labels of two others."""
        memo: dict[tuple[int, int], int] = {}

        def join(a: int, b: int) -> int:
            if a < _FIRST_NODE and b < _FIRST_NODE:
                return label(a, b)
            if (a, b) not in memo:
                level = min(self.level(a), self.level(b))
                joined: dict[int, int] = {}
                for mask, x in self.branches(a, level):
                    for other_mask, y in self.branches(b, level):
                        if mask & other_mask:
                            child = join(x, y)
                            joined[child] = joined.get(child, 0) | mask & other_mask
                memo[a, b] = self.node(level, joined)
            return memo[a, b]

        return join(one, other)

    def labels(self, root: int, within: Cube | None = None) -> set[int]:
        """Every label that occurs in a diagram, or in a part of it."""
        return {node for node in self._reachable(root, within or {}) if node < _FIRST_NODE}

    def has(self, diagram: int, label: int) -> bool:
        """Whether a label occurs anywhere in a diagram; found once for every diagram."""
        return bool(self._labels_below(diagram) >> label & 1)

    def _labels_below(self, diagram: int) -> int:
        if is_label(diagram):
            return 1 << diagram
        if diagram not in self._below:
            found = 0
            for _, child in self._nodes[diagram - _FIRST_NODE][1]:
                found |= self._labels_below(child)
            self._below[diagram] = found
        return self._below[diagram]

    def facts(self, root: int) -> set[str]:
        """The facts on which the label depends."""
        return {
            self.order[self.level(node)]
            for node in self._reachable(root, {})
            if node >= _FIRST_NODE
        }

    def _reachable(self, root: int, within: Cube) -> set[int]:
        seen, stack = {root}, [root]
        while stack:
            node = stack.pop()
            if node >= _FIRST_NODE:
                level, branches = self._nodes[node - _FIRST_NODE]
                allowed = within.get(self.order[level], -1)
                for mask, child in branches:
                    if mask & allowed and child not in seen:
                        seen.add(child)
                        stack.append(child)
        return seen


class _Builder:
    """Builds one diagram from labelled cubes, fact by fact; cubes that can no longer matter are dropped on the way."""

    def __init__(self, diagrams: Diagrams, items: Sequence[tuple[Cube, int]]) -> None:
        self._diagrams = diagrams
        items = [(cube, label) for cube, label in items if label]
        order = diagrams.order
        self._labels = [label for _, label in items]
        self._tests = [_mask_where(fact in cube for cube, _ in items) for fact in order]
        self._stands = [
            [
                _mask_where(cube.get(fact, -1) >> at & 1 for cube, _ in items)
                for at in range(len(bits(fact)))
            ]
            for fact in order
        ]
        last = [
            max((level for level, fact in enumerate(order) if fact in cube), default=-1)
            for cube, _ in items
        ]
        self._complete = [_mask_where(level < at for level in last) for at in range(len(order) + 1)]
        self._above = [
            _mask_where(label > best for label in self._labels)
            for best in range(max(self._labels, default=0) + 1)
        ]
        self._memo: dict[tuple[int, int, int], int] = {}

    def build(self) -> int:
        return self._from(0, (1 << len(self._labels)) - 1, 0)

    def _from(self, level: int, pending: int, best: int) -> int:
        done = pending & self._complete[level]
        while done:
            low = done & -done
            best = max(best, self._labels[low.bit_length() - 1])
            done ^= low
        pending &= ~self._complete[level] & self._above[best]
        if not pending:
            return best
        while not pending & self._tests[level]:
            level += 1
        key = (level, pending, best)
        if key not in self._memo:
            by_rest: dict[int, int] = {}
            for at, stands in enumerate(self._stands[level]):
                by_rest[pending & stands] = by_rest.get(pending & stands, 0) | 1 << at
            branches: dict[int, int] = {}
            for rest, mask in by_rest.items():
                child = self._from(level + 1, rest, best)
                branches[child] = branches.get(child, 0) | mask
            self._memo[key] = self._diagrams.node(level, branches)
        return self._memo[key]


def _mask_where(truths: Iterable[object]) -> int:
    return sum(1 << at for at, truth in enumerate(truths) if truth)
