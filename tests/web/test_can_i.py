"""Can I…?: which questions are asked, and that the answer is the policy's and the law's."""

from __future__ import annotations

import random
from datetime import date
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.core.policy import (
    SituationError,
    bundled,
    decide,
    load_pack,
    situation,
    vocabulary,
)
from gatepost.core.policy.vocabulary import UNKNOWN
from gatepost.policies import packs
from gatepost.policies.can_i import CHECKLIST, Inquiry, NotAnswered, Query, answers, read

pytestmark = pytest.mark.once  # no rows

ON = date(2026, 11, 21)
SCHOOLS = [slug for slug in bundled() if slug != packs.LAW]
ACTS = (
    "connect",
    "message",
    "post",
    "post-image",
    "open-account",
    "handle-found-material",
    "report-concern",
    "give-contact-details",
)


def ask(policy: str, act: str, **facts: str) -> Inquiry:
    """Somebody's question with some facts given (`other_is_own_relative="yes"`)."""
    pairs = {name.replace("_", "-"): [value] for name, value in facts.items()}
    return Inquiry(
        packs.bundled_pack(policy), packs.law(on=ON), vocabulary().acts[act], read(act, pairs)
    )


def answer_everything(inquiry: Inquiry, choose: random.Random) -> list[tuple[str, ...]]:
    """Go through the questions with answers chosen by chance; gives the pages, the last inquiry in `trail`."""
    asked = []
    while page := inquiry.next_page():
        values = {fact: (choose.choice([*vocabulary().facts[fact].values]),) for fact in page.facts}
        inquiry = inquiry.with_given({**inquiry.given, **values})
        asked.append(page.facts)
        assert len(asked) < 30
    trail[:] = [inquiry]
    return asked


trail: list[Inquiry] = []


@pytest.mark.parametrize("policy", SCHOOLS)
@pytest.mark.parametrize("act", ACTS)
def test_the_questions_end_in_the_answer_of_the_address(policy: str, act: str) -> None:
    for seed in range(3):
        asked = answer_everything(ask(policy, act), random.Random(seed))
        inquiry = trail[0]

        flat = [fact for facts in asked for fact in facts]
        assert len(flat) == len(set(flat))
        pairs = parse_qs(inquiry.address())
        facts = {"act": act, **vocabulary().acts[act].implies, **pairs}
        assert inquiry.says.verdict == decide(load_pack(policy), situation(facts)).verdict
        law = load_pack(packs.LAW).on(ON)
        assert inquiry.law_says.verdict == decide(law, situation(facts)).verdict


@pytest.mark.parametrize("policy", SCHOOLS)
def test_whatever_is_no_longer_asked_could_not_change_the_answer(policy: str) -> None:
    choose = random.Random(7)
    for act in ACTS:
        answer_everything(ask(policy, act), choose)
        inquiry = trail[0]
        left = [f for f in inquiry.act.asked + inquiry.act.checklist if f not in inquiry.given]

        for fact in left:
            if vocabulary().facts[fact].derived or fact in inquiry.act.implies:
                continue
            for value in vocabulary().facts[fact].values:
                changed = inquiry.with_given({**inquiry.given, fact: (value,)})
                assert changed.says.verdict == inquiry.says.verdict, (act, fact, value)


def test_what_nobody_can_know_is_never_asked() -> None:
    for slug in SCHOOLS:
        for act in vocabulary().acts:
            pages = answer_everything(ask(slug, act), random.Random(1))
            facts = {fact for page in pages for fact in page}
            assert not [fact for fact in facts if vocabulary().facts[fact].derived]
            assert not facts & set(vocabulary().acts[act].gathered)
            assert not facts & set(vocabulary().acts[act].implies)


def test_one_question_a_page_and_the_checklist_on_one() -> None:
    pages = answer_everything(ask("ashlands", "post-image"), random.Random(3))

    assert [len(page) for page in pages[:2]] == [1, 1]
    assert max(len(page) for page in pages) > 3


def test_i_do_not_know_is_an_answer_and_is_not_asked_again() -> None:
    inquiry = ask("ashlands", "connect", other=UNKNOWN)

    while page := inquiry.next_page():
        assert "other" not in page.facts
        inquiry = inquiry.with_given({**inquiry.given, **dict.fromkeys(page.facts, ())})

    assert len(inquiry.says.range) > 1
    assert "other" in {question.fact for question in inquiry.says.open}


def test_the_law_has_questions_of_its_own() -> None:
    inquiry = ask("coates-lane", "handle-found-material")
    asked = answer_everything(inquiry, random.Random(0))

    assert ("material",) in asked


def test_the_address_keeps_a_fixed_order() -> None:
    one = ask("ashlands", "connect", other="pupil", actor="teacher")
    two = ask("ashlands", "connect", actor="teacher", other="pupil")

    assert one.address() == two.address() == "actor=teacher&other=pupil"


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_an_address_reads_back_as_what_it_was_made_from(data: st.DataObject) -> None:
    act = data.draw(st.sampled_from(sorted(vocabulary().acts)))
    facts = data.draw(
        st.lists(st.sampled_from(sorted(vocabulary().facts)), max_size=5, unique=True)
    )
    pairs = {
        fact: [data.draw(st.sampled_from([*vocabulary().facts[fact].values, UNKNOWN]))]
        for fact in facts
    }

    inquiry = Inquiry(
        packs.bundled_pack("ashlands"), packs.law(on=ON), vocabulary().acts[act], read(act, pairs)
    )

    assert read(act, parse_qs(inquiry.address())) == inquiry.given


def test_too_many_things_at_once_are_refused() -> None:
    facts = vocabulary().facts
    pairs = {name: list(facts[name].values) for name in ("actor", "about", "manner")}

    with pytest.raises(SituationError, match="too many things at once"):
        read("post", pairs)


def test_an_answer_that_a_change_made_idle_is_dropped() -> None:
    query = Query.of(
        {
            "actor": ["teacher"],
            "other": ["colleague"],
            "former-pupil-age": ["under-18"],
            "answer": ["other"],
            "change": ["yes"],
        }
    )
    inquiry = query.inquiry(
        packs.bundled_pack("ashlands"), packs.law(on=ON), vocabulary().acts["connect"]
    )

    assert "former-pupil-age" not in query.settled(inquiry).given


def test_the_usual_value_gives_way_to_what_was_ticked() -> None:
    act = vocabulary().acts["post"]

    assert answers(act, ["about"], {"about": ["unrelated", "pupils"]}) == {"about": ("pupils",)}
    assert answers(act, ["about"], {}) == {"about": ("unrelated",)}
    assert answers(act, ["actor"], {"actor": ["teacher", "parent"]}) == {
        "actor": ("teacher", "parent")
    }


def test_an_answer_is_asked_for_where_none_was_chosen() -> None:
    act = vocabulary().acts["connect"]

    with pytest.raises(NotAnswered, match="Choose an answer"):
        answers(act, ["other"], {})
    with pytest.raises(NotAnswered, match="not both"):
        answers(act, ["actor"], {"actor": ["teacher", UNKNOWN]})


def test_pages_are_given_back_in_the_order_in_which_they_were_asked() -> None:
    answer_everything(ask("ashlands", "post"), random.Random(5))
    inquiry = trail[0]

    pages = inquiry.pages()

    assert {fact for page in pages for fact in page.facts} == set(inquiry.given)
    assert inquiry.page_before(None) == pages[-1]
    assert inquiry.page_before(pages[0]) is None
    again = inquiry.asked_again(CHECKLIST)
    assert again is None or again.is_checklist
