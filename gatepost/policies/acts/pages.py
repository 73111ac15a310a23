"""What pages show of a plan and of a refusal: clauses, what is missing, who could give it, whom to ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.urls import reverse
from django.utils.timezone import localdate

from gatepost.core.policy import Clause, vocabulary
from gatepost.core.policy.words import fact_words, value_words
from gatepost.people.models import Person
from gatepost.policies import packs
from gatepost.policies.answers import Ask, whom_to_ask
from gatepost.policies.can_i import in_order
from gatepost.policies.door import YES, Subject, givers, policy_at, who_may_give, who_may_judge
from gatepost.policies.first_steps import GET
from gatepost.policies.models import Asking, Judgement, Step
from gatepost.policies.reading import Paper, Readable, paper
from gatepost.policies.ruling import Ruling


@dataclass(frozen=True)
class Need:
    """Something that has to hold first: who can give it, who was asked, and what they said."""

    fact: str  # empty for a second person's judgement
    says: str
    clauses: tuple[Readable, ...]
    able: tuple[Person, ...]
    asked: tuple[Person, ...]
    said: Step | None = None
    is_own_word: bool = False
    from_rows: bool = False

    @property
    def state(self) -> str:
        """What has been said so far, in words."""
        return value_words(self.fact, self.said.value) if self.said else ""

    @property
    def is_given(self) -> bool:
        """Whether somebody said yes."""
        return self.said is not None and self.said.value in YES


@dataclass(frozen=True)
class Stopped:
    """A ruling as a page needs it, whether or not it stops anything."""

    ruling: Ruling
    subject: Subject
    at: datetime

    @property
    def in_words(self) -> str:
        """The situation as a sentence would list it, without who acts and without approvals."""
        act = vocabulary().acts[self.ruling.situation.act]
        facts = self.ruling.situation.facts
        shown = [
            f for f in in_order(act, facts) if f in (*act.asked, *act.checklist) and f != "actor"
        ]
        return ". ".join(fact_words(fact, facts[fact]) for fact in shown if facts[fact])

    @cached_property
    def why(self) -> list[Readable]:
        """The clauses that give the verdict, the law's first."""
        return self._read(self.ruling.bearing)

    @cached_property
    def to_judge(self) -> list[Readable]:
        """The clauses that a second person has to judge."""
        return self._read(self.ruling.to_judge.values())

    @cached_property
    def needs(self) -> list[Need]:
        """What has to hold first, and what was said of it; things that somebody has given stay in view."""
        wanted = list(self.ruling.missing)
        said = {step.fact: step for step in Step.objects.on(self.subject)}
        return [self._need(fact, said.get(fact)) for fact in dict.fromkeys([*wanted, *said])]

    @cached_property
    def judges(self) -> list[Person]:
        """Who could judge."""
        return who_may_judge(self.subject, on=self._on)

    @cached_property
    def asked_to_judge(self) -> list[Person]:
        """Who was asked to."""
        return [asked.of for asked in self._askings if not asked.fact]

    @cached_property
    def judgements(self) -> list[Judgement]:
        """What was judged so far, of what is asked now."""
        return list(Judgement.objects.on(self.subject).select_related("by"))

    @cached_property
    def whom(self) -> Ask:
        """Whom to ask, where nothing else helps."""
        grave = any(clause.grave for clause in self.ruling.bearing)
        return whom_to_ask(self.subject.author.actors, is_grave=grave)

    def _need(self, fact: str, said: Step | None) -> Need:
        roles = givers(fact, policy_at(self.subject.school, on=self._on))
        asking = [asked.of for asked in self._askings if asked.fact == fact]
        needed_by = [need.clause for need in self.ruling.requires if need.fact == fact]
        return Need(
            fact=fact,
            says=GET.get(fact, vocabulary().facts[fact].short),
            clauses=tuple(self._read(needed_by)),
            able=tuple(who_may_give(fact, subject=self.subject, at=self.at)) if roles else (),
            asked=tuple(dict.fromkeys(asking)),
            said=said,
            is_own_word=roles == ("actor",),
            from_rows=not roles or fact in self.subject.settled(at=self.at),
        )

    @cached_property
    def _askings(self) -> list[Asking]:
        return list(Asking.objects.on(self.subject).select_related("of"))

    @property
    def _on(self) -> date:
        return localdate(self.at, self.subject.school.clock_zone)

    @cached_property
    def _law(self) -> Paper:
        return paper(packs.law(on=self._on), reverse("policies:law"))

    @cached_property
    def _policy(self) -> Paper | None:
        own = policy_at(self.subject.school, on=self._on)
        url = reverse("policies:policy", args=[self.subject.school.slug])
        return paper(own, url) if own else None

    def _read(self, clauses: Iterable[Clause]) -> list[Readable]:
        """Clauses as pages show them, the law's first; each from the paper that it stands in."""
        of_law = {id(clause) for clause in self.ruling.law.pack.clauses}
        found = list(dict.fromkeys(clauses))
        law = [self._law.by_id[clause.id] for clause in found if id(clause) in of_law]
        own = [
            self._policy.by_id[clause.id]
            for clause in found
            if self._policy and id(clause) not in of_law
        ]
        return [*law, *own]
