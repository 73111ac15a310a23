"""Anybody writes to the school on its own page, and reads the answer with a code."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from gatepost.channels.models import Channel
from gatepost.inbox import letters
from gatepost.inbox.answering import answer
from gatepost.inbox.models import Holder, Item, Letter
from gatepost.notices.models import Notice
from gatepost.people.rules import NotPossible
from tests.posts.desk import news_page

AT = datetime(2026, 11, 25, 10, tzinfo=UTC)
WRITE = "/schools/ashlands/write-to-us/"
READ = f"{WRITE}answer/"


@pytest.fixture
def page(cast: SimpleNamespace) -> Channel:
    return news_page(cast, at=AT - timedelta(days=20))


def answered(cast: SimpleNamespace, page: Channel, **more: str) -> str:
    code = letters.write(page, "When is the gate open?", **{"name": "", "email": ""} | more, at=AT)
    item = Item.objects.get()
    Holder.give(item, cast.head, by=cast.head, at=AT)
    answer(item, "From eight.", is_acknowledgement=False, by=cast.head, at=AT)
    return code


def test_a_message_is_an_item_with_the_policys_clock(page: Channel, client: Client) -> None:
    sent = client.post(WRITE, {"text": "When is the gate open?", "name": "", "email": ""})

    item = Item.objects.get()
    assert re.search(r"<strong>(\w{4}-){3}\w{4}</strong>", sent.content.decode())
    assert item.content.text == "When is the gate open?"
    assert item.due_at is not None


def test_only_the_code_opens_the_answer(
    cast: SimpleNamespace, page: Channel, client: Client
) -> None:
    code = answered(cast, page)

    opened = client.post(READ, {"code": code.lower().replace("-", " ")})
    wrong = client.post(READ, {"code": "AAAA-BBBB-CCCC-DDDD"})

    assert "From eight." in opened.content.decode()
    assert wrong.status_code == 400
    assert "no message with this code" in wrong.content.decode()
    assert code not in Letter.objects.get().receipt


def test_the_code_of_one_school_opens_nothing_at_another(
    cast: SimpleNamespace, other_cast: SimpleNamespace, page: Channel, client: Client
) -> None:
    code = answered(cast, page)

    other = client.post("/schools/corpus-christi/write-to-us/answer/", {"code": code})

    assert other.status_code == 400


def test_whoever_gave_an_address_is_told_that_there_is_an_answer_and_nothing_of_it(
    cast: SimpleNamespace, page: Channel
) -> None:
    answered(cast, page, email="rowan@family.example")

    notice = Notice.objects.get(kind="letter-answered")
    assert notice.to == "rowan@family.example"
    assert "eight" not in str(vars(notice))


def test_a_flood_of_messages_is_turned_away_and_the_first_are_kept(
    page: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "MOST_A_DAY", 3)
    for number in range(3):
        letters.write(page, f"Hello {number}?", name="", email="", at=AT)

    with pytest.raises(NotPossible, match="ring the school"):
        letters.write(page, "One more", name="", email="", at=AT)

    assert Item.objects.count() == 3
    letters.write(page, "Tomorrow", name="", email="", at=AT + timedelta(days=1, minutes=1))


@pytest.mark.parametrize(
    "sent", [{}, {"text": " "}, {"text": "x" * 5_001}, {"text": "Hi", "email": "no"}]
)
def test_what_cannot_be_taken_is_said_and_what_was_written_stays(
    page: Channel, client: Client, sent: dict[str, str]
) -> None:
    answer = client.post(WRITE, sent)

    assert answer.status_code == 400
    assert not Item.objects.exists()
    assert sent.get("text", "").strip()[:100] in answer.content.decode()


def test_a_school_without_a_page_of_its_own_says_so(cast: SimpleNamespace, client: Client) -> None:
    shown = client.get(WRITE)

    assert "takes no messages here" in shown.content.decode()


def test_files_that_a_browser_sends_beside_it_are_not_kept(page: Channel, client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    picture = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" * 10, content_type="image/jpeg")
    client.post(WRITE, {"text": "Hello?", "name": "", "email": "", "file": picture})

    assert Item.objects.get().content.media == ()
