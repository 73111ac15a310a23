"""A situation: an act and what is known of it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gatepost.core.policy.problems import SituationError, did_you_mean
from gatepost.core.policy.vocabulary import UNKNOWN, Fact, vocabulary

_MOST_AT_ONCE = 2_000


@dataclass(frozen=True)
class Situation:
    """An act and the facts that were given; every other fact stands at its default.

    `facts` maps a fact to its values: one, several where the fact allows it, or none where it is unknown.
    """

    act: str
    facts: Mapping[str, tuple[str, ...]]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The facts that are not known yet."""
        return tuple(fact for fact, values in self.facts.items() if not values)

    def plain(self) -> Iterator[dict[str, str]]:
        """Every combination of the values that hold at once, unknown facts left out; "act" included."""
        known = {fact: values for fact, values in self.facts.items() if values}
        for combination in itertools.product(*known.values()):
            yield {"act": self.act, **dict(zip(known, combination, strict=True))}

    def given(self, **facts: str) -> Situation:
        """The same situation with some facts given."""
        return Situation(
            self.act, {**self.facts, **{fact: (value,) for fact, value in facts.items()}}
        )


def situation(facts: Mapping[str, str | Iterable[str]]) -> Situation:
    """A situation from plain words: `act` and any facts, a list where several values hold, "unknown" where nobody knows.

    Raises SituationError with one clear sentence where a word is not in the vocabulary.
    """
    words = vocabulary()
    act = facts.get("act")
    if act is None:
        raise SituationError("The situation names no act. Add act=…, for instance act=connect.")
    if not isinstance(act, str):
        raise SituationError("A situation has one act.")
    if act not in words.acts:
        raise SituationError(f"There is no act “{act}”. {did_you_mean(act, words.acts)}".strip())
    values = {name: _values(name, given) for name, given in facts.items() if name != "act"}
    at_once = math.prod(max(1, len(found)) for found in values.values())
    if at_once > _MOST_AT_ONCE:
        raise SituationError(
            f"That is {at_once:,} situations at once; at most {_MOST_AT_ONCE:,} can be asked about. "
            "Give fewer values."
        )
    return Situation(act, values)


def _values(name: str, given: str | Iterable[str]) -> tuple[str, ...]:
    words = vocabulary()
    if name not in words.facts:
        raise SituationError(
            f"There is no fact “{name}”. {did_you_mean(name, words.facts)}".strip()
        )
    if not isinstance(given, str | list | tuple | set | frozenset):
        raise SituationError(f"“{name}” has to be a word or a list of words.")
    values = tuple(dict.fromkeys([given] if isinstance(given, str) else given))
    if values == (UNKNOWN,):
        return ()
    _check_values(words.facts[name], values)
    return values


def _check_values(fact: Fact, values: tuple[str, ...]) -> None:
    for value in values:
        if value != UNKNOWN and value not in fact.values:
            known = did_you_mean(str(value), [*fact.values, UNKNOWN])
            raise SituationError(f"“{fact.name}” has no value “{value}”. {known}".strip())
    if UNKNOWN in values:
        raise SituationError(f"“{fact.name}” is either unknown or known, not both.")
    if not values:
        raise SituationError(
            f"“{fact.name}” has no value. Leave it out, or write {fact.name}=unknown."
        )
    if len(values) > 1 and not fact.several:
        given = " and ".join(values)
        raise SituationError(f"“{fact.name}” can have one value only; {given} were given.")
