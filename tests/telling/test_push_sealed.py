"""Messages to browsers are sealed as the standard has it: its own example, and what a browser reads."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from gatepost.people.telling.push import BadKeys, Receiver, from_text, public_key, sealed, sender
from tests.telling.ways import CURVE, Browser

pytestmark = pytest.mark.once
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_the_example_of_the_standard_comes_out_byte_for_byte() -> None:
    # RFC 8291, section 5 and appendix A.
    receiver = Receiver.of(
        p256dh="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth="BTBZMqHH6r4Tts7J_aSIgg",
    )
    number = int.from_bytes(from_text("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")

    body = sealed(
        b"When I grow up, I want to be a watermelon",
        receiver,
        key=ec.derive_private_key(number, CURVE),
        salt=from_text("DGv6ra1nlYgDCS1FRnbzlw"),
    )

    assert body == from_text(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6T"
        "lzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4"
        "a-fN"
    )


def test_only_the_browser_it_is_for_can_read_it_and_no_two_are_alike() -> None:
    browser = Browser()
    receiver = Receiver.of(**browser.keys)

    first, second = sealed(b"hello", receiver), sealed(b"hello", receiver)

    assert browser.opened(first) == browser.opened(second) == b"hello"
    assert first != second
    with pytest.raises(InvalidTag):
        Browser().opened(first)


def test_the_sender_is_signed_for_one_push_service_and_half_a_day() -> None:
    header = sender("https://push.example/secret-path", at=AT)

    token, key = header.removeprefix("vapid t=").split(", k=")
    said, _, signature = token.rpartition(".")
    claims = json.loads(from_text(said.split(".")[1]))
    raw = from_text(signature)
    numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    point = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, from_text(key))
    point.verify(encode_dss_signature(*numbers), said.encode(), ec.ECDSA(hashes.SHA256()))
    assert key == public_key()
    assert claims["aud"] == "https://push.example"
    assert "secret-path" not in str(claims)
    assert 0 < claims["exp"] - AT.timestamp() <= 24 * 60 * 60


@pytest.mark.parametrize(
    "given",
    [
        {"p256dh": "", "auth": ""},
        {"p256dh": "A" * 87, "auth": "BTBZMqHH6r4Tts7J_aSIgg"},
        {"p256dh": Browser().keys["p256dh"], "auth": "c2hvcnQ"},
        {"p256dh": "€", "auth": "BTBZMqHH6r4Tts7J_aSIgg"},
    ],
)
def test_keys_that_are_none_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(BadKeys):
        Receiver.of(**given)
