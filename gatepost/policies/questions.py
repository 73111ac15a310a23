"""A page of questions as the templates draw it, and the answers given so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gatepost.core.policy import vocabulary
from gatepost.core.policy.vocabulary import UNKNOWN
from gatepost.core.policy.words import fact_words, listed, value_words
from gatepost.policies.can_i import CHECKLIST, Inquiry, NotAnswered, Page
from gatepost.policies.facts import Given

DO_NOT_KNOW = "I don’t know"
MOST_UNFOLDED = 3  # choices


@dataclass(frozen=True)
class Choice:
    """One possible answer."""

    id: str
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Question:
    """One fact, as a group of radios or, where several values may hold, of checkboxes."""

    fact: str
    question: str
    hint: str
    is_several: bool
    choices: tuple[Choice, ...]
    error: str = ""
    is_usual: bool = False  # whether the ordinary answer is chosen

    @property
    def is_long(self) -> bool:
        """Whether it takes so much room that a page of questions folds it up."""
        return len(self.choices) > MOST_UNFOLDED

    @property
    def is_open(self) -> bool:
        """Whether it has to be seen at once, although it is long."""
        return bool(self.error) or not self.is_usual

    @property
    def chosen(self) -> str:
        """What is chosen now, in words."""
        return listed(choice.label for choice in self.choices if choice.is_chosen)


@dataclass(frozen=True)
class SoFar:
    """One answer given so far."""

    short: str
    words: str
    url: str


def questions(inquiry: Inquiry, page: Page, *, error: NotAnswered | None = None) -> list[Question]:
    """The questions of a page, with what is given or usual chosen."""
    return [
        _question(inquiry, fact, page, error=str(error) if error and error.fact == fact else "")
        for fact in page.facts
    ]


def hidden(given: Given, page: Page) -> list[tuple[str, str]]:
    """What a form has to carry along: the facts that it does not ask."""
    return [
        (fact, value)
        for fact, values in given.items()
        if fact not in page.facts
        for value in values or (UNKNOWN,)
    ]


def so_far(inquiry: Inquiry) -> list[SoFar]:
    """The answers given so far, in the order in which they were asked; the usual ones of a checklist in one line."""
    rows, usual = [], []
    asked = [(page, fact) for page in inquiry.pages() for fact in page.facts]
    extra = [fact for fact in inquiry.given if fact not in {fact for _, fact in asked}]
    for page, fact in asked:
        if page.is_checklist and inquiry.given[fact] == (vocabulary().facts[fact].default,):
            usual.append(vocabulary().facts[fact].short)
        else:
            rows.append(_row(inquiry, fact))
    rows += [_row(inquiry, fact) for fact in extra if fact not in inquiry.act.gathered]
    if usual:
        words = f"As usual ({listed(word[:1].lower() + word[1:] for word in usual)})"
        rows.append(SoFar("All else", words, f"?{inquiry.address(ask=CHECKLIST)}"))
    return rows


def as_words(inquiry: Inquiry) -> str:
    """The situation in one line, for a heading: what is out of the ordinary."""
    facts = vocabulary().facts
    told = [
        (fact, values)
        for fact, values in inquiry.given.items()
        if fact == "actor" or (values and values != (facts[fact].default,))
    ]
    return "; ".join(
        fact_words(fact, values) if values else f"{facts[fact].short}: {DO_NOT_KNOW}"
        for fact, values in told
    )


def _question(inquiry: Inquiry, fact: str, page: Page, *, error: str) -> Question:
    words = vocabulary().facts[fact]
    chosen = inquiry.given.get(fact)
    if chosen is None:
        chosen = (words.default,) if page.is_checklist else ("",)
    listed_values = [*words.values.items()]
    if not page.is_checklist:
        listed_values.append((UNKNOWN, DO_NOT_KNOW))
    return Question(
        fact,
        words.question,
        words.hint,
        words.several,
        tuple(
            Choice(
                f"id_{fact}-{place}" if place else f"id_{fact}",
                value,
                label,
                value in (chosen or (UNKNOWN,)),
            )
            for place, (value, label) in enumerate(listed_values)
        ),
        error,
        is_usual=chosen == (words.default,),
    )


def _row(inquiry: Inquiry, fact: str) -> SoFar:
    words = vocabulary().facts[fact]
    url = "" if words.derived else f"?{inquiry.address(ask=fact)}"
    return SoFar(words.short, _words(fact, inquiry.given[fact]), url)


def _words(fact: str, values: Iterable[str]) -> str:
    return listed(value_words(fact, value) for value in values) or DO_NOT_KNOW
