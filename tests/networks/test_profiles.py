"""What each network says of an account to everybody, and what hostile servers say in its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from benches import HERE, Bench
from between import between, says
from facebook_fake import PAGE, Graph

from gatepost.networks.errors import NetworkError, Refused, SignedOut, TryLater, Unsafe
from gatepost.networks.outward import Bounds, Outward
from gatepost.networks.profiles import LONGEST, MOST_LINKS, Link, Profile, links, words
from gatepost.networks.public_page import look_at_page
from gatepost.networks.talking import Missing

pytestmark = pytest.mark.xdist_group("networks")
Of = Callable[[str], Bench]
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)


def profile_of(bench: Bench, **more: Any) -> Profile:
    """The account's profile, as a look of the day reads it."""
    network = bench.network()
    return network.profile(network.account().id, **more)


def put_profile(bench: Bench, **value: Any) -> None:
    """Change a Bluesky profile as its owner does."""
    account = bench.network()
    id = account.account().id
    record = {"$type": "app.bsky.actor.profile", **value}
    answer = httpx.post(
        f"{bench.credentials['server']}/xrpc/com.atproto.repo.putRecord",
        json={"repo": id, "collection": "app.bsky.actor.profile", "rkey": "self", "record": record},
        headers={"Authorization": f"Bearer {account.credentials['access']}"},
    )
    assert answer.is_success, answer.text


def upload(bench: Bench) -> Any:
    account = bench.network()
    account.account()
    answer = httpx.post(
        f"{bench.credentials['server']}/xrpc/com.atproto.repo.uploadBlob",
        content=PNG,
        headers={
            "Authorization": f"Bearer {account.credentials['access']}",
            "Content-Type": "image/png",
        },
    )
    return answer.json()["blob"]


def test_a_real_bluesky_server_tells_name_words_and_picture(bench_of: Of) -> None:
    bench = bench_of("bluesky")
    put_profile(bench, displayName="Ashlands", description="A school.", avatar=upload(bench))
    before = profile_of(bench)

    put_profile(bench, displayName="Ashlands", description="Buy coins!")
    after = profile_of(bench)

    assert before.id.startswith("did:plc:")
    assert (before.handle, before.name, before.bio) == ("ashlands.test", "Ashlands", "A school.")
    assert before.picture.startswith("bafkrei")
    assert (after.id, after.bio, after.picture) == (before.id, "Buy coins!", "")


def test_bluesky_tells_it_to_those_whom_it_lets_in_no_longer(bench_of: Of) -> None:
    bench = bench_of("bluesky")
    put_profile(bench, displayName="Ashlands")
    id = bench.network().account().id
    locked_out = bench.network(password="wrong", access="", refresh="")

    with pytest.raises(SignedOut):
        locked_out.account()
    seen = locked_out.profile(id, openly=True)

    assert (seen.id, seen.name) == (id, "Ashlands")


def test_a_bluesky_account_that_nobody_knows_is_missing(bench_of: Of) -> None:
    with pytest.raises(Missing):
        bench_of("bluesky").network().profile("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", openly=True)


def test_mastodon_tells_words_without_tags_and_links(bench_of: Of) -> None:
    bench = bench_of("mastodon")
    assert bench.between
    bearer = {"Authorization": f"Bearer {bench.credentials['token']}"}
    told = {
        "display_name": "Ashlands",
        "note": "A school.",
        "fields_attributes[0][name]": "Ours",
        "fields_attributes[0][value]": "https://policy.ashlands.example/list",
    }
    httpx.patch(
        f"{bench.between.upstream.geturl()}/api/v1/accounts/update_credentials",
        data=told,
        headers=bearer,
    ).raise_for_status()

    seen = profile_of(bench)
    openly = bench.network(token="nobody's").profile(seen.id, openly=True)

    assert (seen.handle, seen.name, seen.bio) == ("ashlands", "Ashlands", "A school.")
    assert [one.url for one in seen.links] == ["https://policy.ashlands.example/list"]
    assert openly == seen


def test_mastodon_says_which_links_it_has_verified(bench_of: Of) -> None:
    bench = bench_of("mastodon")
    assert bench.between
    value = (
        '<a href="https://list.example/" rel="me nofollow">list</a> <a href="javascript:1">x</a>'
    )
    told = {
        "id": "1", "acct": "ashlands", "display_name": "A", "note": "<p>Hi &amp; <b>welcome</b></p>", "avatar": "",
        "fields": [{"name": "Ours", "value": value, "verified_at": "2026-11-03T09:00:00.000+00:00"}],
    }  # fmt: skip
    bench.between.does(says(200, json.dumps(told).encode()), to=("GET", "/api/v1/accounts/1$"))

    seen = bench.network().profile("1")

    assert seen.bio == "Hi & welcome"
    assert [(one.url, str(one.verified_at)) for one in seen.links] == [
        ("https://list.example/", "2026-11-03 09:00:00+00:00")
    ]


def test_a_real_wordpress_tells_of_the_site_and_of_no_user(bench_of: Of) -> None:
    bench = bench_of("wordpress")

    seen = profile_of(bench)

    assert seen.name
    assert "127.0.0.1" in seen.handle
    assert "editor" not in f"{seen.handle} {seen.name} {seen.bio}"
    assert bench.network(password="wrong").profile(seen.id, openly=True) == seen


