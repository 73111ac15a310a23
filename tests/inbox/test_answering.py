"""One person answers, by the way that the policy leaves open, and the clock stops when the answer is out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from gatepost.channels.models import Channel
from gatepost.inbox import answering
from gatepost.inbox.answering import answer, count_answers, no_answer
from gatepost.inbox.models import Answer, Holder, Item
from gatepost.inbox.standing import State, standing_of
from gatepost.networks.arriving import Came
from gatepost.people.models import Person
from gatepost.people.rules import NotPossible
from gatepost.posts.models import Outlet
from tests.conftest import make_person
from tests.inbox.desk import account, arrived

AT = datetime(2026, 11, 25, 10, tzinfo=UTC)  # a Wednesday
SignIn = Callable[[Person], Client]


@pytest.fixture
def channel(cast: SimpleNamespace) -> Channel:
    return account(cast, at=AT - timedelta(days=20))


@pytest.fixture
def item(cast: SimpleNamespace, channel: Channel) -> Item:
    item = arrived(channel, "When does the fair begin?", at=AT)
    Holder.give(item, cast.writer, by=cast.writer, at=AT)
    return item


def test_two_people_never_have_the_same(cast: SimpleNamespace, item: Item) -> None:
    with pytest.raises(NotPossible, match="has it now"):
        Holder.give(item, cast.head, by=cast.head, at=AT)

    with pytest.raises(NotPossible, match="take it over first"):
        answer(item, "At noon.", is_acknowledgement=False, by=cast.head, at=AT)


def test_whoever_saw_who_had_it_may_take_it_over_and_they_are_told(
    cast: SimpleNamespace, item: Item, mailbox: list[str] | None = None
) -> None:
    Holder.give(item, cast.head, by=cast.head, at=AT, from_whom=cast.writer.pk)

    assert item.holder() == cast.head
    assert item.holders.count() == 2


def test_it_is_given_only_to_who_may_see_it(cast: SimpleNamespace, item: Item) -> None:
    stranger = make_person(cast.school, "Dale Underhill", actors=["teacher"])

    with pytest.raises(NotPossible, match="does not see"):
        Holder.give(item, stranger, by=cast.writer, at=AT, from_whom=cast.writer.pk)


def test_a_public_answer_is_a_post_on_that_account_that_replies_to_it(
    cast: SimpleNamespace, channel: Channel, item: Item
) -> None:
    made = answer(item, "At noon.", is_acknowledgement=False, by=cast.writer, at=AT)

    assert made.post is not None
    outlet = made.post.outlets.get()
    assert (outlet.channel, outlet.answers) == (channel, item.key)
    assert made.counted_at is None
    item.refresh_from_db()
    assert item.settled_at is None


def test_the_clock_stops_when_the_answer_is_out_and_not_before(
    cast: SimpleNamespace, item: Item
) -> None:
    made = answer(item, "At noon.", is_acknowledgement=False, by=cast.writer, at=AT)
    assert made.post is not None
    before = count_answers(at=AT)

    made.post.outlets.update(state=Outlet.State.PUBLISHED)
    counted = count_answers(at=AT + timedelta(minutes=2)), count_answers(at=AT)

    item.refresh_from_db()
    assert (before, counted) == (0, (1, 0))
    assert item.settled_as == Item.Settled.ANSWERED
    assert item.settled_at == AT + timedelta(minutes=2)


def test_an_answer_that_is_on_its_way_is_the_only_one(cast: SimpleNamespace, item: Item) -> None:
    answer(item, "At noon.", is_acknowledgement=False, by=cast.writer, at=AT)

    with pytest.raises(NotPossible, match="on its way"):
        answer(item, "At one.", is_acknowledgement=False, by=cast.writer, at=AT)


@pytest.mark.parametrize(
    ("school_is", "is_enough"), [("ashlands", True), ("corpus-christi", False)]
)
def test_that_it_has_come_stops_the_clock_only_where_the_policy_says_so(
    request: pytest.FixtureRequest, school_is: str, is_enough: bool
) -> None:
    cast = request.getfixturevalue("cast" if school_is == "ashlands" else "other_cast")
    item = arrived(account(cast, at=AT - timedelta(days=20)), "When?", at=AT, came=Came.MESSAGE)
    Item.objects.filter(pk=item.pk).update(due_at=AT + timedelta(hours=24))
    Holder.give(item, cast.writer, by=cast.writer, at=AT)

    answer(item, "We will look.", is_acknowledgement=True, by=cast.writer, at=AT)

    item.refresh_from_db()
    assert item.acknowledged_at == AT
    assert item.settled_at is None
    assert (item.due_at is None) is is_enough


def test_what_gatepost_cannot_answer_is_answered_there_and_said_here(
    cast: SimpleNamespace, channel: Channel
) -> None:
    message = arrived(channel, "May I come in?", at=AT, came=Came.MESSAGE)
    Holder.give(message, cast.writer, by=cast.writer, at=AT)

    made = answer(message, "You may.", is_acknowledgement=False, by=cast.writer, at=AT)

    message.refresh_from_db()
    assert made.post is None
    assert message.settled_as == Item.Settled.ANSWERED


def test_no_answer_needs_a_reason_and_the_holder(cast: SimpleNamespace, item: Item) -> None:
    with pytest.raises(NotPossible, match="why"):
        no_answer(item, reason=" ", by=cast.writer, at=AT)
    with pytest.raises(NotPossible):
        no_answer(item, reason="Thanks.", by=cast.head, at=AT)

    no_answer(item, reason="Only thanks.", by=cast.writer, at=AT)

    item.refresh_from_db()
    assert item.settled_as == Item.Settled.NO_ANSWER
    assert item.notes.get().words == "Only thanks."


def test_an_answer_and_its_post_are_kept_together_or_not_at_all(
    cast: SimpleNamespace, item: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "record", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        answer(item, "At noon.", is_acknowledgement=False, by=cast.writer, at=AT)

    assert not Answer.objects.exists()
    assert not Outlet.objects.exists()


@pytest.mark.parametrize(
    ("hours", "state"),
    [
        (0, State.DUE),
        (17.9, State.DUE),
        (18, State.AT_RISK),
        (24, State.AT_RISK),
        (24.01, State.LATE),
    ],
)
def test_the_last_quarter_is_at_risk_and_afterwards_it_is_late(
    item: Item, hours: float, state: State
) -> None:
    assert standing_of(item, at=AT + timedelta(hours=hours)).state is state


def test_a_runner_answers_on_the_page_and_sees_that_the_post_waits_for_others(
    cast: SimpleNamespace, channel: Channel, sign_in: SignIn
) -> None:
    item = arrived(channel, "When does the fair begin?", at=AT)
    browser = sign_in(cast.writer)
    where = item.get_absolute_url()

    taken = browser.post(f"{where}take/", {"from": ""}, follow=True)
    sent = browser.post(f"{where}answer/", {"words": "At noon.", "kind": "answer"})

    assert "You have it" in taken.content.decode()
    assert sent.status_code == 302
    post = Answer.objects.get().post
    assert post is not None
    assert post.text == "At noon."


def test_nothing_is_lost_where_an_answer_cannot_be_kept(
    cast: SimpleNamespace, item: Item, sign_in: SignIn
) -> None:
    browser = sign_in(cast.head)

    page = browser.post(
        f"{item.get_absolute_url()}answer/", {"words": "At noon, by the gate.", "kind": "answer"}
    )

    assert page.status_code == 409
    assert "has it" in page.content.decode()
