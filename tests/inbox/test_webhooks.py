"""A network that says by itself that something came in: it is asked sooner, and believed in nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from gatepost.channels.models import Channel
from gatepost.inbox.models import Item, Reading

AT = datetime(2026, 11, 25, 10, tzinfo=UTC)
WHERE = "/webhooks/facebook/"
SECRET = "secret of our app"
PAGE = "100200300"


@pytest.fixture
def reading(cast: SimpleNamespace, settings: LazySettings) -> Reading:
    settings.FACEBOOK_APP_SECRET, settings.FACEBOOK_VERIFY_TOKEN = SECRET, "our word"
    by = cast.administrator
    page = Channel.enter(network="facebook", name="Page", handle="page", url="", by=by, at=AT)
    page.connect(
        server="", identifier="Page", secret={"page": PAGE, "token": "t"}, expires_at=None, by=by, at=AT
    )  # fmt: skip
    later = timezone.now() + timedelta(hours=3)
    return Reading.objects.create(channel=page, began_at=AT, next_at=later)


def told(client: Client, body: bytes, *, key: str = SECRET, **more: str) -> int:
    signed = "sha256=" + hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": signed} | more
    sent = client.post(WHERE, body, content_type="application/json", headers=headers)
    return int(sent.status_code)


def body(page: str = PAGE) -> bytes:
    said = {"id": "9", "message": "forged words", "from": {"name": "Nobody"}}
    return json.dumps(
        {"object": "page", "entry": [{"id": page, "changes": [{"field": "feed", "value": said}]}]}
    ).encode()


def is_due(reading: Reading) -> bool:
    reading.refresh_from_db()
    return reading.next_at <= timezone.now()


def test_what_is_signed_makes_the_next_reading_sooner_and_nothing_else(
    reading: Reading, client: Client
) -> None:
    status = told(client, body())

    assert status == 200
    assert is_due(reading)
    assert not Item.objects.exists()


@pytest.mark.parametrize("page", ["999", "", "1 OR 1=1"])
def test_another_page_wakes_nobody(reading: Reading, client: Client, page: str) -> None:
    told(client, body(page))

    assert not is_due(reading)


@pytest.mark.parametrize(
    "signature", ["", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "sha256=é", "x" * 5_000]
)
def test_what_is_forged_is_refused(reading: Reading, client: Client, signature: str) -> None:
    status = told(client, body(), **{"X-Hub-Signature-256": signature})

    assert status == 403
    assert not is_due(reading)


@pytest.mark.parametrize(
    "nonsense", [b"", b"[]", b"null", b"{" * 5_000, b'{"object":"page","entry":{}}', b"\xff\xfe"]
)
def test_nonsense_with_a_right_signature_is_refused_or_does_nothing(
    reading: Reading, client: Client, nonsense: bytes
) -> None:
    assert told(client, nonsense) in (200, 403)
    assert not is_due(reading)


def test_a_flood_is_refused_before_it_is_read(reading: Reading, client: Client) -> None:
    assert told(client, b"x" * 40_000_000) in (403, 413)
    assert not is_due(reading)


def test_facebook_asks_whether_we_are_there_and_only_our_word_is_answered(
    reading: Reading, client: Client
) -> None:
    asks = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}

    right = client.get(WHERE, {**asks, "hub.verify_token": "our word"})
    wrong = client.get(WHERE, {**asks, "hub.verify_token": "another"})

    assert (right.status_code, right.content) == (200, b"1158201444")
    assert (wrong.status_code, wrong.content) == (403, b"")


def test_without_a_secret_there_is_no_such_page(client: Client, settings: LazySettings) -> None:
    settings.FACEBOOK_APP_SECRET = ""

    assert client.get(WHERE).status_code == 404
    assert told(client, body()) == 404
