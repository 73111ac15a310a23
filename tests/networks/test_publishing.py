"""What every network has to keep to, tried on each: real servers where there are any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from benches import Bench, picture, post

from gatepost.networks.errors import Refused

pytestmark = pytest.mark.xdist_group("networks")
EVERYWHERE = ("bluesky", "mastodon", "wordpress", "facebook", "own")
TEXT = "Sports day is on Friday ☀️ at 10.\n\nMore: https://www.ashlands.example/sports?day=5 – ysgol’n dathlu!"


@pytest.fixture(params=EVERYWHERE)
def bench(request: pytest.FixtureRequest, bench_of: Callable[[str], Bench]) -> Bench:
    return bench_of(request.param)


def even(text: str) -> str:
    return " ".join(text.split())


def test_the_account_says_who_we_are(bench: Bench) -> None:
    account = bench.network().account()

    assert account.id
    assert account.name
    assert account.url.startswith("http")


def test_what_is_published_can_be_read_back(bench: Bench) -> None:
    network = bench.network()
    outgoing = post(TEXT)

    published = network.publish(outgoing)

    live = network.read(published.id)
    assert live
    assert even(live.text) == even(TEXT)
    assert live.url == published.url
    assert live.at
    assert abs(live.at - outgoing.at) < timedelta(minutes=2)


def test_alternative_texts_arrive_with_their_pictures(bench: Bench) -> None:
    network = bench.network()
    alts = ('Two pupils plant "sunflowers" & <beans>', "Eine Sonnenblume 🌻, größer als das Tor")

    published = network.publish(post(pictures=tuple(picture(alt) for alt in alts)))

    live = network.read(published.id)
    assert live
    assert live.alts == alts


def test_one_picture_is_as_good_as_two(bench: Bench) -> None:
    network = bench.network()

    published = network.publish(post(pictures=(picture("The gate"),)))

    live = network.read(published.id)
    assert live
    assert live.alts == ("The gate",)


def test_the_same_post_twice_is_one(bench: Bench) -> None:
    outgoing = post(pictures=(picture(),))
    first = bench.network().publish(outgoing)
    before = bench.count()

    second = bench.network().publish(outgoing)

    assert second.id == first.id
    assert bench.count() == before


def test_a_post_is_found_by_somebody_who_was_not_there_when_it_was_sent(bench: Bench) -> None:
    outgoing = post(TEXT + " Again.", pictures=(picture(),))
    published = bench.network().publish(outgoing)

    found = bench.network().find(outgoing)

    assert found
    assert found.id == published.id


def test_a_post_that_was_never_sent_is_not_found(bench: Bench) -> None:
    bench.network().publish(post())

    assert bench.network().find(post("Nobody ever sent this.")) is None


def test_a_post_with_other_pictures_is_another_post(bench: Bench) -> None:
    text = f"The garden, {bench.slug}."
    bench.network().publish(post(text, pictures=(picture("Before"),)))

    assert bench.network().find(post(text, pictures=(picture("After"),))) is None


def test_what_is_taken_down_is_gone(bench: Bench) -> None:
    network = bench.network()
    outgoing = post(pictures=(picture(),))
    before = bench.count()
    published = network.publish(outgoing)

    network.delete(published.id)

    assert network.read(published.id) is None
    assert network.find(outgoing) is None
    assert bench.count() == before


def test_taking_down_twice_changes_nothing(bench: Bench) -> None:
    network = bench.network()
    published = network.publish(post())
    network.delete(published.id)

    network.delete(published.id)

    assert network.read(published.id) is None


def test_a_picture_without_alternative_text_is_refused_before_anything_is_sent(
    bench: Bench,
) -> None:
    before = bench.count()

    with pytest.raises(Refused) as refused:
        bench.network().publish(post(pictures=(picture(" "),)))

    assert refused.value.says == "Picture 1 has no alternative text. Say what it shows."
    assert bench.count() == before
    assert bench.between is None or bench.between.count(bench.uploads) == 0


def test_an_empty_post_is_refused(bench: Bench) -> None:
    with pytest.raises(Refused) as refused:
        bench.network().publish(replace(post(), text="  "))

    assert refused.value.says == "There is neither a text nor a picture. Write something."


def test_an_id_that_is_none_asks_for_nothing_else(bench: Bench) -> None:
    if bench.slug == "own":
        pytest.skip("The shelf is asked as it is.")
    assert bench.between

    with pytest.raises(Refused):
        bench.network().delete("../accounts/1")

    assert bench.between.seen == []
