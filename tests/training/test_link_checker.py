"""The link checker: what counts as dead, and where it never goes."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import ClassVar

import pytest

from gatepost.training.checking import check_links
from gatepost.training.links import Address, is_public, look_at
from gatepost.training.models import Resource
from gatepost.training.setting_up import keep_resources
from tests.training.kit import AT


class Site(BaseHTTPRequestHandler):
    """A site with every kind of page."""

    seen: ClassVar[list[tuple[str, str, str | None]]] = []

    def answer(self) -> None:
        """Answers by the path."""
        Site.seen.append((self.command, self.path, self.headers.get("Cookie")))
        name = self.path.strip("/")
        if name == "slow":
            time.sleep(1.5)
        if name == "no-head" and self.command == "HEAD":
            name = "405"
        place = ""
        if name.startswith("on-"):
            number = int(name.removeprefix("on-"))
            place = f"/on-{number - 1}" if number else "/fine"
        elif name == "to-private":
            place = f"http://127.0.0.2:{self.server.server_port}/fine"  # type: ignore[attr-defined]
        elif name == "to-file":
            place = "file:///etc/passwd"
        self.send_response(302 if place else int(name) if name.isdigit() else 200)
        self.send_header("Set-Cookie", "seen=1")
        if place:
            self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = answer

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    """The address of the site."""
    Site.seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def only_the_site(address: Address) -> bool:
    return str(address) == "127.0.0.1"


def found(url: str) -> str:
    return look_at(url, reach=only_the_site, seconds=5)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/fine", ""),
        ("/no-head", ""),
        ("/403", ""),
        ("/404", "The page is gone."),
        ("/410", "The page is gone."),
        ("/500", "error (500)"),
        ("/on-2", ""),
        ("/on-3", "more than 3 times"),
        ("/to-private", "not public"),
        ("/to-file", "no web page"),
    ],
)
def test_what_is_found_at_a_link(site: str, path: str, says: str) -> None:
    finding = found(site + path)

    assert (says in finding) if says else finding == ""


def test_a_slow_site_is_not_waited_for(site: str) -> None:
    assert "did not answer within" in look_at(f"{site}/slow", reach=only_the_site, seconds=0.5)


def test_no_cookie_is_ever_sent_back(site: str) -> None:
    found(f"{site}/on-2")
    found(f"{site}/no-head")

    assert Site.seen and {cookie for _, _, cookie in Site.seen} == {None}


def test_nothing_inside_a_network_is_ever_asked(site: str) -> None:
    assert "not public" in look_at(f"{site}/fine")
    assert "not public" in look_at(site.replace("127.0.0.1", "localhost"))
    assert Site.seen == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fc00::1", "ff02::1", "::",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1",
    ],
)  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_what_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/", "file:///etc/passwd", "http://user@127.0.0.1/", "http://", "gopher:x",
        "http://[::1", "http://127.0.0.1:99999/", "http://2130706433/", "http://0x7f.1/",
        "http://" + "a" * 300 + ".example/",
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_gives_a_sentence(url: str) -> None:
    assert look_at(url).endswith(".")


def test_links_are_looked_at_weekly_and_a_failing_one_daily(
    cast: SimpleNamespace, site: str
) -> None:
    for name in ("fine", "404"):
        Resource.enter(
            cast.school, title=name, url=f"{site}/{name}", audiences=["staff"], by=cast.head, at=AT
        )
    # What the policy names lies outside, and is left alone here.
    keep_resources(cast.school, at=AT)
    Resource.objects.exclude(named="").update(looked_at=AT + timedelta(days=400))

    def looked(days: int) -> list[str]:
        Site.seen.clear()
        check_links(at=AT + timedelta(days=days), reach=only_the_site)
        return sorted({path for _, path, _ in Site.seen})

    assert looked(0) == ["/404", "/fine"]
    assert [looked(0), looked(1), looked(2)] == [[], ["/404"], ["/404"]]
    assert looked(7) == ["/404", "/fine"]
    gone = Resource.objects.get(title="404")
    assert gone.finding == "The page is gone." and gone.fails_since == AT
    assert Resource.objects.get(title="fine").fails_since is None
