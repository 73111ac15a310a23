"""What the pages of moderation show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from gatepost.core.policy import Clause, vocabulary
from gatepost.core.policy.words import fact_words
from gatepost.inbox.models import Explanation, Item, Moderation, Review
from gatepost.inbox.models.moderations import WORDS
from gatepost.inbox.moderating.asked import AUDIENCE, Grounds
from gatepost.inbox.moderating.beginning import ALARMS, NEVER_WAIT, grounds_of
from gatepost.inbox.moderating.explaining import is_by_post, wanted
from gatepost.inbox.moderating.forms import ActForm
from gatepost.incidents import holds
from gatepost.networks.arriving import Ability, Act
from gatepost.networks.known import NETWORKS
from gatepost.people.models import Person
from gatepost.policies import packs
from gatepost.policies.acts.cited import cited
from gatepost.policies.acts.pages import Stopped
from gatepost.policies.can_i import Inquiry, NotAnswered, Page, answers
from gatepost.policies.door import policy_at, ruling_on
from gatepost.policies.in_force import readable
from gatepost.policies.questions import Question, questions
from gatepost.policies.reading import Readable

Facts = Mapping[str, Sequence[str]]
TO = {AUDIENCE: "those who were reading", "writer": "whoever wrote it"}
COLOURS = {
    "done": "green",
    "undone": "grey",
    "given-up": "grey",
    "refused": "grey",
    "failed": "red",
    "by-hand": "yellow",
    "undo-by-hand": "yellow",
}


@dataclass(frozen=True)
class Choice:
    """One act that can be chosen: whether the network lets us, and by which clauses."""

    what: Act
    ability: Ability
    is_by_machine: bool
    form: ActForm
    departs: bool
    because: list[Readable]
    waits: str  # why it has to wait in a case, if it has to
    is_first: bool

    @property
    def words(self) -> str:
        """The act in words."""
        return WORDS[self.what]

    @property
    def is_open(self) -> bool:
        """Whether it is unfolded."""
        return self.is_first or bool(self.form.errors)


@dataclass(frozen=True)
class Asking:
    """The questions that matter before something is done, for one person and item."""

    item: Item
    person: Person
    at: datetime

    @cached_property
    def inquiry(self) -> Inquiry:
        """The question that goes to the policy."""
        on = self.item.school.day_of(self.at)
        law = packs.law(on=on)
        act = vocabulary().acts["moderate"]
        given = {"actor": tuple(self.person.actors)}
        return Inquiry(policy_at(self.item.school, on=on) or law, law, act, given)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts whose answers would change something; whether a child is in danger always does."""
        act = self.inquiry.act
        asked = [fact for fact in (*act.asked, *act.checklist) if fact != "actor"]
        mattering = {*self.inquiry.mattering(asked), *(fact for fact, _ in ALARMS)}
        return tuple(fact for fact in asked if fact in mattering)

    def questions(self, *, error: NotAnswered | None = None) -> list[Question]:
        """The questions of the page."""
        return questions(self.inquiry, Page(self.facts, is_checklist=True), error=error)

    def read(self, pairs: Mapping[str, Any]) -> Facts:
        """What a form brings back. Raises NotAnswered."""
        facts = vocabulary().facts
        found = answers(self.inquiry.act, self.facts, pairs)
        return {
            fact: tuple(one for one in values if one in facts[fact].values)
            for fact, values in found.items()
        }


def choices_of(
    item: Item, facts: Facts, *, by: Person, at: datetime, data: Any = None, chosen: str = ""
) -> list[Choice]:
    """Every act, those first that the policy names for such a situation."""
    grounds = grounds_of(item, facts, by=by, at=at)
    standing = set(item.moderations.standing().values_list("what", flat=True))
    free = [one for one in grounds.proposed if one not in standing]
    return [
        _choice(item, one, grounds, data=data if chosen == one else None, is_first=n == 0, at=at)
        for n, one in enumerate(free)
    ]


def _choice(
    item: Item, what: Act, grounds: Grounds, *, data: Any, is_first: bool, at: datetime
) -> Choice:
    about = NETWORKS[item.channel.network]
    here = Moderation(item=item, what=what)
    by = [] if item.case_id else grounds.by(what)
    on = item.school.day_of(at)
    is_needed = item.case_id is None or what not in NEVER_WAIT
    form = ActForm(data, what=what, grounds=by, needs_reason=is_needed)
    against = grounds.ruling.bearing if grounds.ruling.verdict == "should-not" else ()
    return Choice(
        what=what,
        ability=about.ability(what),
        is_by_machine=here.is_by_machine,
        form=form,
        departs=item.case_id is None and grounds.departs(what),
        because=readable(_of_policy(grounds, against), school=item.school, on=on),
        waits=_waits(item, what, at=at),
        is_first=is_first,
    )


