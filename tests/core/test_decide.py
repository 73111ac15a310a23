"""A compiled decision is what a slow and obvious reading gives, whatever the pack and the situation."""

from __future__ import annotations

import naive
import numpy as np
from hypothesis import given
from random_packs import packs, situations, times

from gatepost.core.policy import Pack, Situation, decide, load_pack, situation, vocabulary
from gatepost.core.policy.batch import Batch
from gatepost.core.policy.compiled import CompiledPack
from gatepost.core.policy.decide import next_question


@times(80)
@given(packs(), situations())
def test_a_decision_equals_the_naive_reading(pack: Pack, asked: Situation) -> None:
    verdict, clauses, duties = naive.decide(pack, next(iter(asked.plain())))

    answer = decide(pack, asked)

    assert answer.verdict == verdict
    assert {clause.id for clause in answer.clauses} == clauses
    assert {duty.do for duty, _ in answer.duties} == duties


@times(48)
@given(packs(), situations(several=True))
def test_several_values_at_once_give_the_strictest_and_unite_the_clauses(
    pack: Pack, asked: Situation
) -> None:
    each = [naive.decide(pack, plain) for plain in asked.plain()]

    answer = decide(pack, asked)

    assert answer.verdict == naive.verdict(pack, asked)
    assert {clause.id for clause in answer.clauses} == frozenset().union(*(one[1] for one in each))
    assert {duty.do for duty, _ in answer.duties} == frozenset().union(*(one[2] for one in each))


@times(48)
@given(packs(), situations(unknown=True, several=True))
def test_unknown_facts_give_the_set_of_verdicts_over_all_their_values(
    pack: Pack, asked: Situation
) -> None:
    possible = naive.verdicts(pack, asked)

    answer = decide(pack, asked)

    assert set(answer.range) == possible
    assert answer.verdict == min(possible, key=naive.ORDER.index)


@times(32)
@given(packs(), situations(unknown=True, several=True))
def test_every_open_question_says_what_each_answer_would_change(
    pack: Pack, asked: Situation
) -> None:
    answer = decide(pack, asked)

    assert {question.fact for question in answer.open} == set(asked.unknown)
    for question in answer.open:
        for value, verdict in question.answers.items():
            left = naive.verdicts(pack, asked.given(**{question.fact: value}))
            assert verdict == min(left, key=naive.ORDER.index)
            assert question.settles[value] == len(left)


@times(32)
@given(packs(), situations(unknown=True))
def test_a_question_that_does_not_matter_changes_nothing(pack: Pack, asked: Situation) -> None:
    answer = decide(pack, asked)

    for question in answer.open:
        if question.matters:
            continue
        for completion in naive.completions(asked):
            answers = {
                naive.decide(pack, next(iter(completion.given(**{question.fact: value}).plain())))[
                    ::2
                ]
                for value in question.answers
            }
            assert len(answers) == 1


@times(32)
@given(packs(), situations())
def test_what_is_assumed_is_what_would_change_the_verdict(pack: Pack, asked: Situation) -> None:
    plain = next(iter(asked.plain()))
    verdict = naive.decide(pack, plain)[0]
    facts = vocabulary().facts
    telling = {
        name
        for name in facts
        if name not in asked.facts
        and any(naive.decide(pack, plain | {name: v})[0] != verdict for v in facts[name].values)
    }

    assert set(decide(pack, asked).assumed) == telling


@times(48)
@given(packs(), situations())
def test_only_if_says_what_follows_once_everything_required_holds(
    pack: Pack, asked: Situation
) -> None:
    answer = decide(pack, asked)

    if answer.verdict != "only-if":
        assert answer.then is None
        return
    assert answer.requires
    held = asked.given(**{need.fact: need.value for need in answer.requires})
    assert answer.then == naive.verdict(pack, held)


@times(12)
@given(packs())
def test_a_batch_decides_like_single_decisions(pack: Pack) -> None:
    compiled = CompiledPack(pack)
    batch = Batch(compiled.act("post"))
    plains = [
        {"act": "post", "account": account, "about": about, "actor": actor}
        for account in vocabulary().facts["account"].values
        for about in vocabulary().facts["about"].values
        for actor in vocabulary().facts["actor"].values
    ]

    numbers, outcomes = batch.decide(batch.encode(plains))

    assert numbers.shape == (len(plains),)
    for number, plain in zip(numbers, plains, strict=True):
        assert outcomes[int(number)] == compiled.outcome(plain)


def test_a_batch_of_random_situations_of_a_real_policy() -> None:
    compiled = CompiledPack(load_pack("staff-and-governors"))
    batch = Batch(compiled.act("post"))
    sizes = [len(vocabulary().facts[fact].values) for fact in batch.facts]
    chance = np.random.default_rng(7)
    codes = np.stack([chance.integers(0, size, 2_000, dtype=np.uint8) for size in sizes], axis=1)

    numbers, outcomes = batch.decide(codes)

    values = [list(vocabulary().facts[fact].values) for fact in batch.facts]
    for row, number in zip(codes, numbers, strict=True):
        plain = {"act": "post"} | {
            fact: of[at] for fact, of, at in zip(batch.facts, values, row, strict=True)
        }
        assert outcomes[int(number)] == compiled.outcome(plain)


def test_the_most_telling_question_comes_first() -> None:
    pack = load_pack("our-lady-and-st-rose")
    unknown = {"other": "unknown", "friendship-predates": "unknown", "account": "personal"}

    question = next_question(decide(pack, situation({"act": "connect", **unknown})))

    assert question is not None
    assert question.fact == "other"


def test_an_approver_who_would_be_the_actor_is_unfilled() -> None:
    pack = load_pack("ashlands")
    pack = Pack(**{**vars(pack), "approvers": {"slt-approval": ("headteacher",)}})
    asked = {"act": "open-account", "account": "official", "purpose": "school-business"}

    own = decide(pack, situation({**asked, "actor": "headteacher"}))
    other = decide(pack, situation({**asked, "actor": "teacher"}))

    assert {need.fact: need.unfilled for need in own.requires}["slt-approval"] is True
    assert {need.fact: need.unfilled for need in other.requires}["slt-approval"] is False
