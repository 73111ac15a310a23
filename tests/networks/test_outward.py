"""The way out: to public addresses only, looked up once, bounded in time and size, and nothing is kept or told."""

from __future__ import annotations

import gzip
import ipaddress
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from gatepost.networks.addresses import NotPublic, is_public
from gatepost.networks.outward import Bounds, NotAnswered, NotReached, Outward

pytestmark = pytest.mark.xdist_group("networks")
QUICK = Outward(bounds=Bounds(connect=1, silence=1, total=1.5, answer=100_000), loopback=True)


class Raw:
    """A server that says the same bytes to everybody, and keeps what it was told."""

    def __init__(self, *pieces: bytes, pause: float = 0) -> None:
        self.pieces = pieces
        self.pause = pause
        self.told: list[bytes] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.ended = threading.Event()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            with connection:
                try:
                    self.told.append(connection.recv(65_536))
                    for piece in self.pieces:
                        connection.sendall(piece)
                        if self.ended.wait(self.pause):
                            break
                except OSError:
                    continue


@contextmanager
def raw(*pieces: bytes, pause: float = 0) -> Iterator[Raw]:
    server = Raw(*pieces, pause=pause)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    yield server
    server.ended.set()
    server.listening.shutdown(socket.SHUT_RDWR)
    server.listening.close()
    thread.join()


def ask(server: Raw, path: str = "/") -> httpx.Request:
    return httpx.Request("GET", f"http://127.0.0.1:{server.port}{path}")


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fec0::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "2002:0a00:0001::1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2001:0:7f00:1::1",
        "2001:db8::1",
    ],
)
def test_what_is_not_public_is_never_reached(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "64:ff9b::5db8:d822"])
def test_what_is_public_is(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://10.0.0.1:8443/",
    ],
)
def test_no_spelling_of_an_inner_address_gets_through(url: str) -> None:
    with pytest.raises(NotPublic):
        Outward().send(httpx.Request("GET", url))


def test_loopback_open_for_tests_opens_nothing_else() -> None:
    for url in ("http://10.0.0.1/", "http://169.254.169.254/", "http://[fd00::1]/"):
        with pytest.raises(NotPublic):
            QUICK.send(httpx.Request("GET", url))


def test_a_public_address_is_not_spoken_to_in_the_clear() -> None:
    with pytest.raises(NotPublic):
        Outward().send(httpx.Request("GET", "http://93.184.216.34/"))


@pytest.mark.parametrize("url", ["ftp://example.com/", "https://user:secret@example.com/"])
def test_other_schemes_and_names_in_addresses_are_not_asked(url: str) -> None:
    with pytest.raises(NotReached):
        Outward().send(httpx.Request("GET", url))


def test_a_name_is_looked_up_once_and_that_very_address_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    look_up = socket.getaddrinfo

    def first_here_then_there(host: str, port: int, *rest: int, **more: int) -> object:
        if host[0].isdecimal():
            return look_up(host, port, *rest, **more)
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "169.254.169.254"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    with raw(OK) as server:
        monkeypatch.setattr("gatepost.networks.addresses.socket.getaddrinfo", first_here_then_there)
        url = f"http://changes.example:{server.port}/"
        answer = QUICK.send(httpx.Request("GET", url))

        assert answer.status == 200
        assert asked == ["changes.example"]
        assert f"Host: changes.example:{server.port}".encode() in server.told[0]


def test_one_inner_address_among_public_ones_spoils_the_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
        for address in ("93.184.216.34", "10.0.0.1")
    ]
    monkeypatch.setattr("gatepost.networks.addresses.socket.getaddrinfo", lambda *_, **__: found)

    with pytest.raises(NotPublic):
        Outward().send(httpx.Request("GET", "https://two.example/"))


def test_a_look_up_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    hangs = threading.Event()

    def hang(*_: object, **__: object) -> list[object]:
        hangs.wait(20)
        return []

    monkeypatch.setattr("gatepost.networks.addresses.socket.getaddrinfo", hang)
    began = time.monotonic()

    with pytest.raises(NotReached):
        QUICK.send(httpx.Request("GET", "https://hangs.example/"))

    hangs.set()
    assert time.monotonic() - began < 5


def test_a_certificate_that_nobody_vouches_for_is_not_trusted_and_nothing_is_sent() -> None:
    with raw(b"\x15\x03\x01\x00\x02\x02\x28") as server, pytest.raises(NotReached):
        QUICK.send(httpx.Request("GET", f"https://127.0.0.1:{server.port}/?secret"))

    assert not any(b"secret" in told for told in server.told)


@pytest.mark.parametrize(
    "pieces",
    [
        (b"HTTP/1.1 200 OK\r\nX: ", *[b"a"] * 100),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", *[b"a"] * 100),
        (),
    ],
    ids=["drips its header", "drips its body", "hangs up"],
)
def test_everything_together_has_an_end(pieces: tuple[bytes, ...]) -> None:
    began = time.monotonic()
    with raw(*pieces, pause=0.1) as server, pytest.raises(NotAnswered):
        QUICK.send(ask(server))

    assert time.monotonic() - began < 6


def test_an_answer_that_is_too_large_is_not_taken() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n"
    with raw(head, b"a" * 200_000) as server, pytest.raises(NotAnswered):
        QUICK.send(ask(server))


def test_a_small_answer_that_unpacks_to_a_large_one_is_not_taken() -> None:
    packed = gzip.compress(b"a" * 50_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    with raw(head.encode(), packed) as server, pytest.raises(NotAnswered):
        QUICK.send(ask(server))


def test_an_answer_that_is_packed_is_unpacked() -> None:
    packed = gzip.compress(b"{}")
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    with raw(head.encode(), packed) as server:
        assert QUICK.send(ask(server)).body == b"{}"


def test_no_cookie_is_kept_and_no_proxy_taken_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\n{}"
    with raw(answer) as server:
        QUICK.send(ask(server))
        QUICK.send(ask(server))

    assert len(server.told) == 2
    assert all(b"cookie" not in told.lower() for told in server.told)
    assert all(b"User-Agent: Gatepost/" in told for told in server.told)


def test_no_redirect_is_followed() -> None:
    answer = b"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"
    with raw(answer) as server:
        assert QUICK.send(ask(server)).status == 302

    assert len(server.told) == 1


def test_nothing_of_a_request_is_logged_in_everyday_use(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with raw(OK) as server:
        QUICK.send(ask(server, "/?access_token=very-secret"))

    assert "very-secret" not in caplog.text
