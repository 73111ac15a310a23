"""The questions of Can I…?: what the address says, what has to be asked next, and what is left to answer.

Everything is worked out from the address: the act, and typed facts in a fixed order. Nothing is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from math import prod
from urllib.parse import urlencode

from gatepost.core.policy import (
    Decision,
    Pack,
    Situation,
    SituationError,
    decide,
    next_question,
    situation,
    vocabulary,
)
from gatepost.core.policy.vocabulary import UNKNOWN, Act, strictest
from gatepost.people.models import Person
from gatepost.policies.facts import Asked, Given, facts_about, facts_in

EVERYDAY = {
    "connect": "From a pupil, a parent, a former pupil, a colleague",
    "message": "A pupil, a parent or somebody else, by text, e-mail or app",
    "post": "For the school or for yourself",
    "post-image": "On the school’s page or on your own",
    "browse": "In a break, in working hours, on the school’s computer",
    "display-employer": "On your own page or profile",
    "photograph": "Of pupils, colleagues or an event",
    "open-account": "For a class, a club or the whole school",
    "report-concern": "A worry, a breach of the rules, abuse",
}
MOST_AT_ONCE = 24  # combinations that one address may stand for; each is decided by itself
CHECKLIST = "checklist"
_OWN_WORDS = ("ask", "answer", "change")  # of an address; all others are facts


class NotAnswered(Exception):
    """A question came back without a usable answer; the message says what to do, `fact` which question it was."""

    def __init__(self, fact: str, message: str) -> None:
        self.fact = fact
        super().__init__(message)


@dataclass(frozen=True)
class Page:
    """What is asked on one page: one fact, or the facts of the checklist that matter."""

    facts: tuple[str, ...]
    is_checklist: bool = False

    @property
    def name(self) -> str:
        """What an address calls it."""
        return CHECKLIST if self.is_checklist else self.facts[0]


@dataclass(frozen=True)
class Inquiry:
    """Somebody's question: an act and what is given about it, put to a policy and to the law."""

    policy: Pack
    law: Pack
    act: Act
    given: Given
    known: Given = field(
        default_factory=dict
    )  # what rows say of whoever asks; never part of an address

    @cached_property
    def situation(self) -> Situation:
        """The situation as it stands: what the act settles, what is given, all else at its default."""
        return Situation(self.act.name, self._facts())

    @cached_property
    def says(self) -> Decision:
        """What the policy says."""
        return _decided(self.policy, self.act.name, _key(self._facts()))

    @cached_property
    def law_says(self) -> Decision:
        """What the law says."""
        return _decided(self.law, self.act.name, _key(self._facts()))

    @property
    def verdict(self) -> str:
        """The stricter of what the policy and the law say."""
        return strictest([self.says.verdict, self.law_says.verdict])

    def address(
        self, changes: Mapping[str, tuple[str, ...] | None] | None = None, *, ask: str = ""
    ) -> str:
        """The query of this inquiry's address with some facts changed (None takes one out), in the fixed order."""
        given = {**self.given, **(changes or {})}
        pairs = [
            (fact, value)
            for fact in in_order(self.act, given)
            if (values := given[fact]) is not None
            for value in values or (UNKNOWN,)
        ]
        return urlencode([*pairs, ("ask", ask)] if ask else pairs)

    def with_given(self, given: Given) -> Inquiry:
        """The same question with other facts."""
        return replace(self, given=given)

    def asked_by(self, person: Person, *, on: date) -> Inquiry:
        """The same question of somebody who is known: what they are at school, and what rows say of them."""
        asks_who = "actor" in self.act.facts and "actor" not in self.given
        given = {"actor": tuple(person.actors), **self.given} if asks_who else self.given
        is_about_them = set(given.get("actor", ())) == set(person.actors)
        if not is_about_them:
            return replace(self, given=given, known={})
        asked = Asked(person, self.act.name, given, self.policy, on)
        known = {**facts_about(person, on=on, facts=self.act.facts), **facts_in(asked)}
        return replace(self, given=given, known=known)

    def next_page(self) -> Page | None:
        """What has to be asked now; None once nothing that is still open could change the answer."""
        waiting = self._waiting(self.act.asked)
        for pack in (self.policy, self.law):
            decision = self._with_unknown(pack, waiting)
            left = tuple(question for question in decision.open if question.fact in waiting)
            if question := next_question(replace(decision, open=left)):
                return Page((question.fact,))
        mattering = self.mattering(self._waiting(self.act.checklist))
        return Page(mattering, is_checklist=True) if mattering else None

    def pages(self) -> list[Page]:
        """The pages that have been answered, in the order in which they were asked."""
        answered: list[Page] = []
        known = self.with_given({})
        while page := known.next_page():
            facts = tuple(fact for fact in page.facts if fact in self.given)
            if not facts:
                break
            answered.append(replace(page, facts=facts))
            known = self.with_given({**known.given, **{fact: self.given[fact] for fact in facts}})
        return answered

    def mattering(self, facts: Iterable[str]) -> tuple[str, ...]:
        """Those of some facts whose values could change verdict, requirements or duties of policy or law."""
        listed = tuple(facts)
        telling = {
            question.fact
            for pack in (self.policy, self.law)
            for question in self._with_unknown(pack, listed).open
            if question.matters
        }
        return tuple(fact for fact in listed if fact in telling)

    def asked_again(self, ask: str) -> Page | None:
        """The page that a Change link leads to: one fact, or the checklist as far as it was asked."""
        if ask == CHECKLIST:
            asked = [fact for page in self.pages() if page.is_checklist for fact in page.facts]
            facts = tuple(fact for fact in self.act.checklist if fact in asked)
            return Page(facts, is_checklist=True) if facts else None
        return Page((ask,)) if ask else None

    def page_before(self, page: Page | None) -> Page | None:
        """The page that was answered before this one (before the answer, where it is None); None at the beginning."""
        answered = self.pages()
        if page and set(page.facts) & {fact for one in answered for fact in one.facts}:
            place = next(i for i, one in enumerate(answered) if set(one.facts) & set(page.facts))
            answered = answered[:place]
        return answered[-1] if answered else None

    def without_what_no_longer_matters(self, *, keep: Sequence[str]) -> Inquiry:
        """The same question without answers that a changed answer has made idle."""
        left = self
        for fact in self.given:
            askable = fact in self.act.asked + self.act.checklist
            if fact not in keep and askable and not left.mattering([fact]):
                left = left.with_given({f: v for f, v in left.given.items() if f != fact})
        return left

    def _waiting(self, facts: Sequence[str]) -> tuple[str, ...]:
        words = vocabulary().facts
        settled = {*self.given, *self.known, *self.act.implies}
        return tuple(fact for fact in facts if fact not in settled and not words[fact].derived)

    def _with_unknown(self, pack: Pack, facts: Sequence[str]) -> Decision:
        return _decided(pack, self.act.name, _key({**self._facts(), **dict.fromkeys(facts, ())}))

    def _facts(self) -> Given:
        implied = {fact: (value,) for fact, value in self.act.implies.items()}
        return {**implied, **self.known, **self.given}