def test_a_page_whose_pictures_address_is_signed_anew_has_not_changed(
    bench_of: Of, graph: tuple[str, Graph]
) -> None:
    bench = bench_of("facebook")

    first, second = profile_of(bench), profile_of(bench)

    assert first == second
    assert (first.id, first.handle, first.bio) == (PAGE, "ashlands", "A primary school.")
    assert first.picture == "101_n.jpg"
    assert [one.url for one in first.links] == [
        "https://www.ashlands.example",
        "http://friends.example/",
    ]
    with pytest.raises(SignedOut):
        bench.network().profile(PAGE, openly=True)


@pytest.mark.parametrize("slug", ["bluesky", "mastodon", "wordpress", "facebook"])
@pytest.mark.parametrize(
    "body",
    [b"<h1>Welcome</h1>", b"[]", b"7", b"null", b'{"id": {}}', b'"' + b"a" * 6_000_000 + b'"'],
)
def test_nonsense_and_floods_are_no_profile_but_a_later_try(
    bench_of: Of, slug: str, body: bytes
) -> None:
    bench = bench_of(slug)
    assert bench.between
    bench.between.does(says(200, body), to=("GET", "."))

    with pytest.raises(TryLater):
        bench.network().profile("1")


def test_what_a_server_says_is_bounded_and_can_be_kept() -> None:
    assert words("a\0b") == "ab"
    assert words("\ud800!") == "?!"
    assert len(words("x" * 100_000)) == LONGEST
    many = [Link(f"https://{number}.example/") for number in range(500)]
    assert len(links(many)) == MOST_LINKS
    assert links([Link("javascript:alert(1)"), Link("https://u:p@a.example"), Link("x")]) == ()


def look(url: str, **more: Any) -> Any:
    return look_at_page(url, Outward(loopback=True, plain=True, **more))


def serving(status: int, body: str = "", **headers: str) -> Any:
    """A server that answers everything in one way, and its address."""
    return says(status, body.encode(), **headers)


def test_a_page_names_the_links_that_are_its_own(graph: tuple[str, Graph]) -> None:
    page = '<link rel="me" href="/list"><a rel="nofollow ME" href="https://a.example/">a</a><a href="https://b.example">b</a>'
    with between(graph[0]) as site:
        site.does(serving(200, page), to=("GET", "."))

        seen = look(f"{site.address}/about")

    assert seen.host == "127.0.0.1"
    assert [one.url for one in seen.links] == [f"{site.address}/list", "https://a.example/"]


@pytest.mark.parametrize(
    ("status", "means"),
    [(404, Missing), (410, Missing), (403, Refused), (429, TryLater), (503, TryLater)],
)
def test_only_a_clear_no_means_that_a_page_is_gone(
    graph: tuple[str, Graph], status: int, means: type[Exception]
) -> None:
    with between(graph[0]) as site:
        site.does(serving(status), to=("GET", "."))

        with pytest.raises(means):
            look(site.address)


@pytest.mark.parametrize(
    "inside", ["http://127.0.0.1:9/", "http://169.254.169.254/", "http://[::1]/"]
)
def test_nobody_is_led_into_a_network_that_is_not_public(inside: str) -> None:
    with pytest.raises(Unsafe):
        look_at_page(inside, Outward(plain=True))


def test_a_redirect_inside_is_not_followed(graph: tuple[str, Graph]) -> None:
    with between(graph[0]) as site:
        site.does(serving(302, location="http://10.0.0.1/admin"), to=("GET", "."))

        with pytest.raises(Unsafe):
            look(site.address)


def test_redirects_end(graph: tuple[str, Graph]) -> None:
    with between(graph[0]) as site:
        site.does(serving(302, location="/again"), to=("GET", "."))

        with pytest.raises(Refused, match="sends visitors on"):
            look(site.address)
        assert len(site.seen) == 4


@pytest.mark.parametrize(
    "location", ["javascript:alert(1)", "file:///etc/passwd", "https://u:p@a.example/"]
)
def test_a_redirect_to_no_web_page_is_refused(graph: tuple[str, Graph], location: str) -> None:
    with between(graph[0]) as site:
        site.does(serving(302, location=location), to=("GET", "."))

        with pytest.raises(Refused):
            look(site.address)


def test_a_page_larger_than_is_read_is_there_all_the_same(graph: tuple[str, Graph]) -> None:
    with between(graph[0]) as site:
        site.does(serving(200, "x" * 50_000), to=("GET", "."))

        seen = look(site.address, bounds=Bounds(answer=1_000))

    assert seen.links == ()


def test_no_server_is_no_yes_and_no_no() -> None:
    with pytest.raises(NetworkError) as failed:
        look_at_page("http://127.0.0.1:1/", HERE)
    assert isinstance(failed.value, TryLater)


def test_a_register_that_does_not_answer_makes_no_account_missing(bench_of: Of) -> None:
    bench = bench_of("bluesky")
    assert bench.between
    put_profile(bench, displayName="Ashlands")
    id = bench.network().account().id
    unresolved = b'{"error": "InvalidRequest", "message": "Could not resolve DID: no answer"}'
    bench.between.does(says(400, unresolved), to=("GET", "describeRepo"))

    seen = bench.network().profile(id, openly=True)

    assert (seen.name, seen.handle) == ("Ashlands", "")
