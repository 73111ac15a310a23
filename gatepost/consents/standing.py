"""What answers come to for one child and one way of showing. No database: rows in, a light out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from gatepost.core.clock import Span, later


class Light(Enum):
    """Whether a child may be shown. Red says the same whatever is behind it."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def words(self) -> str:
        """What whoever publishes reads; nothing of why, and no date."""
        return f"{self.short}. {self.advice}".strip()

    @property
    def short(self) -> str:
        """Yes, no or not yet."""
        return SHORT[self]

    @property
    def advice(self) -> str:
        """What to do where it is not a yes: the same whatever is behind it."""
        return ADVICE[self]

    @property
    def colour(self) -> str:
        """How a tag is coloured."""
        return "yellow" if self is Light.AMBER else self.value


SHORT = {Light.GREEN: "Yes", Light.AMBER: "Not yet", Light.RED: "No"}
ADVICE = {
    Light.GREEN: "",
    Light.AMBER: "Ask the office.",
    Light.RED: "Speak to the safeguarding lead or the office.",
}
RANK = {Light.GREEN: 0, Light.AMBER: 1, Light.RED: 2}
YES, NO, ASIDE = "yes", "no", "aside"


@dataclass(frozen=True, order=True)
class Word:
    """What one person said once about one use. Sorted, words stand in the order in which they were said."""

    moment: float
    number: int
    contact: int
    use: int
    says: str  # yes, no or aside
    counts: bool = True  # a yes that is in writing, to what is asked today, and has not run out


@dataclass(frozen=True)
class Uses:
    """The uses that show what is asked about: those that families are asked about now, and those that were."""

    asked: frozenset[int]
    ended: frozenset[int] = frozenset()


def light_of(words: Iterable[Word], *, deciders: Iterable[int], uses: Uses) -> Light:
    """Red where anybody's newest word is a no; green where everybody who decides has said yes to every use."""
    newest = newest_words(words)
    if any(_is_no(word, newest, uses) for word in newest.values()):
        return Light.RED
    deciding = list(deciders)
    wanted = [(contact, use) for contact in deciding for use in uses.asked]
    return (
        Light.GREEN if wanted and all(_is_yes(newest.get(one)) for one in wanted) else Light.AMBER
    )


def newest_words(words: Iterable[Word]) -> Mapping[tuple[int, int], Word]:
    """The last thing that each person said about each use."""
    return {(word.contact, word.use): word for word in sorted(words)}


def worst(lights: Iterable[Light]) -> Light:
    """The strictest of several."""
    return max(lights, key=lambda light: RANK[light])


def runs_out(said_on: date, *, until_on: date | None, months: Sequence[int | None]) -> date | None:
    """The first day on which a yes no longer counts; None where it has no end."""
    ends = [later(said_on, Span(one, "month")) for one in months if one]
    if until_on is not None:
        ends.append(date.fromordinal(until_on.toordinal() + 1))
    return min(ends, default=None)


def _is_yes(word: Word | None) -> bool:
    return word is not None and word.says == YES and word.counts


def _is_no(word: Word, newest: Mapping[tuple[int, int], Word], uses: Uses) -> bool:
    """A no holds until the same person says yes. That to a use no longer asked about, until they do to what took its place."""
    if word.says != NO:
        return False
    if word.use in uses.asked:
        return True
    if word.use not in uses.ended:
        return False
    since = [newest.get((word.contact, use)) for use in uses.asked]
    return not (since and all(one and one.says == YES and one > word for one in since))
