"""What Gatepost's own rows say about a person: each folder that keeps such rows gives its fact here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from gatepost.core.policy import vocabulary
from gatepost.people.models import Person

Giver = Callable[..., str]  # (person, *, on) -> value

_GIVERS: dict[str, Giver] = {}


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
