"""Comparing two packs by regions gives exactly what trying every situation gives."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from random_packs import packs, times

from gatepost.core.policy import Pack, bundled, load_pack, vocabulary
from gatepost.core.policy.compare import Change, compare
from gatepost.core.policy.compiled import CompiledPack
from gatepost.core.policy.words import change_words

TRIED = ("actor", "account", "device", "about", "manager-permission", "colleague-check")


def every_situation(acts: tuple[str, ...] = ("post", "message")) -> Iterator[dict[str, str]]:
    facts = [vocabulary().facts[fact].values for fact in TRIED]
    for act, *values in itertools.product(acts, *facts):
        yield {"act": act, **dict(zip(TRIED, values, strict=True))}


def holds(change: Change, facts: dict[str, str]) -> bool:
    return change.act == facts["act"] and all(
        (facts.get(fact) or vocabulary().facts[fact].default) in values
        for fact, values in change.situation.items()
    )


@times(5)
@given(packs(most=4), packs(most=4))
def test_changes_of_the_verdict_are_those_that_enumeration_finds(old: Pack, new: Pack) -> None:
    found = compare(old, new, enough=None)
    before, after = CompiledPack(old), CompiledPack(new)
    changes = [change for change in found.changes if change.kind == "verdict"]

    assert found.departures is None
    for facts in every_situation():
        verdicts = (before.outcome(facts).verdict, after.outcome(facts).verdict)
        told = {(c.old.verdict, c.new.verdict) for c in changes if holds(c, facts)}
        assert told == ({verdicts} if verdicts[0] != verdicts[1] else set())


@times(4)
@given(packs(most=3), packs(most=3))
def test_changes_of_duties_and_requirements_are_those_that_enumeration_finds(
    old: Pack, new: Pack
) -> None:
    found = compare(old, new, enough=None)
    before, after = CompiledPack(old), CompiledPack(new)

    for facts in every_situation():
        one, other = before.outcome(facts), after.outcome(facts)
        told = [change for change in found.changes if holds(change, facts)]
        gone = {duty for duty, _ in one.duties} - {duty for duty, _ in other.duties}
        come = {duty for duty, _ in other.duties} - {duty for duty, _ in one.duties}
        assert {duty for change in told for duty in change.old.duties} == gone
        assert {duty for change in told for duty in change.new.duties} == come
        needs = [{fact for fact, _, _ in outcome.requires} for outcome in (one, other)]
        both = one.verdict == other.verdict == "only-if"
        assert any(change.kind == "requires" for change in told) == (both and needs[0] != needs[1])


def test_nothing_changes_from_a_pack_to_itself() -> None:
    pack = load_pack("ashlands")

    found = compare(pack, pack)

    assert found.changes == ()
    assert found.departures is None


@pytest.mark.parametrize("slug", bundled())
def test_taking_a_clause_out_changes_something_or_nothing_at_all_but_never_the_rest(
    slug: str,
) -> None:
    pack = load_pack(slug)
    ban = next(clause for clause in pack.clauses if clause.strength == "must-not" and clause.when)

    found = compare(pack, pack.without(ban.id))

    for change in found.changes:
        assert change.act in {act for table in ban.when for act in table["act"]}
        assert ban.id in {clause.id for clause in change.old.clauses} or change.kind == "duties"


def test_a_stricter_clause_is_told_in_one_plain_sentence() -> None:
    old = load_pack("our-lady-and-st-rose")
    advice = next(clause for clause in old.clauses if "OLSR-045" in clause.carries)
    stricter = replace(advice, strength="must-not")
    new = replace(old, clauses=tuple(stricter if c is advice else c for c in old.clauses))

    found = compare(old, new)

    says = [change_words(change, old, new) for change in found.changes if change.act == "connect"]
    assert found.departures is None
    assert len(says) == 1
    assert "a former pupil" in says[0]
    assert says[0].endswith("should not → must not")


@pytest.mark.parametrize(("old", "new"), list(itertools.combinations(bundled(), 2)))
def test_every_change_between_two_real_policies_is_so_wherever_it_is_said_to_be(
    old: str, new: str
) -> None:
    packs_ = load_pack(old), load_pack(new)
    before, after = (CompiledPack(pack) for pack in packs_)

    found = compare(*packs_)

    assert found.departures is None or found.departures >= 2
    for change in found.changes:
        corners = (
            {fact: values[at] for fact, values in change.situation.items()} for at in (0, -1)
        )
        for corner in corners:
            facts = {"act": change.act, **corner}
            assert before.outcome(facts).verdict == change.old.verdict or change.kind == "duties"
            assert after.outcome(facts).verdict == change.new.verdict or change.kind == "duties"


def test_no_change_near_the_ordinary_case_is_left_out() -> None:
    old, new = load_pack("corpus-christi"), load_pack("our-lady-and-st-rose")
    before, after = CompiledPack(old), CompiledPack(new)
    changes = [c for c in compare(old, new).changes if c.kind == "verdict"]

    for act in vocabulary().acts.values():
        for one, other in itertools.combinations(act.asked, 2):
            values = itertools.product(
                vocabulary().facts[one].values, vocabulary().facts[other].values
            )
            for first, second in values:
                facts = {"act": act.name, one: first, other: second}
                verdicts = (before.outcome(facts).verdict, after.outcome(facts).verdict)
                told = {(c.old.verdict, c.new.verdict) for c in changes if holds(c, facts)}
                assert told == ({verdicts} if verdicts[0] != verdicts[1] else set()), facts
