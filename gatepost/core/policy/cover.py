"""Describes a region of a decision diagram by cubes: together exactly the region, each as general as it can be.

The search is greedy: a point that no cube covers yet, ordinary values first, is widened fact by fact as far as the region goes.
"""

from __future__ import annotations

from collections.abc import Iterator

from gatepost.core.policy.regions import Cube, Diagrams, bits, full, is_label
from gatepost.core.policy.vocabulary import vocabulary


class Region:
    """The part of a diagram that has one label, described step by step: situations near the ordinary case first."""

    def __init__(self, diagrams: Diagrams, root: int, wanted: int) -> None:
        self._search = _Search(diagrams, root, wanted)

    def cubes(self, departures: int | None = None) -> Iterator[Cube]:
        """More cubes, until every situation of the region with at most so many facts off their default is in one.

        Without `departures`, until the cubes are together exactly the region. They may overlap.
        """
        while (point := self._search.uncovered(departures)) is not None:
            yield self._search.widen(point)

    def is_covered(self) -> bool:
        """Whether the cubes given so far are the whole region."""
        return self._search.uncovered(None) is None


class _Search:
    def __init__(self, diagrams: Diagrams, root: int, wanted: int) -> None:
        self._diagrams = diagrams
        self._root = root
        self._wanted = wanted
        self._levels = len(diagrams.order)
        self._full = [full(fact) for fact in diagrams.order]
        self._usual = [bits(fact)[vocabulary().facts[fact].default] for fact in diagrams.order]
        self._count = 0
        # For every level and value: which of the cubes found so far allow it.
        self._allow = [[0] * size for size in diagrams.sizes]
        self._complete = [0] * (self._levels + 1)  # cubes that no level from here on narrows
        self._barren: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def uncovered(self, departures: int | None) -> list[int] | None:
        """A point of the region (one value's bit per level) that no cube covers yet."""
        point: list[int] = []
        left = self._levels if departures is None else departures
        return point if self._find(0, self._root, ((1 << self._count) - 1, left), point) else None

    def _find(self, level: int, node: int, state: tuple[int, int], point: list[int]) -> bool:
        """`state`: the cubes that still allow the point, and how many facts may yet be off their default."""
        alive, left = state
        if alive & self._complete[level] or left < 0 or not self._diagrams.has(node, self._wanted):
            return False
        if level == self._levels:
            return True
        known = self._barren.setdefault((level, node), [])
        if any(mask & alive == mask and left <= most for mask, most in known):
            return False
        tried: set[tuple[int, int, int]] = set()
        for mask, child in self._usual_first(node, level):
            for at in self._values(level, mask):
                after = (alive & self._allow[level][at], left - (not self._usual[level] >> at & 1))
                if (child, *after) in tried:
                    continue
                tried.add((child, *after))
                point.append(1 << at)
                if self._find(level + 1, child, after, point):
                    return True
                point.pop()
        known.append(state)
        return False

    def _usual_first(self, node: int, level: int) -> list[tuple[int, int]]:
        return sorted(
            self._diagrams.branches(node, level),
            key=lambda branch: not branch[0] & self._usual[level],
        )

    def _values(self, level: int, mask: int) -> Iterator[int]:
        usual = self._usual[level]
        if mask & usual:
            yield usual.bit_length() - 1
        rest = mask & ~usual
        while rest:
            low = rest & -rest
            yield low.bit_length() - 1
            rest ^= low

    def widen(self, point: list[int]) -> Cube:
        """The cube around a point that is as wide as the region allows, the last facts widened first; it is noted as found."""
        masks = list(point)
        for level in reversed(range(self._levels)):
            masks[level] = self._good_values(level, masks)
        self._note(masks)
        return {
            fact: mask
            for fact, mask, whole in zip(self._diagrams.order, masks, self._full, strict=True)
            if mask != whole
        }

    def _good_values(self, wide: int, masks: list[int]) -> int:
        """The values of one level with which the whole cube lies in the region."""
        return self._good(self._root, wide, masks, {}) & self._full[wide]

    def _good(self, node: int, wide: int, masks: list[int], memo: dict[int, int]) -> int:
        """The values of the level that is widened with which a diagram has the label all over the cube (-1: all)."""
        if is_label(node):
            return -1 if node == self._wanted else 0
        if node not in memo:
            level = self._diagrams.level(node)
            found = 0 if level == wide else -1
            for mask, child in self._diagrams.branches(node, level):
                if level == wide:
                    # The widened level lies behind, so the child is good all over or not at all.
                    found |= mask & self._good(child, wide, masks, memo)
                elif mask & masks[level]:
                    found &= self._good(child, wide, masks, memo)
            memo[node] = found
        return memo[node]

    def _note(self, masks: list[int]) -> None:
        bit = 1 << self._count
        self._count += 1
        for level, mask in enumerate(masks):
            for at in range(self._diagrams.sizes[level]):
                if mask >> at & 1:
                    self._allow[level][at] |= bit
        last = max(
            (level for level, mask in enumerate(masks) if mask != self._full[level]), default=-1
        )
        for level in range(last + 1, self._levels + 1):
            self._complete[level] |= bit
