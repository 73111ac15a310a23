"""Everything that came in is there once, with every version, whatever the network does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from gatepost.channels.models import Channel
from gatepost.inbox import taking_in
from gatepost.inbox.models import Item, Reading, Version
from gatepost.inbox.taking_in import Found, keep_found, take_in
from gatepost.inbox.waiting import waiting_for
from gatepost.incidents.models import Case
from gatepost.networks.arriving import Arrivals, Media
from gatepost.notices.models import Notice
from gatepost.people.models import Person
from gatepost.records.models import Entry
from tests.conftest import make_person
from tests.inbox.desk import account, arrived, comes_in, reading_of, said

AT = datetime(2026, 11, 25, 10, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def channel(cast: SimpleNamespace) -> Channel:
    return account(cast, at=AT - timedelta(days=20))


def test_the_same_twice_is_one_item_with_one_version(channel: Channel) -> None:
    one = said("When does the fair begin?", at=AT)

    comes_in(channel, [one, one], at=AT)
    comes_in(channel, [one], at=AT + timedelta(hours=1))

    assert Item.objects.count() == Version.objects.count() == 1


def test_an_edit_is_another_version_and_opens_it_anew(channel: Channel) -> None:
    item = arrived(channel, "Lovely fair!", at=AT, id="a")
    item.settle(Item.Settled.NO_ANSWER, at=AT)

    comes_in(channel, [said("Awful fair, why?", at=AT, id="a")], at=AT + timedelta(days=1))

    item.refresh_from_db()
    assert [one.said.text for one in item.versions.all()] == ["Lovely fair!", "Awful fair, why?"]
    assert item.settled_at is None
    assert item.received_at == AT + timedelta(days=1)


def test_pictures_that_are_signed_anew_are_no_edit(channel: Channel) -> None:
    for signature in ("1", "2"):
        media = (Media(f"https://cdn.example/a.jpg?sign={signature}", "A hall"),)
        comes_in(channel, [said("Look", at=AT, id="a", media=media)], at=AT)

    assert Version.objects.count() == 1


def test_what_its_author_deleted_is_kept_as_it_was(channel: Channel) -> None:
    item = arrived(channel, "Where is the gate?", at=AT, id="a")

    comes_in(channel, [], gone=["a"], at=AT + timedelta(hours=1))
    comes_in(channel, [], gone=["a"], at=AT + timedelta(hours=2))

    item.refresh_from_db()
    assert item.settled_as == Item.Settled.GONE
    assert [one.is_gone for one in item.versions.all()] == [False, True]
    assert item.content.text == "Where is the gate?"


def test_what_comes_back_after_it_was_deleted_needs_somebody_again(channel: Channel) -> None:
    item = arrived(channel, "Where is the gate?", at=AT, id="a")
    comes_in(channel, [], gone=["a"], at=AT)

    comes_in(channel, [said("Where is the gate?", at=AT, id="a")], at=AT + timedelta(hours=1))

    item.refresh_from_db()
    assert item.settled_at is None


def test_an_urgent_one_stays_open_when_its_author_deletes_it(channel: Channel) -> None:
    item = arrived(channel, "I know where you live and I will kill you", at=AT, id="a")

    comes_in(channel, [], gone=["a"], at=AT)

    item.refresh_from_db()
    assert item.is_urgent
    assert item.settled_at is None


@pytest.mark.parametrize("lie", [timedelta(days=-6), timedelta(days=3000)])
def test_a_clock_that_lies_moves_no_deadline(channel: Channel, lie: timedelta) -> None:
    arrived(channel, "First", at=AT)  # to here the account was read
    now = AT + timedelta(hours=1)

    comes_in(channel, [said("When?", at=AT + lie, id="b")], at=now)

    item = Item.objects.get(key="b")
    assert AT <= item.received_at <= now
    assert item.due_at is not None
    assert AT + timedelta(hours=24) <= item.due_at <= now + timedelta(hours=24)


def test_what_was_there_long_before_gatepost_waits_for_nobody(channel: Channel) -> None:
    old = AT - timedelta(days=400)

    comes_in(channel, [said("My child told me about Mr Howe", at=old, id="old")], at=AT)

    assert Item.objects.get(key="old").settled_as == Item.Settled.EARLIER
    assert not Case.objects.exists()


def test_a_worker_that_lost_the_account_takes_nothing_in(channel: Channel) -> None:
    mine = reading_of(channel, at=AT)
    Reading.objects.filter(pk=mine.pk).update(claimed_until=AT + timedelta(hours=2))

    taken = take_in(mine, Arrivals((said("When?", at=AT),), "on", is_all=True), at=AT)

    assert not taken
    assert not Item.objects.exists()


def test_mark_and_items_come_in_together_or_not_at_all(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = reading_of(channel, at=AT)
    monkeypatch.setattr(taking_in.Taking, "note_gone", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        take_in(mine, Arrivals((said("When?", at=AT),), "further", is_all=True), at=AT)

    mine.refresh_from_db()
    assert mine.mark == ""
    assert not Item.objects.exists()


def test_pages_are_gone_on_with_and_the_account_rests_after_the_last(channel: Channel) -> None:
    mine = reading_of(channel, at=AT)

    take_in(mine, Arrivals((said("One", at=AT, id="1"),), "m1", is_all=False), at=AT)
    mine.refresh_from_db()
    between = mine.mark, mine.claimed_until
    take_in(mine, Arrivals((said("Two", at=AT, id="2"),), "m2", is_all=True), at=AT)

    mine.refresh_from_db()
    assert between == ("m1", AT + timedelta(minutes=5))
    assert (mine.mark, mine.claimed_until, mine.read_at) == ("m2", None, AT)
    assert Item.objects.count() == 2


def test_a_network_that_does_not_answer_is_asked_longer_and_longer_apart(channel: Channel) -> None:
    waits = []
    for _ in range(8):
        mine = reading_of(channel, at=AT)
        mine.could_not("It does not answer.", after=timedelta(0), at=AT)
        mine.refresh_from_db()
        waits.append(mine.next_at - AT)

    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=5)
    assert waits[-1] == timedelta(hours=6)
    assert list(Reading.objects.failing(at=AT + timedelta(hours=13))) == [mine]


def test_a_network_that_says_when_is_not_asked_before(channel: Channel) -> None:
    mine = reading_of(channel, at=AT)

    mine.could_not("Too often.", after=timedelta(hours=9), at=AT)

    mine.refresh_from_db()
    assert mine.next_at == AT + timedelta(hours=9)


def test_two_workers_never_claim_the_same_account(channel: Channel) -> None:
    first, second = Reading.objects.claim(at=AT), Reading.objects.claim(at=AT)

    assert first is not None
    assert first.channel == channel
    assert second is None


def test_a_comment_that_accuses_an_adult_of_the_school_is_a_case_that_they_never_see(
    cast: SimpleNamespace, channel: Channel
) -> None:
    accused = make_person(cast.school, "Bram Quillfeather", actors=["teacher"])
    channel.appoint(accused, by=cast.administrator, at=AT)

    item = arrived(channel, "Mr Quillfeather hit my son in the corridor today", at=AT)

    item.refresh_from_db()
    on = AT.date()
    assert item.case is not None
    assert not Item.objects.visible_to(accused, on=on).filter(pk=item.pk).exists()
    assert not Case.objects.visible_to(accused, on=on).exists()
    assert Item.objects.visible_to(cast.safeguarding_lead, on=on).filter(pk=item.pk).exists()
    assert not Item.objects.visible_to(cast.writer, on=on).filter(pk=item.pk).exists()


def test_an_alarm_is_told_at_once_and_says_nothing(cast: SimpleNamespace, channel: Channel) -> None:
    arrived(channel, "My friend says she wants to kill herself tonight", at=AT)

    told = list(Notice.objects.filter(to=cast.safeguarding_lead.email))
    assert told
    assert all(one.due_at == AT for one in told)
    assert not any("friend" in f"{one.kind}{one.link}{one.key}" for one in told)


def test_the_ledger_holds_no_word_of_what_came_in(channel: Channel) -> None:
    arrived(channel, "Zebrafinch asks where the gate is", at=AT)

    assert not any("ebrafinch" in entry.body for entry in Entry.objects.all())


def test_what_a_person_found_is_kept_once_and_has_the_same_clock(
    cast: SimpleNamespace, channel: Channel
) -> None:
    found = Found(channel, "comment", "When does it begin?", AT, who="A parent")

    first = keep_found(found, by=cast.writer, at=AT)
    again = keep_found(found, by=cast.head, at=AT + timedelta(hours=1))

    assert first == again
    assert first is not None
    assert first.due_at == AT + timedelta(hours=24)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\u202e" * 5_000,
        "👩‍👩‍👧‍👦" * 4_000,
        "a" * 100_000,
        "<script>alert(1)</script>",
        "\ud83d\ude00 ok",
    ],
)
def test_floods_and_scripts_are_kept_and_shown_safely(
    cast: SimpleNamespace, channel: Channel, text: str, sign_in: object
) -> None:
    item = arrived(channel, text.encode("utf-16", "surrogatepass").decode("utf-16"), at=AT)

    page = sign_in(cast.writer).get(item.get_absolute_url())  # type: ignore[operator]

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_an_account_that_cannot_be_read_is_told_to_who_runs_it_and_stands_on_the_queue(
    cast: SimpleNamespace, channel: Channel, sign_in: Callable[[Person], Client]
) -> None:
    long_ago = AT - timedelta(days=2)
    reading_of(channel, at=long_ago).could_not(
        "It asks us to wait.", after=timedelta(0), at=long_ago
    )

    lines = [one.says for one in waiting_for(cast.writer, on=AT.date())]
    others = [one.says for one in waiting_for(cast.assistant, on=AT.date())]
    page = sign_in(cast.writer).get("/schools/ashlands/inbox/").content.decode()

    assert any("could not be read: It asks us to wait." in one for one in lines)
    assert not any("could not be read" in one for one in others)
    assert "It asks us to wait." in page


def test_what_is_hidden_and_edited_at_once_is_both(channel: Channel) -> None:
    item = arrived(channel, "Where is the gate?", at=AT, id="a")

    comes_in(channel, [said("Where is it?", at=AT, id="a", is_hidden=True)], at=AT)

    item.refresh_from_db()
    assert item.is_hidden
    assert item.content.text == "Where is it?"


def test_an_edit_of_what_became_a_case_stands_in_the_cases_own_chain(channel: Channel) -> None:
    item = arrived(channel, "Mr Quillfeather hit my son", at=AT, id="a")
    item.refresh_from_db()
    assert item.case is not None

    comes_in(channel, [said("Mr Quillfeather hit my son twice", at=AT, id="a")], at=AT)

    (entry,) = Entry.objects.filter(event="item.changed")
    assert entry.chain == item.case.ledger_chain
    assert item.versions.count() == 2
