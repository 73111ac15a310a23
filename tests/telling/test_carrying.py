"""What becomes of messages to browsers, Teams and Google Chat, with real servers that misbehave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from pytest_django import Settings

from gatepost.notices.kinds import KINDS
from gatepost.notices.models import SENT_AT_MOST, WAITS, Notice
from gatepost.people.models import Device, Person
from gatepost.people.rules import NotPossible
from gatepost.people.telling import GRAVE, How, tell
from gatepost.people.telling.carrying import deliver_due
from gatepost.people.telling.hosts import checked
from tests.telling.ways import Browser, Server, device_of, room_of, serving

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
LINK = "/schools/ashlands/posts/7/"


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    settings.NETWORKS_ON_LOOPBACK = True
    settings.ADDRESS = "https://policy.ashlands.example"
    with serving() as there:
        yield there


def say(person: Person, *, key: str = "post-7", how: How | None = None) -> None:
    tell(person, "something-to-do", link=LINK, at=AT, key=key, how=how or How())


def by(way: str) -> Notice:
    return Notice.objects.get(way=way)


def test_a_browser_reads_the_message_and_nobody_else_can(
    cast: SimpleNamespace, server: Server
) -> None:
    browser = Browser()
    device_of(cast.writer, server.address, at=AT, browser=browser)
    say(cast.writer)

    assert deliver_due(at=AT) == 1

    (sent,) = server.sent
    said = json.loads(browser.opened(sent.body))
    words = KINDS["something-to-do"]
    assert said == {"title": words.subject, "body": words.text, "link": LINK}
    assert sent.headers["content-encoding"] == "aes128gcm"
    assert sent.headers["authorization"].startswith("vapid t=")
    assert (int(sent.headers["ttl"]), sent.headers["urgency"]) == (3 * 24 * 60 * 60, "normal")
    assert by("push").sent_at == AT
    assert deliver_due(at=AT + timedelta(days=1)) == 0


def test_what_is_grave_wakes_a_sleeping_device(cast: SimpleNamespace, server: Server) -> None:
    device_of(cast.writer, server.address, at=AT)
    say(cast.writer, how=GRAVE)
    deliver_due(at=AT)

    assert server.sent[0].headers["urgency"] == "high"


def test_teams_gets_a_card_and_google_chat_a_line_with_nothing_but_the_link(
    cast: SimpleNamespace, server: Server
) -> None:
    room_of(cast.writer, server.address, at=AT)
    room_of(cast.writer, server.address, at=AT, way="chat")
    say(cast.writer)

    assert deliver_due(at=AT) == 2

    teams, chat = server.sent
    words, link = KINDS["something-to-do"], f"https://policy.ashlands.example{LINK}"
    (attachment,) = json.loads(teams.body)["attachments"]
    card = attachment["content"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert [one["text"] for one in card["body"]] == [words.subject, words.text]
    assert [one["url"] for one in card["actions"]] == [link]
    assert teams.path.endswith("triggers?sig=s")
    assert json.loads(chat.body) == {"text": f"*{words.subject}*\n{words.text}\n{link}"}
    for one in server.sent:
        assert not any(part.encode() in one.body for part in cast.writer.name.split())


@pytest.mark.once
def test_the_card_has_the_shape_that_others_send_to_teams() -> None:
    from apprise.plugins.workflows import NotifyWorkflows

    from gatepost.people.telling.requests import _card

    theirs = NotifyWorkflows(
        host="prod-1.westeurope.logic.azure.com", workflow="abc", signature="def", include_image=False
    ).gen_payload("Text.", "Subject")  # fmt: skip
    ours = _card(KINDS["test"], "https://policy.ashlands.example/")

    assert ours.keys() == theirs.keys()
    (one,), (other,) = ours["attachments"], theirs["attachments"]  # type: ignore[misc]
    assert one.keys() == other.keys()
    assert {key: one["content"][key] for key in ("$schema", "type", "version")} == {
        key: other["content"][key] for key in ("$schema", "type", "version")
    }


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_removed_and_its_owner_hears_by_email(
    cast: SimpleNamespace, server: Server, status: int
) -> None:
    device_of(cast.writer, server.address, at=AT)
    say(cast.writer)
    Notice.objects.filter(way="mail").delete()
    say(cast.writer, key="second")
    server.usual = status

    deliver_due(at=AT)

    assert not Device.objects.exists()
    assert len(server.sent) == 1  # for the second it was gone already
    assert not Notice.objects.by_other_ways().waiting().exists()
    assert set(Notice.objects.by_mail().values_list("key", flat=True)) == {"post-7", "second"}


def test_a_service_that_asks_to_wait_is_left_alone_for_as_long(
    cast: SimpleNamespace, server: Server
) -> None:
    device_of(cast.writer, server.address, at=AT)
    say(cast.writer)
    server.answers = [(429, {"Retry-After": "3600"})]

    deliver_due(at=AT)

    assert by("push").next_try_at == AT + timedelta(hours=1)
    assert deliver_due(at=AT + timedelta(minutes=59)) == 0
    assert deliver_due(at=AT + timedelta(hours=1)) == 1
    assert len(server.sent) == 2


def test_a_service_that_is_down_is_asked_again_and_others_do_not_wait_for_it(
    cast: SimpleNamespace, server: Server
) -> None:
    for person in (cast.writer, cast.assistant, cast.head):
        device_of(person, "http://127.0.0.1:9", at=AT)
        say(person, key=f"post-{person.pk}")
    room_of(cast.approver, server.address, at=AT)
    say(cast.approver, key="room")

    assert deliver_due(at=AT) == 1

    tried = Notice.objects.filter(way="push", attempts=1)
    assert (tried.count(), Notice.objects.filter(way="push", attempts=0).count()) == (1, 2)
    assert tried.get().next_try_at == AT + WAITS[0]
    assert tried.get().unclear == 0


@pytest.mark.parametrize("fault", ["slow", "trouble"])
def test_what_may_have_arrived_goes_out_twice_at_most_and_then_by_email(
    cast: SimpleNamespace, server: Server, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gatepost.networks.outward import Bounds

    monkeypatch.setattr("gatepost.people.telling.carrying.BOUNDS", Bounds(silence=0.2, total=0.4))
    room_of(cast.writer, server.address, at=AT)
    say(cast.writer)
    Notice.objects.filter(way="mail").delete()
    if fault == "slow":
        server.seconds = 0.5
    server.usual = 200 if fault == "slow" else 502

    for day in range(4):
        assert deliver_due(at=AT + timedelta(days=day)) == 0

    assert len(server.sent) == SENT_AT_MOST
    assert by("teams").failed_at == AT + timedelta(days=1)
    assert by("mail").to == cast.writer.email


def test_a_worker_that_dies_while_sending_makes_no_third_message(
    cast: SimpleNamespace, server: Server
) -> None:
    device_of(cast.writer, server.address, at=AT)
    say(cast.writer)
    for minutes in (0, 11):
        assert by("push").take(at=AT + timedelta(minutes=minutes))

    deliver_due(at=AT + timedelta(minutes=30))

    assert server.sent == []
    assert by("push").failed_at is not None


@pytest.mark.parametrize("to", ["http://127.0.0.1:9/inside", "http://169.254.169.254/", "/other"])
def test_no_redirect_is_followed(cast: SimpleNamespace, server: Server, to: str) -> None:
    room_of(cast.writer, server.address, at=AT)
    say(cast.writer)
    server.answers = [(307, {"Location": to})]

    deliver_due(at=AT)

    assert len(server.sent) == 1
    assert "code 307" in by("teams").reason


def test_an_address_that_leads_inside_is_never_spoken_to(
    cast: SimpleNamespace, server: Server, settings: Settings
) -> None:
    room_of(cast.writer, server.address, at=AT)
    say(cast.writer)
    settings.NETWORKS_ON_LOOPBACK = False

    deliver_due(at=AT)

    assert server.sent == []
    assert "none that Gatepost sends to" in by("teams").reason


def test_whoever_has_left_is_sent_nothing(cast: SimpleNamespace, server: Server) -> None:
    device_of(cast.writer, server.address, at=AT)
    say(cast.writer)
    Person.objects.filter(pk=cast.writer.pk).update(left_on=AT.date() - timedelta(days=1))

    deliver_due(at=AT)

    assert server.sent == []


def test_reasons_hold_no_part_of_an_address(cast: SimpleNamespace, server: Server) -> None:
    device_of(cast.writer, server.address, at=AT)
    room_of(cast.writer, server.address, at=AT)
    say(cast.writer)
    server.usual = 403

    deliver_due(at=AT)

    for reason in Notice.objects.by_other_ways().values_list("reason", flat=True):
        assert "403" in reason and "127.0.0.1" not in reason and "sig" not in reason


@pytest.mark.parametrize(
    ("way", "address"),
    [
        ("push", "https://fcm.googleapis.com/fcm/send/a:b"),
        ("push", "https://updates.push.services.mozilla.com/wpush/v2/a"),
        ("push", "https://web.push.apple.com/a"),
        ("push", "https://wns2-db5p.notify.windows.com/w/?token=a"),
        ("teams", "https://prod-23.westeurope.logic.azure.com:443/workflows/a/triggers/manual/paths/invoke?sig=b"),
        ("teams", "https://abc.01.environment.api.powerplatform.com/powerautomate/automations/direct/workflows/a/triggers/manual/paths/invoke?sig=b"),
        ("chat", "https://chat.googleapis.com/v1/spaces/AAA/messages?key=a&token=b"),
    ],
)  # fmt: skip
@pytest.mark.once
def test_addresses_of_the_services_are_taken(way: str, address: str) -> None:
    assert checked(way, address) == address


@pytest.mark.parametrize(
    ("way", "address"),
    [
        ("push", "http://fcm.googleapis.com/a"),
        ("push", "https://fcm.googleapis.com.evil.example/a"),
        ("push", "https://evilfcm.googleapis.com/a"),
        ("push", "https://push.apple.com.example/a"),
        ("push", "https://a@fcm.googleapis.com/a"),
        ("push", "https://fcm.googleapis.com:8443/a"),
        ("push", "https://fcm.googleapis.com:x/a"),
        ("push", "https://127.0.0.1/a"),
        ("push", "https://[::1]/a"),
        ("push", "file:///etc/passwd"),
        ("push", "https://fcm.googleapis.com/a\nHost: b"),
        ("teams", "https://logic.azure.com/workflows/a?sig=b"),
        ("teams", "https://prod-1.logic.azure.com/other?sig=b"),
        ("teams", "https://prod-1.logic.azure.com/workflows/a"),
        ("teams", "workflows://host/a/b"),
        ("chat", "https://chat.googleapis.com/v1/spaces/AAA/messages?key=a"),
        ("chat", "gchat://a/b/c"),
        ("chat", "json://localhost/"),
    ],
)
@pytest.mark.once
def test_any_other_address_is_refused_without_repeating_it(way: str, address: str) -> None:
    with pytest.raises(NotPossible) as refusal:
        checked(way, address)

    assert address not in str(refusal.value)
