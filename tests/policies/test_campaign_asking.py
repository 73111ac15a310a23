"""Asking people to read the policy: whom, on what ground, and who comes later."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from gatepost.notices.models import Notice
from gatepost.people.models import Person, School
from gatepost.policies.campaigns.asking import CannotAsk, ask_newcomers
from gatepost.policies.campaigns.whom import actors_of, given, groups, terms
from gatepost.policies.models import Ask, Campaign, Version
from gatepost.policies.packs import bundled_pack
from gatepost.records.door import history
from tests.conftest import make_cast, make_person, make_school
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


def names(campaign: Campaign) -> set[str]:
    return {ask.person.name for ask in campaign.asks.all()}


def test_a_policy_that_says_all_staff_read_it_gets_all_staff(cast: SimpleNamespace) -> None:
    campaign = asked(cast.head)

    staff = {"Wren Abbott", "Ash Birch", "Alder Cole", "Hazel Dunn", "Sage Ellery"}
    staff |= {"Rowan Frith", "Olive Grant", "Juniper Holt"}
    assert staff <= names(campaign)
    assert "Willow Lane" not in names(campaign)


def test_who_has_left_or_is_yet_to_come_is_not_asked(cast: SimpleNamespace) -> None:
    make_person(cast.school, "Fern Marsh", actors=["teacher"])
    Person.objects.filter(given_name="Fern").update(started_on=ON + timedelta(days=3))

    campaign = asked(cast.head)

    assert not names(campaign) & {"Willow Lane", "Fern Marsh"}


@pytest.mark.clause("ASH-055")
def test_staff_are_asked_because_of_the_clause_and_governors_of_their_own_will(
    cast: SimpleNamespace,
) -> None:
    asked(cast.head)

    assert [one.rpartition("/")[2] for one in ask_of_person(cast.writer).because] == [
        "know-the-policy"
    ]
    assert ask_of_person(cast.governor).is_voluntary


@pytest.mark.clause("ASH-055")
def test_without_the_clause_nobody_has_to_confirm(cast: SimpleNamespace) -> None:
    put_in_force(cast.school, files_without("ashlands", "know-the-policy"))

    asked(cast.head)

    assert ask_of_person(cast.writer).is_voluntary
    assert terms(ask_of_person(cast.writer).campaign.version.pack).is_voluntary


@pytest.mark.clause("SG-147")
def test_the_claim_that_everybody_has_read_it_is_made_true_by_asking_them(db: None) -> None:
    cast = make_cast(make_school("staff-and-governors"))

    asked(cast.head)

    assert ask_of_person(cast.governor).because
    put_in_force(cast.school, files_without("staff-and-governors", "said-to-be-read-by-all"))
    Campaign.objects.get().close(by=cast.head, at=AT)
    asked(cast.head, at=AT + timedelta(hours=1))
    assert not ask_of_person(cast.governor).because


@pytest.mark.clause("CC-054")
def test_volunteers_and_contractors_are_asked_where_the_policy_counts_them_as_staff(
    other_cast: SimpleNamespace,
) -> None:
    asked(other_cast.head)

    assert ask_of_person(other_cast.data_officer).because  # a contractor
    pack = ask_of_person(other_cast.data_officer).campaign.version.pack
    assert terms(pack.without("keep-to-the-guidance")).is_voluntary


def test_a_policy_that_is_silent_makes_it_voluntary_for_all(db: None) -> None:
    cast = make_cast(make_school("coates-lane"))

    campaign = asked(cast.head)

    assert campaign.asks.exists()
    assert all(ask.is_voluntary for ask in campaign.asks.all())


def test_others_can_be_added_but_nobody_the_policy_brings_in_is_left_out(
    cast: SimpleNamespace,
) -> None:
    parent = make_person(cast.school, "Bay Nettle", actors=["parent"])
    files = files_without("ashlands", "parents-agree-rules")
    assert given(bundled_pack("ashlands")) >= {"teacher", "headteacher"}
    assert files

    campaign = asked(cast.head, also=["parent", "pupil"])

    assert parent.name in names(campaign) and "pupil" not in campaign.groups
    assert given(campaign.version.pack) <= set(campaign.groups)


def test_the_reasons_of_each_group_are_told() -> None:
    found = {group.actor: group for group in groups(bundled_pack("ashlands"))}

    assert [clause.id for clause in found["teacher"].asked] == ["know-the-policy"]
    assert found["governor"].bound and not found["governor"].asked
    assert "pupil" not in found


def test_words_that_a_pack_does_not_explain_mean_at_least_everybody_employed() -> None:
    pack = bundled_pack("law-england")

    assert actors_of(pack, ["governors"]) == {"governor"}
    assert "supply-staff" in actors_of(pack, ["the whole team"])
    assert "parent" not in actors_of(pack, ["the whole team"])


def test_asking_is_on_record_and_sends_each_a_notice_without_a_name(cast: SimpleNamespace) -> None:
    campaign = asked(cast.head)

    (line,) = history(campaign)
    assert line.event == "campaign.opened" and line.by == f"people.person:{cast.head.pk}"
    assert "know-the-policy" in line.body
    notice = Notice.objects.get(to=cast.writer.email)
    assert notice.kind == "acknowledge"
    assert notice.link == f"/schools/ashlands/reading/{ask_of_person(cast.writer).pk}/"


def test_a_draft_or_an_old_version_cannot_be_given_to_read(cast: SimpleNamespace) -> None:
    from gatepost.policies.campaigns.asking import open_campaign

    old = Version.objects.get()
    put_in_force(cast.school, files_without("ashlands", "know-the-policy"))

    with pytest.raises(CannotAsk, match="Only the policy that is in force"):
        open_campaign(old, by=cast.head, at=AT, due_on=DUE)


def test_a_version_has_one_round_at_a_time_and_no_day_that_has_passed(
    cast: SimpleNamespace,
) -> None:
    with pytest.raises(CannotAsk, match="has passed"):
        asked(cast.head, due_on=ON - timedelta(days=1))
    asked(cast.head)

    with pytest.raises(CannotAsk, match="asked to read this version already"):
        asked(cast.head)


def test_who_joins_later_is_asked_once_and_has_two_weeks(cast: SimpleNamespace) -> None:
    asked(cast.head, due_on=ON + timedelta(days=1))
    newcomer = make_person(cast.school, "Fern Marsh", actors=["support-staff"])
    later = AT + timedelta(days=30)

    assert [ask_newcomers(at=later), ask_newcomers(at=later)] == [1, 0]

    assert ask_of_person(newcomer).due_on == later.date() + timedelta(days=14)
    assert ask_of_person(newcomer).because


def test_a_group_that_is_not_asked_stays_unasked_when_its_people_join(
    cast: SimpleNamespace,
) -> None:
    put_in_force(cast.school, files_with("ashlands", '"parent"', '"pupil"'))
    campaign = asked(cast.head)
    assert "parent" not in campaign.groups
    make_person(cast.school, "Bay Nettle", actors=["parent"])

    assert ask_newcomers(at=AT + timedelta(days=1)) == 0


def test_the_round_ends_when_another_version_comes_into_force(cast: SimpleNamespace) -> None:
    campaign = asked(cast.head)
    put_in_force(cast.school, files_without("ashlands", "be-creative"), on=ON + timedelta(days=5))

    ask_newcomers(at=AT + timedelta(days=4))
    campaign.refresh_from_db()
    assert campaign.closed_at is None
    ask_newcomers(at=AT + timedelta(days=5))

    campaign.refresh_from_db()
    assert campaign.closed_at == AT + timedelta(days=5) and campaign.closed_by is None
    assert history(campaign)[0].event == "campaign.closed"


def test_rounds_of_one_school_reach_nobody_of_another(
    cast: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    campaign = asked(cast.head)

    assert {ask.person.school_id for ask in campaign.asks.all()} == {cast.school.pk}
    on = AT.date()
    assert not Campaign.objects.visible_to(other_cast.head, on=on).exists()
    assert not Ask.objects.visible_to(other_cast.head, on=on).exists()


def test_a_receipt_is_kept_with_the_version_and_the_digest_of_what_was_seen(
    cast: SimpleNamespace,
) -> None:
    asked(cast.head)

    ask = say_yes(cast.writer)

    given_ = ask.answered
    assert given_ and given_.version == ask.campaign.version and len(given_.seen) == 64
    (line,) = history(ask)
    assert line.event == "policy.acknowledged" and line.by == f"people.person:{cast.writer.pk}"
    assert "know-the-policy" in line.body and given_.seen in line.body


def test_every_school_of_the_suite_can_ask(all_schools: list[School]) -> None:
    for school in all_schools:
        head = make_person(school, "Hazel Dunn", actors=["headteacher"], roles=["headteacher"])
        assert asked(head).asks.filter(person=head).exists(), school
