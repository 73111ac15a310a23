"""The fact “policy-read”, and what waits for people about reading."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from gatepost.core.policy import decide, situation
from gatepost.policies.campaigns.facts import policy_read
from gatepost.policies.campaigns.waiting import waiting_for
from gatepost.policies.facts import facts_about
from gatepost.policies.models import Campaign
from gatepost.policies.packs import bundled_pack
from tests.conftest import make_cast, make_school
from tests.policies.rounds import (
    AT,
    DUE,
    ON,
    ask_of_person,
    asked,
    files_with,
    files_without,
    put_in_force,
    say_yes,
)

YEARLY = ('when = "on joining and with every new version"', 'when = "every year"')


def another_version(cast: SimpleNamespace, slug: str, clause: str) -> None:
    Campaign.objects.running().get().close(by=None, at=AT)
    put_in_force(cast.school, files_without(slug, clause), on=ON + timedelta(days=1))


@pytest.mark.clause("ASH-073")
def test_who_has_not_said_that_they_read_it_runs_no_account(cast: SimpleNamespace) -> None:
    asked(cast.head)
    say_yes(cast.writer)

    def verdict(person: object) -> str:
        read = facts_about(person, on=ON, facts=["policy-read"])["policy-read"]  # type: ignore[arg-type]
        asked_ = {"act": "run-account", "actor": "teacher", "trained": "yes", "policy-read": read}
        return decide(pack, situation(asked_)).verdict

    pack = bundled_pack("ashlands")
    assert [verdict(cast.writer), verdict(cast.deputy_lead)] == ["may", "only-if"]
    pack = pack.without("runners-have-read-policy")
    assert verdict(cast.deputy_lead) != "only-if"


def test_nobody_has_read_a_policy_without_a_receipt(cast: SimpleNamespace) -> None:
    asked(cast.head)

    assert policy_read(cast.writer, on=ON) == "no"
    say_yes(cast.writer)
    assert policy_read(cast.writer, on=ON) == "yes"
    assert policy_read(cast.writer, on=ON - timedelta(days=1)) == "no"
    assert policy_read(cast.assistant, on=ON) == "no"


def test_to_decline_is_not_to_have_read(cast: SimpleNamespace) -> None:
    asked(cast.head)
    ask_of_person(cast.writer).decline(at=AT, seen="0" * 64, comment="")

    assert policy_read(cast.writer, on=ON) == "no"


def test_a_policy_that_wants_every_version_read_forgets_the_last(
    other_cast: SimpleNamespace,
) -> None:
    asked(other_cast.head)
    say_yes(other_cast.writer)

    another_version(other_cast, "corpus-christi", "prevention-is-key")

    assert policy_read(other_cast.writer, on=ON) == "yes"
    assert policy_read(other_cast.writer, on=ON + timedelta(days=1)) == "no"


def test_a_policy_that_does_not_say_so_counts_the_last_receipt(cast: SimpleNamespace) -> None:
    asked(cast.head)
    say_yes(cast.writer)

    another_version(cast, "ashlands", "be-creative")

    assert policy_read(cast.writer, on=ON + timedelta(days=1)) == "yes"


def test_a_policy_that_wants_a_yearly_reading_forgets_after_a_year(
    other_cast: SimpleNamespace,
) -> None:
    put_in_force(other_cast.school, files_with("corpus-christi", *YEARLY))
    asked(other_cast.head)
    say_yes(other_cast.writer)

    answers = [
        policy_read(other_cast.writer, on=ON + timedelta(days=days)) for days in (0, 366, 367)
    ]

    assert answers == ["yes", "yes", "no"]


def test_what_i_am_asked_to_read_waits_for_me_until_i_answer(cast: SimpleNamespace) -> None:
    asked(cast.head)
    (line,) = waiting_for(cast.writer, on=ON)
    assert line.says == "Read the social media policy and say that you have"
    assert line.due_on == DUE and line.because == "3.18"
    assert line.url == f"/schools/ashlands/reading/{ask_of_person(cast.writer).pk}/"

    say_yes(cast.writer)

    assert waiting_for(cast.writer, on=ON) == []


def test_a_policy_that_wants_to_be_read_waits_for_somebody_to_ask(cast: SimpleNamespace) -> None:
    def to_open(person: object) -> list[str]:
        lines = waiting_for(person, on=ON)  # type: ignore[arg-type]
        return [one.because for one in lines if one.url.endswith("/campaigns/new/")]

    assert to_open(cast.head) == to_open(cast.administrator) == ["3.18"]
    assert to_open(cast.writer) == to_open(cast.chair) == []
    asked(cast.head)
    assert to_open(cast.head) == []


def test_a_new_version_is_given_to_read_where_the_policy_says_so(
    other_cast: SimpleNamespace, cast: SimpleNamespace
) -> None:
    for one, slug, clause in (
        (cast, "ashlands", "be-creative"),
        (other_cast, "corpus-christi", "prevention-is-key"),
    ):
        asked(one.head)
        another_version(one, slug, clause)

    later = ON + timedelta(days=1)
    assert [one.says for one in waiting_for(other_cast.head, on=later)] == [
        "Ask people to read the policy that is in force"
    ]
    assert waiting_for(cast.head, on=later) == []


def test_a_silent_policy_presses_nobody_to_ask(db: None) -> None:
    cast = make_cast(make_school("coates-lane"))

    assert waiting_for(cast.head, on=ON) == []
