"""The answer to a question, in the order in which somebody with four minutes needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from gatepost.core.policy import Clause, Decision, Pack, vocabulary
from gatepost.core.policy.decide import compiled
from gatepost.core.policy.pack import STRENGTHS
from gatepost.core.policy.vocabulary import RANK, strictest
from gatepost.core.policy.words import duty_words, listed, role_words, value_words
from gatepost.policies.can_i import Inquiry, in_order
from gatepost.policies.first_steps import GET
from gatepost.policies.reading import Paper, Readable, in_sentence

MOST_SEEN = 5  # things to do first
MOST_CHANGES = 6  # “What would change this” is no second questionnaire
_BANS = ("must-not", "only-if", "should-not")
_OUTSIDERS = {"parent", "pupil", "former-staff"}
_SUPPOSE = {
    "given": "Suppose it is given",
    "refused": "Suppose it is refused",
    "complete": "Suppose it is complete",
    "done": "Suppose it is done",
    "yes": "Suppose this holds",
    "2-or-more": "Suppose there are two or more",
}


@dataclass(frozen=True)
class Link:
    """Words and where they lead."""

    says: str
    url: str


@dataclass(frozen=True)
class Need:
    """Something to have first: asked for by some clauses, or already supposed."""

    says: str
    clauses: tuple[Readable, ...]
    given_by: str
    is_unfilled: bool
    suppose: tuple[Link, ...]
    state: str = ""  # what is supposed, where something is
    is_done: bool = False


@dataclass(frozen=True)
class Task:
    """Something to do, and the clause that asks for it."""

    says: str
    clause: Readable
    is_law: bool


@dataclass(frozen=True)
class Outcome:
    """Some values of a fact and the verdict they would give."""

    words: str
    verdict: str
    url: str


@dataclass(frozen=True)
class Change:
    """A fact that would change the answer, and how."""

    question: str
    short: str
    outcomes: tuple[Outcome, ...]
    url: str
    is_open: bool  # the person answered “I don’t know”


@dataclass(frozen=True)
class Answer:
    """What policy and law say together."""

    inquiry: Inquiry
    policy: Paper
    law: Paper

    @property
    def says(self) -> Decision:
        """What the policy says."""
        return self.inquiry.says

    @property
    def law_says(self) -> Decision:
        """What the law says."""
        return self.inquiry.law_says

    @cached_property
    def law_leads(self) -> bool:
        """Whether the law is stricter than the policy, so that it has the first word."""
        stricter = RANK[self.law_says.verdict] > RANK[self.says.verdict]
        return stricter and (self.law_says.verdict in _BANS or bool(self.grave))

    @property
    def verdict(self) -> str:
        """The verdict that the card shows: the law’s where it leads, else the policy’s."""
        return self.law_says.verdict if self.law_leads else self.says.verdict

    @cached_property
    def others(self) -> list[str]:
        """Verdicts that are possible too, while something is not known."""
        leading = self.law_says if self.law_leads else self.says
        return [verdict for verdict in leading.range if verdict != self.verdict]

    @cached_property
    def grave(self) -> list[Readable]:
        """The law’s grave clauses, said once and before all else: what is forbidden, what has to be done, the rest."""
        found = [clause for clause in self.law_says.clauses if clause.grave]
        return self.law.read(sorted(found, key=lambda clause: STRENGTHS.index(clause.strength)))

    @cached_property
    def grave_sources(self) -> list[str]:
        """Where those clauses come from, each source once."""
        sources = [
            f"{one.clause.source}{' (to be checked)' if one.clause.to_check else ''}"
            for one in self.grave
        ]
        return list(dict.fromkeys(sources))

    @cached_property
    def why_law(self) -> list[Readable]:
        """The law’s clauses that give its verdict, where it leads, without those already said."""
        bearing = self.law_says.bearing if self.law_leads else ()
        return self.law.read(clause for clause in bearing if not clause.grave)

    @cached_property
    def why(self) -> list[Readable]:
        """The policy’s clauses that give its verdict; or those that leave the matter alone."""
        leaving = [clause for clause in self.says.clauses if clause.strength == "outside"]
        return self.policy.read(self.says.bearing or leaving)

    @cached_property
    def also(self) -> list[Readable]:
        """Other clauses of the policy that apply."""
        shown = {readable.id for readable in self.why}
        return self.policy.read(clause for clause in self.says.clauses if clause.id not in shown)

    @cached_property
    def law_also(self) -> list[Readable]:
        """Other clauses of the law that apply."""
        shown = {readable.id for readable in (*self.grave, *self.why_law)}
        return self.law.read(clause for clause in self.law_says.clauses if clause.id not in shown)

    @cached_property
    def follows(self) -> list[Readable]:
        """What may come of a breach."""
        return self.policy.read(self.says.follows)

    @cached_property
    def needs(self) -> list[Need]:
        """What has to hold first, and what is supposed already."""
        wanted: dict[str, list[tuple[str, Readable, bool]]] = {}
        for paper, decision in ((self.policy, self.says), (self.law, self.law_says)):
            if decision.verdict == self.verdict == "only-if":
                for need in decision.requires:
                    wanted.setdefault(need.fact, []).append(
                        (need.value, paper.by_id[need.clause.id], need.unfilled)
                    )
        supposed = [fact for fact in self.inquiry.given if fact in self.inquiry.act.gathered]
        return [
            *(self._on_record(fact) for fact in self._told_by_rows if fact not in wanted),
            *(self._supposed(fact) for fact in supposed if fact not in wanted),
            *(self._need(fact, found) for fact, found in wanted.items()),
        ]

    @cached_property
    def then(self) -> str:
        """The verdict once everything that is needed holds."""
        first = {
            need.fact: need.value
            for decision in (self.says, self.law_says)
            if decision.verdict == "only-if"
            for need in decision.requires
        }
        return self.inquiry.with_given(
            {**self.inquiry.given, **{fact: (value,) for fact, value in first.items()}}
        ).verdict

    @cached_property
    def first(self) -> list[Task]:
        """Duties that come before the act."""
        return [task for task, within in self._tasks if within == "before"]

    @property
    def some_first(self) -> list[Task]:
        """Those of them that are seen at once: fewer, the more is needed already."""
        return self.first[: max(MOST_SEEN - len(self.needs), 0)]

    @property
    def more_first(self) -> list[Task]:
        """The others."""
        return self.first[len(self.some_first) :]

    @cached_property
    def tasks(self) -> list[Task]:
        """Duties that come with or after it."""
        return [task for task, within in self._tasks if within != "before"]

    @cached_property
    def changes(self) -> list[Change]:
        """What would change the answer: what the person does not know first, then what was taken to be as usual."""
        changes = [self._open(fact) for fact in self.inquiry.situation.unknown]
        if not changes:
            changes = [self._assumed(fact) for fact in self._usual]
        return [change for change in changes if change.outcomes][:MOST_CHANGES]

    @cached_property
    def is_for_a_person(self) -> bool:
        """Whether a clause that bears on the verdict may only be judged by people."""
        return any("caution" in readable.clause.flags for readable in (*self.why, *self.why_law))

    @cached_property
    def whom(self) -> Ask:
        """Whom to ask, or to tell."""
        return whom_to_ask(
            self.inquiry.situation.facts.get("actor", ()),
            is_grave=bool(self.grave) or any(readable.clause.grave for readable in self.why),
        )

    @property
    def _usual(self) -> list[str]:
        """Facts taken to be as usual: those nobody gave, and those of a checklist that were left as they were."""
        act, facts = self.inquiry.act, vocabulary().facts
        usual = {*self.says.assumed, *self.law_says.assumed} - set(act.gathered)
        usual |= {
            fact for fact in act.checklist if self.inquiry.given.get(fact) == (facts[fact].default,)
        }
        return in_order(act, usual)

    @cached_property
    def _tasks(self) -> list[tuple[Task, str]]:
        found: dict[str, tuple[Task, str]] = {}
        for paper, decision, is_law in (
            (self.policy, self.says, False),
            (self.law, self.law_says, True),
        ):
            for duty, clause in decision.duties:
                says = duty_words(paper.pack, duty).removesuffix(", before")
                task = Task(says, paper.by_id[clause.id], is_law)
                found.setdefault(says, (task, duty.within))
        return sorted(found.values(), key=lambda pair: _urgency(pair[0].clause.clause, pair[1]))

    def _need(self, fact: str, found: list[tuple[str, Readable, bool]]) -> Need:
        value = found[0][0]
        clauses = {readable.url: readable for _, readable, _ in found}
        given = self.inquiry.given.get(fact)
        return Need(
            says=GET.get(fact, f"{vocabulary().facts[fact].short}: {value_words(fact, value)}"),
            clauses=tuple(clauses.values()),
            given_by=_givers(self.policy.pack, fact, self.inquiry.situation.facts.get("actor", ())),
            is_unfilled=any(unfilled for _, _, unfilled in found),
            suppose=tuple(self._suppositions(fact, value)),
            state=listed(value_words(fact, one) for one in given) if given else "",
        )

    @property
    def _told_by_rows(self) -> list[str]:
        """What rows say of whoever asks, where it bears on the answer."""
        known = [fact for fact in self.inquiry.known if fact not in self.inquiry.given]
        return [fact for fact in known if self.inquiry.mattering([fact])]

    def _on_record(self, fact: str) -> Need:
        says = listed(value_words(fact, value) for value in self.inquiry.known[fact])
        is_done = vocabulary().facts[fact].default not in self.inquiry.known[fact]
        state = f"{says}, by the school’s own records"
        return Need(vocabulary().facts[fact].short, (), "", False, (), state, is_done)

    def _supposed(self, fact: str) -> Need:
        values = self.inquiry.given[fact]
        default = vocabulary().facts[fact].default
        taken_back = Link("Take this back", f"?{self.inquiry.address({fact: None})}")
        return Need(
            says=vocabulary().facts[fact].short,
            clauses=(),
            given_by="",
            is_unfilled=False,
            suppose=(taken_back,),
            state=listed(value_words(fact, value) for value in values) or "I don’t know",
            is_done=bool(values) and not {"refused", default} & set(values),
        )

    def _suppositions(self, fact: str, value: str) -> Iterator[Link]:
        values = vocabulary().facts[fact].values
        for one in (value, "refused"):
            if one in values and self.inquiry.given.get(fact) != (one,):
                says = _SUPPOSE.get(one, f"Suppose: {value_words(fact, one)}")
                yield Link(says, f"?{self.inquiry.address({fact: (one,)})}")

    def _open(self, fact: str) -> Change:
        by_value = {
            value: strictest(
                [
                    question.answers[value]
                    for decision in (self.says, self.law_says)
                    for question in decision.open
                    if question.fact == fact
                ]
            )
            for value in vocabulary().facts[fact].values
        }
        if len(set(by_value.values())) == 1:
            by_value = {}
        return self._change(fact, by_value, is_open=True)

    def _assumed(self, fact: str) -> Change:
        verdicts = {
            value: strictest([_verdict(pack, self.inquiry, fact, value) for pack in self._packs])
            for value in vocabulary().facts[fact].values
        }
        now = self.inquiry.verdict
        return self._change(
            fact, {value: verdict for value, verdict in verdicts.items() if verdict != now}
        )

    def _change(self, fact: str, verdicts: dict[str, str], *, is_open: bool = False) -> Change:
        words = vocabulary().facts[fact]
        by_verdict: dict[str, list[str]] = {}
        for value, verdict in verdicts.items():
            by_verdict.setdefault(verdict, []).append(value)
        outcomes = tuple(
            Outcome(
                listed(
                    [
                        value_words(fact, values[0]),
                        *(in_sentence(value_words(fact, v)) for v in values[1:]),
                    ],
                    "or",
                ),
                verdict,
                f"?{self.inquiry.address({fact: (values[0],)})}" if len(values) == 1 else "",
            )
            for verdict, values in sorted(by_verdict.items(), key=lambda pair: -RANK[pair[0]])
        )
        url = "" if words.derived else f"?{self.inquiry.address(ask=fact)}"
        return Change(words.question, words.short, outcomes, url, is_open)

    @property
    def _packs(self) -> tuple[Pack, Pack]:
        return self.inquiry.policy, self.inquiry.law


@dataclass(frozen=True)
class Ask:
    """Whom to ask, and how urgent it is."""

    who: str
    says: str


def whom_to_ask(actors: Iterable[str], *, is_grave: bool) -> Ask:
    """The person to turn to, by who asks; for grave matters the safeguarding lead, whoever asks."""
    who = set(actors)
    if is_grave:
        return Ask(
            "The designated safeguarding lead",
            "Tell them now, in person or by phone. You may always go to the police yourself.",
        )
    if "headteacher" in who:
        return Ask("The chair of governors", "Show them this page.")
    if who and who <= _OUTSIDERS:
        return Ask("The school office", "They will find the right person. Show them this page.")
    return Ask("A senior leader", "Show them this page.")


def _verdict(pack: Pack, inquiry: Inquiry, fact: str, value: str) -> str:
    situation = inquiry.situation.given(**{fact: value})
    return strictest([compiled(pack).outcome(plain).verdict for plain in situation.plain()])


def _givers(pack: Pack, fact: str, actors: Iterable[str]) -> str:
    """Who can give an approval: nobody gives it to themselves."""
    roles = [role for role in pack.givers(fact) if role not in set(actors)]
    return listed((role_words(pack, role) for role in roles), "or")


def _urgency(clause: Clause, within: str) -> tuple[bool, bool, bool]:
    return (not clause.grave, within not in ("immediately", "as soon as possible"), not within)
