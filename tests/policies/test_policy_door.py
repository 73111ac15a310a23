"""The one door: what it lets through, what it stops, what a person has to say or judge first, and what stays on record."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from gatepost.people.models import Person
from gatepost.policies.acts.refusals import keep
from gatepost.policies.door import (
    JudgementNeeded,
    NotYours,
    ReasonNeeded,
    Refused,
    ruling_on,
    who_may_judge,
)
from gatepost.policies.models import Deed, Plan, Refusal
from gatepost.records.door import history

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
PUPIL = {"other": ["pupil"]}
FAMILY = {"other": ["pupil-relative"]}
FORMER = {"other": ["former-pupil"]}


def plan(by: Person, act: str, facts: dict[str, list[str]]) -> Plan:
    return Plan.make(act, facts, by=by, at=AT)


@pytest.mark.clause("ASH-114")
def test_what_the_policy_forbids_is_refused_with_the_clause(cast: SimpleNamespace) -> None:
    meant = plan(cast.writer, "connect", PUPIL)

    with pytest.raises(Refused, match="The policy forbids this") as refused:
        meant.do(by=cast.writer, at=AT)

    assert refused.value.kind == "refused"
    assert "no-following-pupils" in {clause.id for clause in refused.value.ruling.bearing}
    assert not Deed.objects.exists()


def test_a_refusal_is_on_record_although_nothing_was_done(cast: SimpleNamespace) -> None:
    meant = plan(cast.writer, "connect", PUPIL)
    with pytest.raises(Refused) as refused:
        meant.do(by=cast.writer, at=AT)

    kept = keep(refused.value, at=AT)

    (line,) = history(kept)
    assert line.event == "act.refused" and line.by == f"people.person:{cast.writer.pk}"
    assert any(clause.endswith("/no-following-pupils") for clause in kept.clauses)
    assert kept.facts["actor"] == ["teacher"] and kept.verdict == "must-not"


def test_what_is_advised_against_needs_a_reason_and_keeps_it(cast: SimpleNamespace) -> None:
    meant = plan(cast.writer, "connect", FAMILY)

    with pytest.raises(ReasonNeeded):
        meant.do(by=cast.writer, at=AT, reason="   ")
    meant.do(by=cast.writer, at=AT, reason="We sing in the same choir.")

    deed = Deed.objects.get(plan=meant)
    assert deed.reason == "We sing in the same choir." and deed.verdict == "should-not"
    assert history(meant)[0].event == "act.done"
    assert "choir" not in history(meant)[0].body


def test_where_the_policy_is_silent_an_act_goes_on(cast: SimpleNamespace) -> None:
    plan(cast.writer, "connect", {"other": ["colleague"]}).do(by=cast.writer, at=AT)

    assert Deed.objects.get().verdict == "silent"


def test_a_clause_that_only_people_can_judge_is_no_refusal_by_machine(
    cast: SimpleNamespace,
) -> None:
    meant = plan(cast.writer, "connect", FORMER)
    with pytest.raises(JudgementNeeded):
        meant.do(by=cast.writer, at=AT)

    meant.judge(allowed=True, reason="She left ten years ago.", by=cast.approver, at=AT)
    meant.do(by=cast.writer, at=AT)

    assert Deed.objects.get().verdict == "silent"


def test_a_judgement_that_it_applies_keeps_the_door_shut(cast: SimpleNamespace) -> None:
    meant = plan(cast.writer, "connect", FORMER)

    meant.judge(allowed=False, reason="He left last summer.", by=cast.approver, at=AT)

    with pytest.raises(JudgementNeeded):
        meant.do(by=cast.writer, at=AT, reason="I want to.")


def test_nobody_judges_their_own_and_the_head_is_judged_by_the_chair(cast: SimpleNamespace) -> None:
    own = plan(cast.approver, "connect", FORMER)
    of_the_head = plan(cast.head, "connect", FORMER)

    with pytest.raises(NotYours):
        own.judge(allowed=True, reason="Fine.", by=cast.approver, at=AT)
    with pytest.raises(NotYours):
        of_the_head.judge(allowed=True, reason="Fine.", by=cast.approver, at=AT)

    assert who_may_judge(of_the_head, on=AT.date()) == [cast.chair]


def test_what_is_missing_is_named_and_given_by_somebody_else(other_cast: SimpleNamespace) -> None:
    cast = other_cast
    meant = plan(cast.writer, "give-contact-details", PUPIL)
    with pytest.raises(Refused, match="parents' or carers' agreement") as refused:
        meant.do(by=cast.writer, at=AT)
    assert set(refused.value.ruling.missing) == {"slt-approval", "parent-agreement"}

    for fact, giver in (("slt-approval", cast.approver), ("parent-agreement", None)):
        with pytest.raises(NotYours):
            meant.say(fact, yes=True, by=cast.writer, at=AT)
        if giver:
            meant.say(fact, yes=True, by=giver, at=AT)

    assert set(ruling_on(meant.act, subject=meant, at=AT, facts=meant.facts).missing) == {
        "parent-agreement"
    }


def test_a_no_refuses_and_a_later_yes_counts(cast: SimpleNamespace) -> None:
    facts = {"account": ["official"], "image-of": ["pupil"]}
    meant = plan(cast.writer, "post-image", facts)

    meant.say("image-permission", yes=False, by=cast.writer, at=AT)
    with pytest.raises(Refused, match="The law forbids this"):
        meant.do(by=cast.writer, at=AT)
    meant.say("image-permission", yes=True, by=cast.writer, at=AT)
    meant.do(by=cast.writer, at=AT)

    assert Deed.objects.get().verdict == "may"


def test_approvals_that_somebody_claims_for_themselves_do_not_count(
    other_cast: SimpleNamespace,
) -> None:
    claimed = {"when": ["session-time"], "slt-approval": ["given"], "actor": ["contractor"]}

    meant = plan(other_cast.writer, "browse", claimed)

    assert meant.facts == {"when": ["session-time"]}
    with pytest.raises(Refused, match="needs something first"):
        meant.do(by=other_cast.writer, at=AT)


def test_a_yes_holds_for_what_was_seen_and_for_nothing_else(other_cast: SimpleNamespace) -> None:
    cast = other_cast
    meant = plan(cast.writer, "browse", {"when": ["session-time"]})
    meant.say("slt-approval", yes=True, by=cast.approver, at=AT)

    Plan.objects.filter(pk=meant.pk).update(facts={"when": ["session-time"], "excessive": ["yes"]})
    meant.refresh_from_db()

    with pytest.raises(Refused):
        meant.do(by=cast.writer, at=AT, reason="Please.")


def test_a_prohibition_stops_a_step_and_a_no_may_always_be_said(cast: SimpleNamespace) -> None:
    meant = plan(cast.writer, "connect", PUPIL)

    with pytest.raises(Refused, match="forbids"):
        meant.say("slt-approval", yes=True, by=cast.approver, at=AT)
    meant.say("slt-approval", yes=False, by=cast.approver, at=AT)

    assert not Refusal.objects.exists()


def test_an_illegal_act_is_refused_where_the_policy_allows_it(cast: SimpleNamespace) -> None:
    facts = {"account": ["official"], "material": ["indecent-image-of-child"]}

    with pytest.raises(Refused, match="The law forbids this"):
        plan(cast.writer, "post", facts).do(by=cast.writer, at=AT)


def test_the_author_is_the_actor_whoever_presses_the_button(cast: SimpleNamespace) -> None:
    meant = plan(cast.governor, "connect", FORMER)

    ruling = ruling_on(meant.act, subject=meant, at=AT, facts=meant.facts)

    assert ruling.situation.facts["actor"] == ("governor",)
