"""What is particular to Mastodon, WordPress and Facebook."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from benches import Bench, picture, post
from between import after_all, breaks_off, says
from facebook_fake import Graph

from gatepost.networks.errors import Refused, SignedOut, TryLater, Unknown
from gatepost.networks.facebook.adapter import GRAPH
from gatepost.networks.outward import Answer
from gatepost.networks.talking import waiting_time
from gatepost.networks.wordpress.adapter import WordPress
from gatepost.networks.wordpress.page import body, short_name

pytestmark = pytest.mark.xdist_group("networks")
Of = Callable[[str], Bench]


@pytest.fixture
def mastodon_bench(bench_of: Of) -> Bench:
    return bench_of("mastodon")


def test_the_key_against_doubles_is_the_same_for_the_same_post(mastodon_bench: Bench) -> None:
    assert mastodon_bench.between
    outgoing = post()
    mastodon_bench.between.does(says(503), to=mastodon_bench.sends)

    for _ in range(2):
        with pytest.raises(Unknown):
            mastodon_bench.network().publish(outgoing)

    keys = [
        seen.headers["idempotency-key"]
        for seen in mastodon_bench.between.seen
        if seen.method == "POST"
    ]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_a_server_that_ignores_the_key_still_gets_one_post(mastodon_bench: Bench) -> None:
    assert mastodon_bench.between
    outgoing = post(pictures=(picture(),))
    mastodon_bench.between.strips = ("idempotency-key",)
    mastodon_bench.between.does(after_all(breaks_off), to=mastodon_bench.sends)
    before = mastodon_bench.count()
    with pytest.raises(Unknown):
        mastodon_bench.network().publish(outgoing)
    mastodon_bench.between.harms.clear()

    mastodon_bench.network().publish(outgoing)

    assert mastodon_bench.count() == before + 1


def test_the_same_words_a_week_later_are_another_post(mastodon_bench: Bench) -> None:
    text = "No club today."
    network = mastodon_bench.network()
    first = network.publish(post(text, at=datetime.now(UTC) - timedelta(days=7)))

    assert network.find(post(text, at=datetime.now(UTC) + timedelta(days=7))) is None
    assert network.find(post(text), besides=[first.id]) is None


def test_a_mention_of_somebody_far_away_is_recognised(mastodon_bench: Bench) -> None:
    network = mastodon_bench.network()
    outgoing = post("Thanks to @library@far.example for the books, #reading & more")

    published = network.publish(outgoing)

    assert network.find(outgoing) == published


def test_many_posts_in_between_hide_none(mastodon_bench: Bench) -> None:
    network = mastodon_bench.network()
    outgoing = post()
    published = network.publish(outgoing)
    for number in range(22):
        call = {"status": f"Another {number}"}
        httpx.post(
            f"{mastodon_bench.credentials['server']}/api/v1/statuses",
            json=call,
            headers={"Authorization": f"Bearer {mastodon_bench.credentials['token']}"},
        )

    found = network.find(outgoing)

    assert found == published


def test_visibility_and_reply_reach_mastodon(mastodon_bench: Bench) -> None:
    network = mastodon_bench.network()
    first = network.publish(post())

    second = network.publish(post(visibility="unlisted", answers=first.id))

    told = httpx.get(
        f"{mastodon_bench.credentials['server']}/api/v1/statuses/{second.id}",
        headers={"Authorization": f"Bearer {mastodon_bench.credentials['token']}"},
    ).json()
    assert told["visibility"] == "unlisted"
    assert told["in_reply_to_id"] == first.id


def test_a_server_with_limits_of_its_own_is_believed(mastodon_bench: Bench) -> None:
    assert mastodon_bench.between
    limits = {"statuses": {"max_characters": 10}, "media_attachments": {"description_limit": 7}}
    told = json.dumps({"configuration": limits}).encode()
    mastodon_bench.between.does(says(200, told), to=("GET", "/api/v2/instance"))
    network = mastodon_bench.network()

    account = network.account()
    with pytest.raises(Refused) as refused:
        network.publish(post("Twelve signs"))

    assert account.limits
    assert account.limits.description
    assert account.limits.description.most == 7
    assert refused.value.says.startswith("The text is 2 characters too long for Mastodon")


def test_waiting_is_reckoned_by_the_servers_own_clock() -> None:
    def after(**headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return waiting_time(Answer(429, httpx.Headers(named), b""))

    date = "Fri, 20 Nov 2026 09:00:00 GMT"
    assert after(Retry_After="30") == 30
    assert after(Retry_After="Fri, 20 Nov 2026 09:02:00 GMT", Date=date) == 120
    assert after(X_RateLimit_Reset="2026-11-20T09:05:00.000Z", Date=date) == 300
    assert (
        after(
            RateLimit_Reset=str(int(datetime(2026, 11, 20, 9, 1, tzinfo=UTC).timestamp())),
            Date=date,
        )
        == 60
    )
    assert after(Retry_After="9999999") == 86_400
    assert after(Retry_After="soon") == 60
    assert after() == 60


@pytest.fixture
def wordpress_bench(bench_of: Of) -> Bench:
    return bench_of("wordpress")


def open_to_all(site: tuple[str, str, str], what: str) -> list[dict[str, object]]:
    """What anybody sees on the site."""
    asked = {"rest_route": f"/wp/v2/{what}", "per_page": "100"}
    told: list[dict[str, object]] = httpx.get(f"{site[0]}/", params=asked).json()
    return told


def test_a_visitor_sees_the_page_with_its_pictures_text(
    site: tuple[str, str, str], wordpress_bench: Bench
) -> None:
    outgoing = post(
        "Harvest & <fete>\n\nSee https://a.example/?a=1&b=2.", pictures=(picture("A “cart”"),)
    )

    published = wordpress_bench.network().publish(outgoing)

    page = httpx.get(published.url, follow_redirects=True).text
    assert "<fete>" not in page
    assert 'href="https://a.example/?a=1&#038;b=2"' in page or "a=1&amp;b=2" in page
    assert 'alt="A “cart”"' in page


def test_taking_down_takes_the_pictures_along(
    site: tuple[str, str, str], wordpress_bench: Bench
) -> None:
    network = wordpress_bench.network()
    published = network.publish(post(pictures=(picture(), picture("Another"))))
    name = next(
        str(one["slug"]) for one in open_to_all(site, "posts") if str(one["id"]) == published.id
    )
    pictures = [one for one in open_to_all(site, "media") if str(one["slug"]).startswith(name)]
    assert len(pictures) == 2

    network.delete(published.id)

    assert not [one for one in open_to_all(site, "media") if str(one["slug"]).startswith(name)]
    assert httpx.get(str(pictures[0]["source_url"])).status_code != 200


def test_a_page_in_the_bin_is_not_published_and_can_still_be_deleted(
    wordpress_bench: Bench,
) -> None:
    network = wordpress_bench.network()
    assert isinstance(network, WordPress)
    outgoing = post(pictures=(picture(),))
    published = network.publish(outgoing)

    network.trash(published.id)

    assert network.read(published.id) is None
    assert network.find(outgoing) is None
    network.delete(published.id)
    network.trash(published.id)


def test_a_picture_that_came_in_an_earlier_attempt_is_used_again(
    site: tuple[str, str, str], wordpress_bench: Bench
) -> None:
    assert wordpress_bench.between
    outgoing = post(pictures=(picture(),))
    wordpress_bench.between.does(says(429), to=wordpress_bench.sends)
    with pytest.raises(TryLater):
        wordpress_bench.network().publish(outgoing)
    wordpress_bench.between.harms.clear()

    wordpress_bench.network().publish(outgoing)

    name = short_name(outgoing)
    assert len([one for one in open_to_all(site, "media") if name in str(one["slug"])]) == 1
    assert wordpress_bench.between.count(wordpress_bench.uploads) == 1


def test_somebody_who_may_not_publish_there_is_told(
    site: tuple[str, str, str], wordpress_bench: Bench
) -> None:
    network = wordpress_bench.network(user="contributor", password=site[2])

    with pytest.raises(Refused) as refused:
        network.publish(post())

    assert "Check what the account may do." in refused.value.says


def test_a_site_that_is_no_wordpress_is_not_taken_for_one(wordpress_bench: Bench) -> None:
    assert wordpress_bench.between
    wordpress_bench.between.does(says(200, b"<html>Not found"), to=("GET", ""))

    with pytest.raises(TryLater) as later:
        wordpress_bench.network().account()

    assert "does not understand" in later.value.says


def test_a_page_says_nothing_but_what_was_written() -> None:
    html = body(post("a < b & c\nnext\n\n<script>alert(1)</script>"), [])

    assert "<p>a &lt; b &amp; c<br>\nnext</p>" in html
    assert "<script>" not in html


@pytest.fixture
def facebook_bench(bench_of: Of) -> Bench:
    return bench_of("facebook")


def test_facebook_is_told_what_its_reference_asks_for(
    graph: tuple[str, Graph], facebook_bench: Bench
) -> None:
    assert facebook_bench.between
    alts = ("The gate", "The garden")

    published = facebook_bench.network().publish(post(pictures=tuple(picture(alt) for alt in alts)))

    kept = graph[1].posts[published.id]["attachments"]["data"][0]["subattachments"]["data"]
    assert [graph[1].photos[one["target"]["id"]]["alt_text_custom"] for one in kept] == list(alts)
    assert all(
        seen.path.startswith(f"/{GRAPH['version']}/") for seen in facebook_bench.between.seen
    )


def test_taking_down_takes_the_photos_along_on_facebook(
    graph: tuple[str, Graph], facebook_bench: Bench
) -> None:
    before = len(graph[1].photos)
    network = facebook_bench.network()
    published = network.publish(post(pictures=(picture(),)))

    network.delete(published.id)

    assert len(graph[1].photos) == before


def test_the_end_of_the_access_to_a_page_is_known(
    graph: tuple[str, Graph], facebook_bench: Bench
) -> None:
    ends = datetime(2027, 1, 20, 9, tzinfo=UTC)
    graph[1].expires_at = int(ends.timestamp())

    expires_at = facebook_bench.network().account().expires_at

    graph[1].expires_at = 0
    assert expires_at == ends
    assert facebook_bench.network().account().expires_at is None


def test_a_token_that_is_no_longer_valid_is_told_before_anything_is_sent(
    graph: tuple[str, Graph], facebook_bench: Bench
) -> None:
    graph[1].is_valid = False
    try:
        with pytest.raises(SignedOut):
            facebook_bench.network().account()
    finally:
        graph[1].is_valid = True


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (4, TryLater),
        (32, TryLater),
        (80001, TryLater),
        (10, Refused),
        (200, Refused),
        (506, Refused),
        (368, Refused),
        (190, SignedOut),
    ],
)
def test_facebooks_codes_are_understood(
    facebook_bench: Bench, code: int, expected: type[Exception]
) -> None:
    assert facebook_bench.between
    told = json.dumps({"error": {"code": code, "message": "secret words"}}).encode()
    facebook_bench.between.does(says(400, told), to=facebook_bench.sends)

    with pytest.raises(expected) as failed:
        facebook_bench.network().publish(post())

    assert "secret words" not in str(failed.value)


def test_the_version_of_facebooks_interface_is_a_dated_fact() -> None:
    assert GRAPH["version"].startswith("v")
    assert GRAPH["checked-on"] < GRAPH["look-again-on"]


@pytest.mark.parametrize("slug", ["wordpress", "facebook", "own"])
def test_what_is_no_answer_to_a_comment_is_not_sent_as_one(bench_of: Of, slug: str) -> None:
    bench = bench_of(slug)
    before = bench.count()

    with pytest.raises(Refused):
        bench.network().publish(replace(post(), answers="99/1"))

    assert bench.count() == before
