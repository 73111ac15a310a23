"""What says that it comes from Facebook: forged, broken and too long messages are refused, and nothing in them is believed."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest

from gatepost.networks.errors import Refused
from gatepost.networks.facebook.webhooks import LONGEST, challenge, verified

pytestmark = pytest.mark.once
SECRET, WORD = "an-app-secret-of-the-tests", "a-word-of-the-tests"
ASKED = {"hub.mode": "subscribe", "hub.verify_token": WORD, "hub.challenge": "1158201444"}


def signed(told: Any, secret: str = SECRET) -> tuple[bytes, str]:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return body, "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def test_facebook_hears_its_number_where_it_knows_our_word() -> None:
    assert challenge(ASKED, WORD) == "1158201444"


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"hub.verify_token": "another"}, WORD),
        ({"hub.verify_token": ""}, ""),
        ({"hub.mode": "unsubscribe"}, WORD),
        ({"hub.challenge": "<script>"}, WORD),
        ({"hub.challenge": ""}, WORD),
        ({"hub.challenge": "1" * 1000}, WORD),
    ],
)
def test_nobody_else_hears_anything(wrong: dict[str, str], word: str) -> None:
    assert challenge({**ASKED, **wrong}, word) is None


def test_a_signed_message_names_each_page_once_and_no_more() -> None:
    changes = [{"field": "feed", "value": {"message": "<b>believe me</b>", "post_id": "1_2"}}]
    entry = [{"id": "100", "time": 1, "changes": changes}, {"id": 200}, {"id": "100"}]

    assert verified(*signed({"object": "page", "entry": entry}), SECRET) == ("100", "200")
    assert verified(*signed({"object": "user", "entry": entry}), SECRET) == ()


@pytest.mark.parametrize(
    "signature", ["", "sha256=", "sha256=" + "0" * 64, "sha1=x", "ü", "sha256=ü\ud800"]
)
def test_a_forged_message_is_refused(signature: str) -> None:
    with pytest.raises(Refused, match="not signed"):
        verified(b'{"object": "page", "entry": []}', signature, SECRET)


def test_a_changed_message_another_secret_and_none_are_refused() -> None:
    body, signature = signed({"object": "page", "entry": [{"id": "1"}]})

    for given in (
        (body + b" ", signature, SECRET),
        (body, signature, "other"),
        (*signed(body, ""), ""),
    ):
        with pytest.raises(Refused, match="not signed"):
            verified(*given)


@pytest.mark.parametrize(
    "told",
    [
        b"", b"\xff", b"[", b"null", b"1", b"[]", b"{}", b"[" * 200_000, {"object": "page"},
        {"object": "page", "entry": None}, {"object": "page", "entry": [None]},
        {"object": "page", "entry": [{"id": "1/../2"}]}, {"object": "page", "entry": [{"id": True}]},
        {"object": "page", "entry": [{"id": {"a": 1}}]}, {"object": "page", "entry": {"id": "1"}},
    ],
)  # fmt: skip
def test_a_signed_message_of_another_shape_is_refused(told: Any) -> None:
    with pytest.raises(Refused, match="not what Facebook's look like"):
        verified(*signed(told), SECRET)


def test_a_message_without_end_is_not_even_reckoned() -> None:
    with pytest.raises(Refused, match="too long"):
        verified(b" " * (LONGEST + 1), "", SECRET)
