"""What somebody's own ties and exceptions say of a question: known where it is certain, offered where only they can tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from django.urls import reverse

from gatepost.core.policy import Decision, Situation, decide, vocabulary
from gatepost.core.policy.vocabulary import UNKNOWN
from gatepost.declarations.asked import Exceptional, exceptions_of
from gatepost.declarations.models import PolicyException, Tie
from gatepost.policies.door import YES
from gatepost.policies.facts import Asked, Given, Offer, knows, offers

DECLARED = "declared"
_TELLING = ("other", "other-is-own-relative", "friendship-predates")


@knows
def told_or_not(asked: Asked) -> Given:
    """Nobody has told of a tie that is not on record; which of several a question is about, rows cannot say."""
    if DECLARED not in vocabulary().acts[asked.act].facts or any(_fitting(asked)):
        return {}
    return {DECLARED: ("no",)}


@knows
def agreed(asked: Asked) -> Given:
    """The agreements of exceptions in force that are about nobody in particular, for their own act alone."""
    found: dict[str, tuple[str, ...]] = {}
    for one in _exceptions(asked):
        facts = one.facts(on=asked.on)
        if facts and not one.whom and _applies(one.clause, asked, facts):
            found |= facts
    return found


@offers
def own_ties(asked: Asked) -> Iterator[Offer]:
    """Each tie that the question may be about; and to tell of one, where the policy wants that first."""
    known = vocabulary().acts[asked.act].facts
    if DECLARED not in known:
        return
    for tie in _fitting(asked):
        facts = {fact: values for fact, values in tie.facts.items() if fact in known}
        if any(asked.given.get(fact) != values for fact, values in facts.items()):
            yield Offer(
                f"It is about {tie.whom} ({tie.kind_words.lower()}), of whom I have told", facts
            )
    decision = _decision(asked, {})
    if decision and any(need.fact == DECLARED for need in decision.requires):
        url = reverse("declarations:new-tie", args=[asked.person.school.slug])
        yield Offer("Tell of this tie now", url=f"{url}?{urlencode({'back': _question(asked)})}")


@offers
def own_exceptions(asked: Asked) -> Iterator[Offer]:
    """An exception that is in force for somebody in particular, or the way to ask for one."""
    have = {one.clause: one for one in _exceptions(asked)}
    for one in exceptions_of(asked.policy, asked.person.actors):
        fed = {fact: tuple(YES & {*vocabulary().facts[fact].values}) for fact in one.parties}
        if asked.act not in one.acts or not _applies(one.clause.id, asked, fed):
            continue
        yield from _offered(have.get(one.clause.id), one, asked)


def _offered(have: PolicyException | None, one: Exceptional, asked: Asked) -> Iterator[Offer]:
    slug = asked.person.school.slug
    if have is None:
        url = reverse("declarations:new-exception", args=[slug])
        choice = urlencode({"which": f"{one.clause.id}/{asked.act}"})
        yield Offer(f"Ask for an exception (clause {one.clause.number})", url=f"{url}?{choice}")
        return
    facts = have.facts(on=asked.on)
    if facts and have.whom and any(asked.given.get(fact) != v for fact, v in facts.items()):
        until = f"{have.until_on:%-d %B %Y}"
        yield Offer(f"It is about {have.whom}, for whom I have an exception until {until}", facts)
    yield Offer(f"My exception (clause {one.clause.number})", url=have.get_absolute_url())


def _fitting(asked: Asked) -> Iterator[Tie]:
    """The ties that may be what the question is about: nothing that is known speaks against it."""
    for tie in asked.person.ties.standing():
        facts = tie.facts
        if all(set(asked.given.get(fact) or facts[fact]) & set(facts[fact]) for fact in _TELLING):
            yield tie


def _exceptions(asked: Asked) -> list[PolicyException]:
    """Somebody's own, for an act, that are or may come to be in force."""
    known = PolicyException.objects.lasting_on(asked.on)
    return [*known.filter(author=asked.person, act=asked.act).exclude(clause="")]


def _applies(clause: str, asked: Asked, facts: Mapping[str, tuple[str, ...]]) -> bool:
    decision = _decision(asked, facts)
    return decision is not None and clause in {one.id for one in decision.clauses}


def _decision(asked: Asked, facts: Mapping[str, tuple[str, ...]]) -> Decision | None:
    """What the policy says with some facts added; what is not known stands at its usual value."""
    if asked.policy is None:
        return None
    act = vocabulary().acts[asked.act]
    implied = {fact: (value,) for fact, value in act.implies.items()}
    given = {fact: values for fact, values in asked.given.items() if values}
    actor = {"actor": tuple(asked.person.actors)}
    return decide(asked.policy, Situation(asked.act, {**implied, **actor, **given, **facts}))


def _question(asked: Asked) -> str:
    """The address of the question, to come back to it."""
    pairs = [
        (fact, value) for fact, values in asked.given.items() for value in values or (UNKNOWN,)
    ]
    url = reverse("policies:ask", args=[asked.person.school.slug, asked.act])
    return f"{url}?{urlencode(pairs)}"
