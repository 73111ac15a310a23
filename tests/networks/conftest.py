"""The servers of the tests of publishing, started when the first test needs them and once for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import facebook_fake
import httpx
import network_servers as servers
import pytest
from benches import Bench, Shelf
from between import between
from small_appview import AppView, small_appview

PASSWORD = "an-app-password-of-the-tests"
TOKEN = "a-token-of-the-tests"


@pytest.fixture(scope="session")
def appview() -> Iterator[AppView]:
    """The fake of what stands behind Bluesky's servers."""
    with small_appview() as running:
        yield running


@pytest.fixture(scope="session")
def pds(tmp_path_factory: pytest.TempPathFactory, appview: AppView) -> Iterator[str]:
    """A real personal data server."""
    folder = tmp_path_factory.mktemp("bluesky")
    with servers.bluesky(folder, appview=appview.address) as address:
        appview.pds = address
        yield address


@pytest.fixture(scope="session")
def bluesky(pds: str) -> Iterator[Bench]:
    """An account on it, with a password for apps."""
    account = {"email": "office@ashlands.example", "handle": "ashlands.test", "password": "own"}
    made = xrpc(pds, "com.atproto.server.createAccount", **account)
    bearer = {"Authorization": f"Bearer {made['accessJwt']}"}
    app = xrpc(pds, "com.atproto.server.createAppPassword", headers=bearer, name="Gatepost")
    session = xrpc(
        pds,
        "com.atproto.server.createSession",
        identifier="ashlands.test",
        password=app["password"],
    )
    listing = {"repo": made["did"], "collection": "app.bsky.feed.post", "limit": "100"}

    def count() -> int:
        told = httpx.get(f"{pds}/xrpc/com.atproto.repo.listRecords", params=listing).json()
        return len(told["records"])

    with between(pds) as standing:
        yield Bench(
            slug="bluesky",
            credentials={
                "server": standing.address,
                "handle": "ashlands.test",
                "password": app["password"],
                "did": session["did"],
                "access": session["accessJwt"],
                "refresh": session["refreshJwt"],
            },
            secret="password",
            address="server",
            session=("did", "access", "refresh"),
            between=standing,
            count=count,
            sends=("POST", "createRecord"),
            reads=("GET", "getRecord"),
            uploads=("POST", "uploadBlob"),
        )


def xrpc(server: str, method: str, *, headers: dict[str, str] | None = None, **asked: str) -> Any:
    answer = httpx.post(f"{server}/xrpc/{method}", json=asked, headers=headers)
    assert answer.is_success, answer.text
    return answer.json()


@pytest.fixture(scope="session")
def mastodon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """An account on somebody else's reading of Mastodon's API."""
    with (
        servers.mastodon(tmp_path_factory.mktemp("mastodon"), token=TOKEN) as address,
        between(address) as standing,
    ):

        def count() -> int:
            told = httpx.get(
                f"{address}/api/v1/accounts/verify_credentials",
                headers={"Authorization": f"Bearer {TOKEN}"},
            )
            return int(told.json()["statuses_count"])

        yield Bench(
            slug="mastodon",
            credentials={"server": standing.address, "token": TOKEN},
            secret="token",
            address="server",
            between=standing,
            count=count,
            sends=("POST", "/api/v1/statuses"),
            reads=("GET", "/api/v1/(accounts|statuses)"),
            uploads=("POST", "/api/v2/media"),
        )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """A real WordPress: its address, and the passwords of an editor and a contributor."""
    with servers.wordpress(tmp_path_factory.mktemp("wordpress")) as running:
        yield running


@pytest.fixture(scope="session")
def wordpress(site: tuple[str, str, str]) -> Iterator[Bench]:
    """The editor's account there."""
    address, editor, _ = site
    with between(address) as standing:

        def count() -> int:
            asked = {"rest_route": "/wp/v2/posts", "status": "any,trash", "per_page": "1"}
            told = httpx.get(f"{address}/", params=asked, auth=("editor", editor))
            return int(told.headers["x-wp-total"])

        yield Bench(
            slug="wordpress",
            credentials={"site": standing.address, "user": "editor", "password": editor},
            secret="password",
            address="site",
            between=standing,
            count=count,
            sends=("POST", "posts"),
            reads=("GET", "posts"),
            uploads=("POST", "media"),
        )


@pytest.fixture(scope="session")
def graph() -> Iterator[tuple[str, facebook_fake.Graph]]:
    """The fake of Facebook."""
    with facebook_fake.facebook() as running:
        yield running


@pytest.fixture(scope="session")
def facebook(graph: tuple[str, facebook_fake.Graph]) -> Iterator[Bench]:
    """A Page on the fake."""
    with between(graph[0]) as standing:
        yield Bench(
            slug="facebook",
            credentials={
                "server": standing.address,
                "page": facebook_fake.PAGE,
                "token": facebook_fake.TOKEN,
            },
            secret="token",
            address="server",
            between=standing,
            count=lambda: len(graph[1].posts),
            sends=("POST", "/feed"),
            reads=("GET", "/"),
            uploads=("POST", "/photos"),
        )


@pytest.fixture(scope="session")
def own() -> Bench:
    """The school's own news page."""
    shelf = Shelf()
    return Bench(
        slug="own",
        credentials={},
        secret="",
        address="",
        between=None,
        count=lambda: len(shelf.entries),
        more={"shelf": shelf},
    )


@pytest.fixture
def bench_of(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Bench]]:
    """Gives a network by its name, behaving well at first and afterwards."""
    with ExitStack() as afterwards:

        def of(slug: str) -> Bench:
            bench: Bench = request.getfixturevalue(slug)
            if bench.between is not None:
                bench.between.behaves()
                afterwards.callback(bench.between.behaves)
            return bench

        yield of
