"""Decides very many situations at a time: the same bit masks as `compiled`, walked for whole columns of numbers.

Facts are taken in groups. A *state* is a set of rows that is still standing; a table says to which state each group's values
lead from each state, and is filled in as pairs of the two occur. The last state is the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import overload

import numpy as np
import numpy.typing as npt

from gatepost.core.policy.compiled import CompiledAct, Outcome
from gatepost.core.policy.vocabulary import vocabulary

Codes = npt.NDArray[np.uint8]
States = npt.NDArray[np.int32]
_GROUP = 4_096  # values of a group of facts, at most
_CHUNK = 1 << 16  # situations that stay in the processor's cache


class Batch:
    """One act of one compiled pack, ready for many situations.

    Situations are rows of value numbers: column i is the i-th of `facts`, n stands for its n-th value in the vocabulary.
    """

    def __init__(self, act: CompiledAct) -> None:
        self._act = act
        self._masks: list[int] = []  # of every state
        self._states: dict[int, int] = {}
        self.facts = tuple(
            name for name in vocabulary().facts if len(set(act.masks[name].values())) > 1
        )
        self._groups = [_Group(act, group) for group in _grouped(self.facts)]
        self._state(act.everything)

    def encode(self, situations: Iterable[Mapping[str, str]]) -> Codes:
        """Plain situations as rows of value numbers, shape (situations, facts); facts not given stand at their defaults."""
        facts = vocabulary().facts
        numbers = [
            {value: at for at, value in enumerate(facts[name].values)} for name in self.facts
        ]
        usual = [facts[name].default for name in self.facts]
        columns = list(zip(self.facts, numbers, usual, strict=True))
        rows = [
            [of[situation.get(name, default)] for name, of, default in columns]
            for situation in situations
        ]
        return np.array(rows, dtype=np.uint8).reshape(len(rows), len(self.facts))

    def decide(self, codes: Codes) -> tuple[States, Sequence[Outcome]]:
        """For every row the number of its outcome, and the outcomes; shape (situations,)."""
        columns = np.ascontiguousarray(codes.T)
        found = np.empty(len(codes), dtype=np.int32)
        for start in range(0, len(codes), _CHUNK):
            part = slice(start, start + _CHUNK)
            states = np.zeros(len(found[part]), dtype=np.int32)
            at = 0
            for group in self._groups:
                values = group.number(columns[at : at + len(group.facts), part])
                states = self._walk(group, states, values)
                at += len(group.facts)
            found[part] = states
        return found, _Outcomes(self._act, self._masks)

    def _walk(self, group: _Group, states: States, values: States) -> States:
        group.grow(len(self._masks))
        pairs = states * np.int32(group.width) + values
        after: States = group.table.take(pairs)
        if (after < 0).any():
            for pair in np.unique(pairs[after < 0]).tolist():
                state, value = divmod(pair, group.width)
                group.table[pair] = self._state(self._masks[state] & group.masks[value])
            after = group.table.take(pairs)
        return after

    def _state(self, mask: int) -> int:
        if mask not in self._states:
            self._states[mask] = len(self._masks)
            self._masks.append(mask)
        return self._states[mask]


class _Outcomes(Sequence[Outcome]):
    """The outcome of every state, worked out when it is asked for."""

    def __init__(self, act: CompiledAct, masks: list[int]) -> None:
        self._act = act
        self._masks = masks

    def __len__(self) -> int:
        return len(self._masks)

    @overload
    def __getitem__(self, at: int) -> Outcome: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Outcome]: ...
    def __getitem__(self, at: int | slice) -> Outcome | Sequence[Outcome]:
        if isinstance(at, slice):
            return [self._act.outcome(mask) for mask in self._masks[at]]
        return self._act.outcome(self._masks[at])


class _Group:
    """Some facts whose values are looked up together."""

    def __init__(self, act: CompiledAct, facts: Sequence[str]) -> None:
        self.facts = facts
        self._sizes = [len(act.masks[fact]) for fact in facts]
        joint = [act.everything]
        for fact in facts:
            joint = [mask & other for mask in joint for other in act.masks[fact].values()]
        distinct = {mask: at for at, mask in enumerate(dict.fromkeys(joint))}
        self.masks = list(distinct)
        self.width = len(self.masks)
        self._numbers: States = np.array([distinct[mask] for mask in joint], dtype=np.int32)
        self.table = np.full(0, -1, dtype=np.int32)

    def number(self, columns: Codes) -> States:
        """The number of the mask that each row's values leave, shape (situations,)."""
        joint = columns[0].astype(np.uint16)
        for column, size in zip(columns[1:], self._sizes[1:], strict=True):
            joint = joint * np.uint16(size) + column
        numbers: States = self._numbers.take(joint)
        return numbers

    def grow(self, states: int) -> None:
        """Make room for more states."""
        if len(self.table) < states * self.width:
            more = np.full(2 * states * self.width, -1, dtype=np.int32)
            more[: len(self.table)] = self.table
            self.table = more


def _grouped(facts: Sequence[str]) -> list[list[str]]:
    """Neighbouring facts together, as long as their values stay few."""
    groups: list[list[str]] = []
    size = _GROUP + 1
    for fact in facts:
        values = len(vocabulary().facts[fact].values)
        if size * values > _GROUP:
            groups.append([])
            size = 1
        groups[-1].append(fact)
        size *= values
    return groups
