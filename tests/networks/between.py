"""Stands between an adapter and a server, passes everything on, and does harm where a test says so."""

from __future__ import annotations

import http.client
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HUGE = 300_000_000


@dataclass(frozen=True)
class Seen:
    """A request that came by."""

    method: str
    path: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


# Does its harm on the connection; `pass_on` lets the server behind answer, unheard.
Harm = Callable[["Passing", Callable[[], None]], None]


class Passing(BaseHTTPRequestHandler):
    """One request on its way."""

    protocol_version = "HTTP/1.1"
    between: Between

    def do_GET(self) -> None:
        seen = Seen(
            self.command,
            self.path,
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(int(self.headers.get("Content-Length") or 0)),
        )
        self.close_connection = True
        self.between.seen.append(seen)
        harm = self.between.harm_for(seen)
        with suppress(OSError):  # the adapter hung up, which is what it should do
            if harm is None:
                self.answer(*self.between.ask(seen))
            else:
                harm(self, lambda: void(self.between.ask(seen)))

    do_POST = do_DELETE = do_PUT = do_HEAD = do_GET

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def void(_: object) -> None:
    """Whatever it was."""


class Between:
    """A server that passes on, its harm, and what came by."""

    def __init__(self, upstream: str) -> None:
        self.upstream = urlsplit(upstream)
        self.seen: list[Seen] = []
        self.harms: list[tuple[str, re.Pattern[str], Harm]] = []
        self.strips: tuple[str, ...] = ()
        handler = type("Handler", (Passing,), {"between": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def does(self, harm: Harm, *, to: tuple[str, str]) -> None:
        """Do harm to every request of a method whose path matches."""
        self.harms.append((to[0], re.compile(to[1]), harm))

    def behaves(self) -> None:
        """No more harm, and nothing seen yet."""
        self.harms.clear()
        self.seen.clear()
        self.strips = ()

    def harm_for(self, seen: Seen) -> Harm | None:
        return next(
            (
                h
                for method, path, h in self.harms
                if seen.method == method and path.search(seen.path)
            ),
            None,
        )

    def count(self, to: tuple[str, str]) -> int:
        """How many requests of this kind came by."""
        return sum(one.method == to[0] and bool(re.search(to[1], one.path)) for one in self.seen)

    def ask(self, seen: Seen) -> tuple[int, dict[str, str], bytes]:
        """What the server behind says."""
        assert self.upstream.hostname
        connection = http.client.HTTPConnection(self.upstream.hostname, self.upstream.port)
        headers = {name: value for name, value in seen.headers.items() if name not in self.strips}
        headers |= {"host": self.upstream.netloc, "connection": "close"}
        try:
            connection.request(seen.method, seen.path, seen.body, headers)
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        finally:
            connection.close()


@contextmanager
def between(upstream: str) -> Iterator[Between]:
    """A server between, for as long as it is needed."""
    standing = Between(upstream)
    thread = threading.Thread(target=standing.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield standing
    standing.server.shutdown()
    standing.server.server_close()
    thread.join()


def says(status: int, body: bytes = b"{}", **headers: str) -> Harm:
    """Answers in the server's place, which never hears of it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def harm(passing: Passing, pass_on: Callable[[], None]) -> None:
        passing.answer(status, {"Content-Type": "application/json", **named}, body)

    return harm


def after_all(harm: Harm) -> Harm:
    """Lets the server do what was asked, then does harm to its answer."""

    def late(passing: Passing, pass_on: Callable[[], None]) -> None:
        pass_on()
        harm(passing, pass_on)

    return late


def breaks_off(passing: Passing, pass_on: Callable[[], None]) -> None:
    """Half an answer, then nothing any more."""
    passing.send_response_only(200)
    passing.send_header("Content-Length", "1000")
    passing.end_headers()
    passing.wfile.write(b'{"id": "12')
    passing.wfile.flush()
    passing.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    passing.connection.close()


def is_silent(passing: Passing, pass_on: Callable[[], None]) -> None:
    """No answer at all."""
    time.sleep(4)


def drips(passing: Passing, pass_on: Callable[[], None]) -> None:
    """A header that goes on for ever, a letter at a time."""
    passing.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in range(100):
        passing.wfile.write(b"a")
        passing.wfile.flush()
        time.sleep(0.1)


class Pours:
    """Three hundred megabytes, and how many of them were taken."""

    def __init__(self) -> None:
        self.poured = 0

    def __call__(self, passing: Passing, pass_on: Callable[[], None]) -> None:
        passing.send_response_only(200)
        passing.send_header("Content-Length", str(HUGE))
        passing.end_headers()
        piece = b" " * 100_000
        while self.poured < HUGE:
            passing.wfile.write(piece)
            self.poured += len(piece)