def _of_policy(grounds: Grounds, clauses: Iterable[Clause]) -> list[Clause]:
    own = set(grounds.pack.by_id) if grounds.pack else set()
    return [one for one in clauses if one.id in own]


def _waits(item: Item, what: Act, *, at: datetime) -> str:
    if item.case is None or what is not Act.DELETE:
        return ""
    try:
        holds.check(item.case, "delete", on=item.school.day_of(at))
    except holds.Frozen as waits:
        return str(waits)
    return ""


@dataclass(frozen=True)
class Told:
    """Somebody who has to be told why."""

    to: str
    is_by_post: bool

    @property
    def words(self) -> str:
        """Who, in words."""
        return TO[self.to]


@dataclass(frozen=True)
class ModerationPage:
    """One thing that was done, as somebody sees it."""

    moderation: Moderation
    person: Person
    at: datetime

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return COLOURS.get(self.moderation.state, "blue")

    @property
    def clauses(self) -> list[Readable]:
        """The clause by which it was done."""
        clause = self.moderation.clause
        return cited([clause], self.moderation.school) if clause else []

    @property
    def situation(self) -> list[str]:
        """What its author said of the situation."""
        usual = vocabulary().facts
        return [
            fact_words(fact, values)
            for fact, values in self.moderation.facts.items()
            if values and list(values) != [usual[fact].default]
        ]

    @cached_property
    def stopped(self) -> Stopped | None:
        """What it still waits for, while it waits for others."""
        row = self.moderation
        if row.state != Moderation.State.ASKED:
            return None
        ruling = ruling_on(row.act, subject=row, at=self.at, facts=row.known(at=self.at))
        return Stopped(ruling, row, at=self.at)

    @property
    def is_mine(self) -> bool:
        """Whether this is who wanted it."""
        return self.moderation.author_id == self.person.pk

    @property
    def may_judge(self) -> bool:
        """Whether this person can judge what only people can."""
        return bool(self.stopped and self.stopped.to_judge and self.person in self.stopped.judges)

    @property
    def is_by_hand(self) -> bool:
        """Whether a person does it on the network."""
        state = Moderation.State
        return self.moderation.state in (state.BY_HAND, state.FAILED, state.UNDO_BY_HAND)

    @property
    def may_be_given_up(self) -> bool:
        """Whether it has not been done yet."""
        state = Moderation.State
        return self.moderation.state in (state.ASKED, state.BY_HAND, state.FAILED)

    @property
    def is_done(self) -> bool:
        """Whether it was done and stands."""
        return self.moderation.state == Moderation.State.DONE

    @property
    def is_report(self) -> bool:
        """Whether it is a report to the network."""
        return self.moderation.what == Act.REPORT

    @cached_property
    def to_tell(self) -> list[Told]:
        """Who still has to be told why."""
        row = self.moderation
        return [Told(one, is_by_post(row, one)) for one in wanted(row)]

    @cached_property
    def explanations(self) -> list[tuple[str, Explanation]]:
        """How it was explained."""
        made = self.moderation.explanations.select_related("by", "post")
        return [(TO[one.to], one) for one in made]

    @cached_property
    def reviews(self) -> list[tuple[Review, bool, list[Readable]]]:
        """Second looks, whether this one can take each, and the clause that wants it."""
        on = self.moderation.school.day_of(self.at)
        rows = self.moderation.reviews.select_related("by", "asked_by")
        return [
            (
                one,
                one.at is None and one.may_look(self.person, on=on),
                cited([one.clause], self.moderation.school) if one.clause else [],
            )
            for one in rows
        ]

    @property
    def may_ask_for_review(self) -> bool:
        """Whether a second look can be asked for."""
        state = Moderation.State
        return self.moderation.state not in (state.UNDONE, state.GIVEN_UP, state.REFUSED)


@dataclass(frozen=True)
class Part:
    """What the page of an item shows of moderation."""

    item: Item

    @cached_property
    def done(self) -> list[Moderation]:
        """What was done or is under way, the newest first."""
        return list(self.item.moderations.select_related("author").order_by("-at", "-pk"))
