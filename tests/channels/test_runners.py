"""Who is named to run an account counts only while they have done what the policy wants of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from gatepost.channels.models import Channel
from gatepost.channels.running import asked_by, standings
from gatepost.channels.stopping import why_stopped
from gatepost.channels.waiting import waiting_for
from gatepost.people.models import Person
from gatepost.policies.campaigns.reading.parts import reading_of
from gatepost.policies.packs import bundled_pack
from gatepost.posts.looking_after import may_look_after
from tests.policies.rounds import ask_of_person, asked, files_without, put_in_force
from tests.posts.desk import post_by
from tests.training.kit import hold, set_up_courses

SignIn = Callable[[Person], Client]
NOW = timezone.now()
TODAY = timezone.localdate()


@pytest.fixture
def account(cast: SimpleNamespace) -> Channel:
    """The news page of the school, run by two people."""
    channel = Channel.enter(
        network="own", name="News page", handle="", url="", by=cast.administrator, at=NOW
    )
    for person in (cast.assistant, cast.approver):
        channel.appoint(person, by=cast.administrator, at=NOW)
    return channel


def train(cast: SimpleNamespace, *people: Person) -> None:
    hold(set_up_courses(cast), list(people), by=cast.head, on=TODAY)


def have_read(cast: SimpleNamespace, *people: Person) -> None:
    asked(cast.head, at=NOW, due_on=TODAY + timedelta(days=14))
    for person in people:
        ask = ask_of_person(person)
        reading = reading_of(ask)
        for key in reading.needed:
            ask.mark_read(key, at=NOW)
        ask.acknowledge(at=NOW, seen=reading.seen)


def missing(account: Channel) -> dict[str, tuple[str, ...]]:
    return {one.runner.person.given_name: one.missing for one in standings(account, on=TODAY)}


@pytest.mark.clause("ASH-073", "ASH-074")
def test_a_runner_counts_once_they_have_read_the_policy_and_been_trained(
    cast: SimpleNamespace, account: Channel
) -> None:
    both = ("policy-read", "trained")
    assert missing(account) == {"Ash": both, "Alder": both}

    train(cast, cast.assistant, cast.approver)
    have_read(cast, cast.assistant)

    assert missing(account) == {"Ash": (), "Alder": ("policy-read",)}
    assert why_stopped(account, on=TODAY)


@pytest.mark.clause("ASH-073", "ASH-074")
@pytest.mark.parametrize(
    ("clause", "fact"),
    [("runners-have-read-policy", "policy-read"), ("runners-are-trained", "trained")],
)
def test_without_its_clause_nobody_asks_for_it(
    cast: SimpleNamespace, account: Channel, sign_in: SignIn, clause: str, fact: str
) -> None:
    page = sign_in(cast.head)
    whole = unescape(page.get(account.get_absolute_url()).text)
    put_in_force(cast.school, files_without("ashlands", clause), on=TODAY)
    cut = unescape(page.get(account.get_absolute_url()).text)

    says = bundled_pack("ashlands").by_id[clause].says
    assert says in whole
    assert says not in cut
    assert all(fact not in facts for facts in missing(account).values())


@pytest.mark.clause("ASH-070")
def test_too_few_runners_are_told_to_the_leadership_team_by_the_clause(
    cast: SimpleNamespace, account: Channel, sign_in: SignIn
) -> None:
    says = [one.says for one in waiting_for(cast.head, on=TODAY)]
    text = unescape(sign_in(cast.head).get(account.get_absolute_url()).text)
    stopped = "Nobody is ready to run News page, and the policy wants 2 at least (clause 4.8)."
    assert says == [f"Nothing goes out: {stopped}"]
    assert stopped in text
    assert bundled_pack("ashlands").by_id["two-runners"].says in text
    assert waiting_for(cast.writer, on=TODAY) == []

    without = ("two-runners", "lead-leaves", "close-or-transfer")
    put_in_force(cast.school, files_without("ashlands", *without), on=TODAY)

    assert waiting_for(cast.head, on=TODAY) == []
    assert asked_by(bundled_pack("ashlands").without("two-runners")).at_least == 0


def test_enough_runners_are_enough(cast: SimpleNamespace, account: Channel) -> None:
    train(cast, cast.assistant, cast.approver)
    have_read(cast, cast.assistant, cast.approver)

    assert why_stopped(account, on=TODAY) is None
    assert waiting_for(cast.head, on=TODAY) == []


def test_who_does_not_count_looks_after_nothing_yet(
    cast: SimpleNamespace, account: Channel
) -> None:
    outlet = post_by(cast.writer, account, at=NOW).outlets.get()
    assert not may_look_after(cast.assistant, outlet, on=TODAY)

    train(cast, cast.assistant)
    have_read(cast, cast.assistant)

    assert may_look_after(cast.assistant, outlet, on=TODAY)


def test_a_runner_who_has_left_is_no_runner(cast: SimpleNamespace, account: Channel) -> None:
    cast.assistant.leave(on=TODAY - timedelta(days=1), by=cast.administrator, at=NOW)

    assert set(missing(account)) == {"Alder"}
