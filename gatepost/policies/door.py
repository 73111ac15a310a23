"""The one door: every act that the policy can speak of is put to the law and to the adopted policy before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from django.utils.timezone import localdate

from gatepost.core.policy import Pack, Situation, vocabulary
from gatepost.core.policy.words import listed
from gatepost.people.models import Person, School
from gatepost.people.once import reading_once
from gatepost.people.roles import ROLES
from gatepost.policies import packs
from gatepost.policies.facts import Asked, facts_about, facts_in
from gatepost.policies.models import Judgement, Step, Version
from gatepost.policies.ruling import Ruling, rule
from gatepost.records.door import record

Facts = Mapping[str, Sequence[str]]

# The value that a yes leaves behind, and a no; a fact that cannot be refused is simply not given.
YES = {"given", "done", "yes", "complete", "2-or-more"}
JUDGES = "slt"
JUDGES_OF_THE_HEAD = "chair-of-governors"


class Subject(Protocol):
    """What an act is about: a saved row of a school that has an author."""

    pk: Any
    _meta: ClassVar[Any]
    school: School
    author: Person

    def content_hash(self) -> str:
        """A digest of everything that is decided on: any change makes earlier steps void."""

    def settled(self, *, at: datetime) -> Facts:
        """What rows show of it: nobody is asked, and nobody's word counts instead."""


class Refused(Exception):
    """The policy or the law stops an act. `say` is one sentence; the ruling holds the clauses and what is missing."""

    kind = "refused"

    def __init__(self, say: str, *, ruling: Ruling, act: str, subject: Subject, by: Person) -> None:
        super().__init__(say)
        self.say, self.ruling, self.act = say, ruling, act
        self.subject, self.by = subject, by


class ReasonNeeded(Refused):
    """The policy advises against it: it can be done once the person has said why."""

    kind = "reason"


class JudgementNeeded(Refused):
    """Whether a clause applies is for a second person to say."""

    kind = "judgement"


class NotYours(Exception):
    """A step that this person cannot take; the message is one sentence."""


def require(
    act: str, *, subject: Subject, by: Person, at: datetime, facts: Facts, reason: str = ""
) -> Ruling:
    """Ask before an act. Returns the ruling to be recorded with it, or raises Refused.

    `facts` are what is known of the situation; steps taken for this very content and what rows say of the author are
    added. The author of the act counts as the actor, whoever presses the button.
    """
    ruling = ruling_on(act, subject=subject, at=at, facts=facts)
    if ruling.to_judge:
        raise JudgementNeeded(
            "Somebody else has to judge this first.", ruling=ruling, act=act, subject=subject, by=by
        )
    if ruling.verdict == "must-not":
        raise Refused(_forbidden(ruling), ruling=ruling, act=act, subject=subject, by=by)
    if ruling.verdict == "only-if":
        raise Refused(_missing(ruling), ruling=ruling, act=act, subject=subject, by=by)
    _ask_why(ruling, reason, subject=subject, by=by)
    return ruling


def consider(
    act: str, *, subject: Subject, by: Person, at: datetime, facts: Facts, reason: str = ""
) -> Ruling:
    """Ask before others are asked: what is still missing may come later, and so may a second person's judgement.

    Raises Refused where the act is forbidden whatever anybody says, ReasonNeeded where it is advised against.
    """
    ruling = ruling_on(act, subject=subject, at=at, facts=facts)
    if ruling.verdict == "must-not" and not ruling.to_judge:
        raise Refused(_forbidden(ruling), ruling=ruling, act=act, subject=subject, by=by)
    _ask_why(ruling, reason, subject=subject, by=by)
    return ruling


def _ask_why(ruling: Ruling, reason: str, *, subject: Subject, by: Person) -> None:
    if ruling.verdict == "should-not" and not reason.strip():
        raise ReasonNeeded(
            "The policy advises against this. Say why you will do it all the same.",
            ruling=ruling,
            act=ruling.situation.act,
            subject=subject,
            by=by,
        )


@reading_once()
def ruling_on(
    act: str, *, subject: Subject, at: datetime, facts: Facts, granted: str = ""
) -> Ruling:
    """What policy and law say of an act as things stand: nothing is refused and nothing recorded.

    `granted` is a fact that counts as given, whatever was said of it before.
    """
    on = localdate(at, subject.school.clock_zone)
    known = {fact: tuple(values) for fact, values in facts.items()}
    policy = policy_at(subject.school, on=on)
    known |= facts_about(subject.author, on=on, facts=vocabulary().acts[act].facts)
    known |= facts_in(Asked(subject.author, act, known, policy, on))
    known |= {step.fact: (step.value,) for step in Step.objects.on(subject)}
    known["actor"] = tuple(subject.author.actors)
    if granted:
        known[granted] = (_yes_of(granted),)
    implied = {fact: (value,) for fact, value in vocabulary().acts[act].implies.items()}
    judged = Judgement.objects.on(subject).filter(allowed=True)
    harmless = frozenset(clause for judgement in judged for clause in judgement.clauses)
    rows = {fact: tuple(values) for fact, values in subject.settled(at=at).items()}
    asked = Situation(act, {**implied, **known, **rows})
    return rule(policy, packs.law(on=on), asked, harmless=harmless)


