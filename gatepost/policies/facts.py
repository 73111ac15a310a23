"""What Gatepost's own rows say about a person: each folder that keeps such rows gives its fact here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from gatepost.core.policy import Pack, vocabulary
from gatepost.people.models import Person

Giver = Callable[..., str]  # (person, *, on) -> value
Given = Mapping[str, tuple[str, ...]]  # fact -> its values; none where the person does not know

_GIVERS: dict[str, Giver] = {}


@dataclass(frozen=True)
class Asked:
    """A situation that somebody asks about on a day, as far as it is known."""

    person: Person
    act: str
    given: Given
    policy: Pack | None
    on: date


@dataclass(frozen=True)
class Offer:
    """Something of their own that a question may be about: only they can say that it is, so they are asked."""

    says: str
    facts: Given = field(default_factory=dict)  # what it would give the question
    url: str = ""  # where to go instead, where it gives none yet


Knower = Callable[[Asked], Given]
Offerer = Callable[[Asked], Iterable[Offer]]

_KNOWERS: list[Knower] = []
_OFFERERS: list[Offerer] = []


def knows(knower: Knower) -> Knower:
    """Register a function that says what rows show of a situation as it is given, whatever anybody says of it."""
    if knower not in _KNOWERS:
        _KNOWERS.append(knower)
    return knower


def offers(offerer: Offerer) -> Offerer:
    """Register a function that offers a person what stands on their own record and fits their question."""
    if offerer not in _OFFERERS:
        _OFFERERS.append(offerer)
    return offerer


def facts_in(asked: Asked) -> Given:
    """What rows show of a situation."""
    return {fact: values for knower in _KNOWERS for fact, values in knower(asked).items()}


def offers_for(asked: Asked) -> list[Offer]:
    """What of somebody's own record their question may be about."""
    return [offer for offerer in _OFFERERS for offer in offerer(asked)]


def gives(fact: str) -> Callable[[Giver], Giver]:
    """Register the one function that says a fact about a person on a day, from rows."""
    if fact not in vocabulary().facts:
        raise LookupError(f"The vocabulary has no fact “{fact}”.")

    def registered(giver: Giver) -> Giver:
        if _GIVERS.setdefault(fact, giver) is not giver:
            raise LookupError(f"The fact “{fact}” has a giver already.")
        return giver

    return registered


def facts_about(
    person: Person, *, on: date, facts: Iterable[str] | None = None
) -> Mapping[str, tuple[str, ...]]:
    """What rows say of somebody on a day: fact to its one value; only some facts, where they are named."""
    wanted = _GIVERS if facts is None else set(facts) & set(_GIVERS)
    return {fact: (_GIVERS[fact](person, on=on),) for fact in wanted}
