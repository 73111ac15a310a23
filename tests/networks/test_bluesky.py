"""What is particular to Bluesky, on a real personal data server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from benches import Bench, picture, post
from between import says
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.networks.bluesky.facets import facets
from gatepost.networks.bluesky.keys import record_key
from gatepost.networks.errors import Refused, SignedOut

pytestmark = pytest.mark.xdist_group("networks")
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
SIGNED_OUT = {"did": "", "access": "", "refresh": ""}
AT = datetime(2026, 11, 20, 9, 30, 15, tzinfo=UTC)


def nobody(_: str) -> None:
    return None


def marked(text: str) -> list[tuple[str, str]]:
    """The words that are marked, cut out by their bytes, with what they lead to."""
    return [
        (
            text.encode()[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(),
            next(value for key, value in one["features"][0].items() if key != "$type"),
        )
        for one in facets(text, who_is=lambda handle: f"did:plc:{handle}")
    ]


def record(bench: Bench, pds: str, uri: str) -> dict[str, Any]:
    """A record as the server itself gives it to anybody."""
    repo, collection, key = uri.removeprefix("at://").split("/")
    asked = {"repo": repo, "collection": collection, "rkey": key}
    told = httpx.get(f"{pds}/xrpc/com.atproto.repo.getRecord", params=asked)
    value: dict[str, Any] = told.json()["value"]
    return value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://a.example/b.", [("https://a.example/b", "https://a.example/b")]),
        ("(https://a.example/b_(c))", [("https://a.example/b_(c)", "https://a.example/b_(c)")]),
        ("www.a.example, now", [("www.a.example", "https://www.a.example")]),
        ("👩‍👩‍👧 ☀️ https://a.example/ü?q=1&r#s", [("https://a.example/ü?q=1&r#s",) * 2]),
        ("خبر #مدرسة و#أخرى", [("#مدرسة", "مدرسة")]),
        ("ysgol #dathlu! #2026 #", [("#dathlu", "dathlu")]),
        ("🎉 #日本語、 #🌻", [("#日本語、", "日本語、"), ("#🌻", "🌻")]),
        (
            "Hi @head.ashlands.example.",
            [("@head.ashlands.example", "did:plc:head.ashlands.example")],
        ),
        ("office@ashlands.example or a#b", []),
        ("@nobody, @ #", []),
    ],
)
def test_links_names_and_tags_are_marked_by_their_bytes(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert marked(text) == expected


@settings(deadline=None)
@given(st.text(alphabet="aé☀️👩‍👧#@.:/ \nhtps()", max_size=60))
def test_whatever_is_written_marks_are_whole_characters_in_order(text: str) -> None:
    ends = 0
    for one in facets(text, who_is=nobody):
        start, end = one["index"]["byteStart"], one["index"]["byteEnd"]
        assert ends <= start < end
        text.encode()[start:end].decode()
        ends = end


def test_a_name_that_nobody_has_stays_a_word() -> None:
    assert facets("Thanks to @nobody.example", who_is=nobody) == []


def test_a_record_key_is_a_proper_one_of_that_second_and_of_that_post_alone() -> None:
    outgoing = replace(post(), key="publication-1", at=AT)

    key = record_key(outgoing)

    assert key == record_key(outgoing)
    assert key == record_key(replace(outgoing, at=AT.astimezone().replace(microsecond=9)))
    assert key != record_key(replace(outgoing, key="publication-2"))
    assert len(key) == 13
    assert key[0] in "234567abcdefghij"
    number = 0
    for letter in key:
        number = number * 32 + LETTERS.index(letter)
    told = datetime.fromtimestamp((number >> 10) / 1_000_000, UTC)
    assert AT <= told < AT + timedelta(seconds=1)


def test_marks_alternative_text_and_shape_stand_on_the_server(
    pds: str, bench_of: Callable[[str], Bench]
) -> None:
    bench = bench_of("bluesky")
    text = "☀️ Thanks @ashlands.test and @nobody.test! #Sports at https://a.example/ü"

    published = bench.network().publish(post(text, pictures=(picture("The gate"),), language="cy"))

    value = record(bench, pds, published.id)
    kinds = [one["features"][0]["$type"].partition("#")[2] for one in value["facets"]]
    assert kinds == ["mention", "tag", "link"]
    assert value["langs"] == ["cy"]
    (image,) = value["embed"]["images"]
    assert image["alt"] == "The gate"
    assert image["aspectRatio"] == {"width": 64, "height": 48}


def test_a_reply_names_its_parent_and_the_beginning_of_the_conversation(
    pds: str, bench_of: Callable[[str], Bench]
) -> None:
    bench = bench_of("bluesky")
    network = bench.network()
    first = network.publish(post())
    second = network.publish(post(answers=first.id))

    third = network.publish(post(answers=second.id))

    reply = record(bench, pds, third.id)["reply"]
    assert reply["parent"]["uri"] == second.id
    assert reply["root"]["uri"] == first.id


def test_a_reply_to_nothing_is_refused(bench_of: Callable[[str], Bench]) -> None:
    network = bench_of("bluesky").network()
    gone = network.publish(post())
    network.delete(gone.id)

    with pytest.raises(Refused) as refused:
        network.publish(post(answers=gone.id))

    assert "not on Bluesky any more" in refused.value.says


def test_a_kept_session_is_used_again(bench_of: Callable[[str], Bench]) -> None:
    bench = bench_of("bluesky")
    first = bench.network(**SIGNED_OUT)
    first.publish(post())
    assert bench.between
    assert bench.between.count(("POST", "createSession")) == 1
    bench.between.seen.clear()

    bench.network(**first.credentials).publish(post())

    assert bench.between.count(("POST", "createSession")) == 0


def test_a_session_that_is_over_is_renewed_and_the_post_sent_once(
    bench_of: Callable[[str], Bench],
) -> None:
    bench = bench_of("bluesky")
    network = bench.network()
    network.account()
    before, count = dict(network.credentials), bench.count()
    expired = {**before, "access": "not.a.token"}

    renewed = bench.network(**expired)
    renewed.publish(post())

    assert bench.between
    assert bench.between.count(("POST", "refreshSession")) == 1
    assert renewed.credentials["refresh"] != before["refresh"]
    assert bench.count() == count + 1


def test_with_neither_token_holding_the_app_password_lets_us_in(
    bench_of: Callable[[str], Bench],
) -> None:
    bench = bench_of("bluesky")
    network = bench.network()
    network.account()
    spoiled = {**network.credentials, "access": "a.b.c", "refresh": "a.b.c"}

    assert bench.network(**spoiled).account().name == "ashlands.test"


def test_an_app_password_that_was_taken_back_says_what_to_do(
    bench_of: Callable[[str], Bench],
) -> None:
    bench = bench_of("bluesky")

    with pytest.raises(SignedOut) as signed_out:
        bench.network(**SIGNED_OUT, password="taken-back").account()

    assert "Enter them again." in signed_out.value.says


def test_the_own_password_of_an_account_with_a_second_factor_is_told_apart(
    bench_of: Callable[[str], Bench],
) -> None:
    bench = bench_of("bluesky")
    assert bench.between
    body = b'{"error": "AuthFactorTokenRequired", "message": "A sign in code has been sent"}'
    bench.between.does(says(401, body), to=("POST", "createSession"))

    with pytest.raises(SignedOut) as signed_out:
        bench.network(**SIGNED_OUT).account()

    assert "app password" in signed_out.value.says