@dataclass(frozen=True)
class Query:
    """An address as it came: facts, and either a question to ask again or the facts that a form has answered."""

    facts: Mapping[str, Sequence[str]]
    ask: str = ""
    answered: tuple[str, ...] = ()
    is_change: bool = False

    @classmethod
    def of(cls, pairs: Mapping[str, Sequence[str]]) -> Query:
        """Take an address apart. Raises SituationError where it asks for what there is not."""
        facts = {name: values for name, values in pairs.items() if name not in _OWN_WORDS}
        ask = "".join(pairs.get("ask", ()))
        answered = tuple(dict.fromkeys(pairs.get("answer", ())))
        for name in (*answered, *([ask] if ask not in ("", CHECKLIST) else [])):
            if name not in vocabulary().facts:
                raise SituationError(f"There is no question “{name}”.")
        return cls(facts, ask, answered, "change" in pairs)

    def inquiry(self, policy: Pack, law: Pack, act: Act) -> Inquiry:
        """The question without what a form has answered. Raises SituationError."""
        others = {name: values for name, values in self.facts.items() if name not in self.answered}
        return Inquiry(policy, law, act, read(act.name, others))

    def settled(self, inquiry: Inquiry) -> Inquiry:
        """The question with what a form has answered. Raises NotAnswered and SituationError."""
        act = inquiry.act
        answered = answers(act, self.answered, self.facts)
        given = {fact: values or (UNKNOWN,) for fact, values in inquiry.given.items()}
        settled = inquiry.with_given(read(act.name, {**given, **answered}))
        if self.is_change:
            return settled.without_what_no_longer_matters(keep=self.answered)
        return settled


def read(act: str, pairs: Mapping[str, Sequence[str]]) -> Given:
    """What an address gives, in the fixed order. Raises SituationError with one clear sentence."""
    if "act" in pairs:
        raise SituationError(
            "There is no fact “act”. What you ask about stands in the address already."
        )
    facts = situation({"act": act, **{name: list(values) for name, values in pairs.items()}}).facts
    if prod(len(values) or 1 for values in facts.values()) > MOST_AT_ONCE:
        raise SituationError(
            "That is too many things at once. Ask about one picture, post or person at a time."
        )
    words = vocabulary()
    return {
        fact: tuple(value for value in words.facts[fact].values if value in facts[fact])
        for fact in in_order(words.acts[act], facts)
    }


def in_order(act: Act, facts: Iterable[str]) -> list[str]:
    """Facts in the order in which an act's questions stand, then in the vocabulary's."""
    given = set(facts)
    order = dict.fromkeys((*act.asked, *act.checklist, *act.gathered, *vocabulary().facts))
    return [fact for fact in order if fact in given]


def answers(act: Act, asked: Sequence[str], pairs: Mapping[str, Sequence[str]]) -> Given:
    """What a form brings back for the facts it asked. Raises NotAnswered.

    Where several values may hold, the ordinary one (“nobody”, “none of these”) gives way to any other that was ticked.
    """
    return {fact: _answer(act, fact, pairs.get(fact, ())) for fact in asked}


def _answer(act: Act, fact: str, ticked: Sequence[str]) -> tuple[str, ...]:
    words = vocabulary().facts[fact]
    if not ticked and fact in act.checklist:
        return (words.default,)
    if not ticked:
        raise NotAnswered(fact, "Choose an answer, or “I don’t know”")
    if UNKNOWN in ticked and len(ticked) > 1:
        raise NotAnswered(fact, "Choose either “I don’t know” or the others, not both")
    others = tuple(value for value in ticked if value != words.default)
    return others if others and fact != "actor" and len(ticked) > 1 else tuple(ticked)


def everyday() -> Iterator[tuple[Act, str]]:
    """The acts that are asked about most, each with a few words of what it covers."""
    for name, hint in EVERYDAY.items():
        yield vocabulary().acts[name], hint


def _key(facts: Given) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted(facts.items()))


@lru_cache(maxsize=2048)
def _decided(pack: Pack, act: str, facts: tuple[tuple[str, tuple[str, ...]], ...]) -> Decision:
    """A decision, kept: the pages of one question ask for the same ones again and again."""
    return decide(pack, Situation(act, dict(facts)))