def policy_at(school: School, *, on: date) -> Pack | None:
    """The policy that is in force at a school; None before there is one."""
    version = Version.objects.in_force(school, on=on)
    return version.pack.on(on) if version else None


def step(fact: str, *, act: str, subject: Subject, by: Person, at: datetime, facts: Facts) -> Step:
    """Record somebody's yes to exactly what they saw. Prohibitions stop it; what is still missing does not.

    Raises NotYours where this person cannot give it, Refused where the act is forbidden whatever is given.
    """
    check_may_give(fact, subject=subject, by=by, at=at)
    ruling = ruling_on(act, subject=subject, at=at, facts=facts, granted=fact)
    if ruling.by_machine == "must-not":
        raise Refused(_forbidden(ruling), ruling=ruling, act=act, subject=subject, by=by)
    return _took(fact, _yes_of(fact), subject=subject, by=by, at=at)


def decline(fact: str, *, subject: Subject, by: Person, at: datetime) -> Step:
    """Record somebody's no. It may always be said."""
    check_may_give(fact, subject=subject, by=by, at=at)
    values = vocabulary().facts[fact].values
    no = "refused" if "refused" in values else vocabulary().facts[fact].default
    return _took(fact, no, subject=subject, by=by, at=at)


def check_may_give(fact: str, *, subject: Subject, by: Person, at: datetime) -> None:
    """Raise NotYours where this person cannot take a step: it is their own, or it is for others."""
    on = localdate(at, subject.school.clock_zone)
    pack = policy_at(subject.school, on=on)
    if fact in subject.settled(at=at):
        raise NotYours("Gatepost sees this from its own records, so nobody has to say it.")
    if by.pk == subject.author.pk and givers(fact, pack) != ("actor",):
        raise NotYours("Nobody gives themselves permission. Somebody else has to.")
    if by.pk not in {person.pk for person in who_may_give(fact, subject=subject, at=at)}:
        raise NotYours(f"This is for {_in_words(givers(fact, pack))} to give.")


def who_may_give(fact: str, *, subject: Subject, at: datetime) -> list[Person]:
    """The people who can take a step, never the author of what is asked; the author alone for their own word."""
    on = localdate(at, subject.school.clock_zone)
    roles = givers(fact, policy_at(subject.school, on=on))
    if roles == ("actor",):
        return [subject.author]
    others = Person.objects.at(subject.school).current(on).exclude(pk=subject.author.pk)
    return [person for person in others.prefetch_related("roles") if _counts_as(person, roles, on)]


def givers(fact: str, pack: Pack | None) -> tuple[str, ...]:
    """Whose yes counts: those whom the policy names, else those whom the vocabulary names."""
    named = pack.givers(fact) if pack else ()
    return named or vocabulary().facts[fact].given_by


def who_may_judge(subject: Subject, *, on: date) -> list[Person]:
    """The second person where a clause needs judgement: a senior leader; of the head's own acts, the chair."""
    is_head = subject.author.holds("headteacher", on=on) or "headteacher" in subject.author.actors
    role = JUDGES_OF_THE_HEAD if is_head else JUDGES
    others = Person.objects.at(subject.school).current(on).exclude(pk=subject.author.pk)
    return [person for person in others.prefetch_related("roles") if person.holds(role, on=on)]


def _counts_as(person: Person, roles: Sequence[str], on: date) -> bool:
    if "colleague" in roles and person.is_employed:
        return True
    return bool((person.held_roles(on=on) | set(person.actors)) & set(roles))


def _yes_of(fact: str) -> str:
    (yes,) = YES & set(vocabulary().facts[fact].values)
    return yes


def _took(fact: str, value: str, *, subject: Subject, by: Person, at: datetime) -> Step:
    taken = Step.objects.create(
        school=subject.school,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        fact=fact,
        value=value,
        by=by,
        at=at,
        seen=subject.content_hash(),
    )
    record("step.taken", subject=taken, by=by, at=at, fact=fact, value=value, about=taken.about)
    return taken


def _forbidden(ruling: Ruling) -> str:
    if ruling.requires:
        return "This cannot go on: what it needs was refused."
    return "The law forbids this." if ruling.law in ruling.leading else "The policy forbids this."


def _missing(ruling: Ruling) -> str:
    words = [vocabulary().facts[fact].short.lower() for fact in ruling.missing]
    return f"This needs something first: {listed(words)}."


def _in_words(roles: Sequence[str]) -> str:
    names = [ROLES.get(role, vocabulary().roles.get(role, role)).lower() for role in roles]
    return listed(
        [f"a {name}" if not name.startswith(("the ", "a ")) else name for name in names], "or"
    )
