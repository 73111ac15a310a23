"""The pages of how one is told: what they take, what they never show, and whom nothing reaches."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gatepost.notices import send
from gatepost.notices.models import Notice
from gatepost.people.models import Device, Person, QuietHours, Room, Wish
from gatepost.people.telling.failing import unreached
from gatepost.people.waiting_for import waiting_for
from gatepost.records.door import history
from tests.telling.ways import Browser, device_of, room_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[Person], Client]
AT = timezone.now()
ANDROID = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"
WISH = {"by_mail": "on", "when": "daily", "daily_at": "16:00", "quiet": "own", "begins": "20:00", "ends": "06:00"}  # fmt: skip
TEAMS = "https://prod-1.westeurope.logic.azure.com/workflows/abc/triggers/x?sig=very-secret"


def url(name: str, *more: object) -> str:
    return reverse(f"told:{name}", args=["ashlands", *more])


def said(response: HttpResponse) -> list[str]:
    return [str(one) for one in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


def subscription(endpoint: str = "https://fcm.googleapis.com/fcm/send/abc") -> dict[str, str]:
    return {"subscription": json.dumps({"endpoint": endpoint, "keys": Browser().keys})}


@pytest.mark.clause("ASH-055")
def test_the_page_shows_what_cannot_be_switched_off_and_the_clauses_that_want_it(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    text = sign_in(cast.writer).get(url("mine")).content.decode()

    assert cast.writer.email in text
    assert "How you sign in was changed" in text
    assert "You are asked to read the policy." in text
    assert text.count("Everybody on the staff knows what this policy says.") == 1


def test_a_choice_is_kept_and_on_record(cast: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(cast.writer)

    assert client.post(url("mine"), WISH).status_code == 302

    wish = Wish.of(cast.writer)
    assert (f"{wish.daily_at}", f"{wish.begins}", f"{wish.ends}") == ("16:00:00", "20:00:00", "06:00:00")  # fmt: skip
    assert "wish.changed" in {one.event for one in history(cast.writer)}
    assert Wish.of(cast.assistant).daily_at is None


def test_the_last_way_cannot_be_switched_off(cast: SimpleNamespace, sign_in: SignIn) -> None:
    without = {key: value for key, value in WISH.items() if key != "by_mail"}

    response = sign_in(cast.writer).post(url("mine"), without)

    assert response.status_code == 400
    assert "one way to tell you has to stay" in response.content.decode()


def test_a_browser_is_added_and_never_shown_with_its_address(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(cast.writer)

    client.post(url("devices"), subscription(), headers={"user-agent": ANDROID})

    device = Device.objects.get()
    assert (device.person, device.name) == (cast.writer, "Firefox on an Android device")
    text = client.get(url("mine")).content.decode()
    assert device.name in text and "googleapis" not in text
    client.post(url("device-removal", device.pk))
    assert not Device.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"subscription": ""},
        {"subscription": "[]"},
        {"subscription": '{"endpoint": "https://fcm.googleapis.com/a"}'},
        {"subscription": "[" * 3000},
        subscription("https://127.0.0.1/a"),
        subscription("http://fcm.googleapis.com/a"),
    ],
)
def test_what_no_browser_gives_is_refused_in_plain_words(
    cast: SimpleNamespace, sign_in: SignIn, given: dict[str, str]
) -> None:
    response = sign_in(cast.writer).post(url("devices"), given)

    assert not Device.objects.exists()
    assert said(response)[0].endswith(".")


def test_a_room_is_added_tried_and_never_shown_with_its_address(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(cast.writer)
    given = {"way": "teams", "name": "My messages", "address": TEAMS}

    assert client.post(url("room"), given).status_code == 302
    room = Room.objects.get()
    for _ in range(2):  # within a minute
        client.post(url("test"), {"way": room.reference})

    assert (room.person, room.address) == (cast.writer, TEAMS)
    assert Notice.objects.get(kind="test").to == room.reference
    assert "very-secret" not in client.get(url("mine")).content.decode()


def test_an_address_of_another_service_is_refused_on_the_page(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    given = {"way": "chat", "name": "My messages", "address": TEAMS}

    response = sign_in(cast.writer).post(url("room"), given)

    assert response.status_code == 400
    assert "no address of Google Chat" in response.content.decode()


def test_nobody_tries_or_removes_the_ways_of_others(cast: SimpleNamespace, sign_in: SignIn) -> None:
    room = room_of(cast.assistant, "https://prod-1.westeurope.logic.azure.com", at=AT)
    device = device_of(cast.assistant, "https://fcm.googleapis.com", at=AT)
    client = sign_in(cast.head)

    for reference in (room.reference, device.reference, "room-", "mail-1", ""):
        client.post(url("test"), {"way": reference})
        client.post(url("school-test"), {"way": reference})
    assert client.post(url("room-removal", room.pk)).status_code == 404
    assert client.post(url("school-room-removal", room.pk)).status_code == 404
    assert client.post(url("device-removal", device.pk)).status_code == 404

    assert not Notice.objects.exists()


def test_keepers_set_up_the_schools_rooms_and_the_head_alone_the_quiet_hours(
    cast: SimpleNamespace, sign_in: SignIn
) -> None:
    room = {"role": "slt", "way": "teams", "name": "Leaders", "address": TEAMS}
    quiet = {"begins": "18:00", "ends": "08:00", "days": "not-working"}
    client = sign_in(cast.administrator)
    client.post(url("school-room"), room)
    assert client.post(url("hours"), quiet).status_code == 404

    assert sign_in(cast.head).post(url("hours"), quiet).status_code == 302

    assert Room.objects.get().role == "slt"
    text = client.get(url("school")).content.decode()
    assert "Leaders" in text and "18:00 to 08:00" in text and "very-secret" not in text
    assert QuietHours.of(cast.school).by == cast.head


def refused(person: Person, *, hours: int) -> None:
    notice = send("test", to=person.email, link="/", at=AT)
    Notice.objects.filter(pk=notice.pk).update(failed_at=AT - timedelta(hours=hours))


def test_whom_nothing_reaches_is_shown_to_the_administrator(cast: SimpleNamespace) -> None:
    refused(cast.writer, hours=2)
    refused(cast.assistant, hours=2)
    refused(cast.governor, hours=2)
    device_of(cast.assistant, "https://fcm.googleapis.com", at=AT)
    went = send("test", to=cast.governor.email, link="/", at=AT)
    Notice.objects.filter(pk=went.pk).update(sent_at=AT)

    found = [one.person for one in unreached(cast.school, at=AT)]
    says = [one.says for one in waiting_for(cast.administrator, on=cast.school.day_of(AT))]

    assert found == [cast.writer]
    assert f"No message reaches {cast.writer}: put the e-mail address right" in says


def test_a_device_that_takes_nothing_reaches_nobody(cast: SimpleNamespace) -> None:
    refused(cast.writer, hours=2)
    device = device_of(cast.writer, "https://fcm.googleapis.com", at=AT)
    Notice.objects.filter(pk=send("test", to=cast.writer.email, link="/", at=AT).pk).update(
        to=device.reference, way="push", failed_at=AT
    )

    assert [one.person for one in unreached(cast.school, at=AT)] == [cast.writer]


def test_another_schools_troubles_are_not_shown(
    cast: SimpleNamespace, other_cast: SimpleNamespace
) -> None:
    refused(other_cast.writer, hours=2)

    assert unreached(cast.school, at=AT) == []


def test_the_script_that_receives_messages_keeps_nothing_and_opens_this_server_alone(
    client: Client,
) -> None:
    response = client.get(reverse("told:service-worker"))

    script = response.content.decode()
    assert response["Content-Type"].startswith("text/javascript")
    assert not any(word in script for word in ("caches", "fetch", "indexedDB", "importScripts"))
    assert "there.origin === self.location.origin" in script


def test_the_manifest_names_pictures_that_are_there(client: Client) -> None:
    said = client.get(reverse("told:manifest")).json()

    assert said["start_url"] == said["scope"] == "/"
    assert len(said["icons"]) == 2
    for icon in said["icons"]:
        assert icon["src"].startswith("/static/gatepost/icon-")


def test_the_pages_take_few_looks_into_the_database(
    cast: SimpleNamespace, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(8):
        room_of(cast.head, "https://prod-1.westeurope.logic.azure.com", at=AT)
        device_of(cast.head, f"https://fcm.googleapis.com/{number}", at=AT)
        refused(cast.writer, hours=number)
    client = sign_in(cast.head)

    for name in ("mine", "school", "daily"):
        with django_assert_max_num_queries(25):  # type: ignore[attr-defined]
            assert client.get(url(name)).status_code == 200
