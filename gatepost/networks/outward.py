"""The one way out of Gatepost to other servers: bounded, to public addresses only, with nothing kept and nothing logged."""

from __future__ import annotations

import json
import ssl
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpcore
import httpx

from gatepost import __version__
from gatepost.networks.addresses import Address, NoSuchName, Reach, is_public, resolve

AGENT = f"Gatepost/{__version__}"
_PIECE = 16_384
_ANY_COMPRESSION = zlib.MAX_WBITS | 32


class NotReached(Exception):
    """Nothing was sent: nobody answered there, or not as somebody whom one can trust."""


class NoName(NotReached):
    """There is no server of that name."""


class NotAnswered(Exception):
    """Something was sent, and no whole answer came back in time and in size."""


@dataclass(frozen=True)
class Bounds:
    """How long a request may take, in seconds, and how many bytes an answer may have."""

    connect: float = 5.0
    silence: float = 20.0
    total: float = 60.0
    answer: int = 5_000_000


@dataclass(frozen=True)
class Answer:
    """What another server said."""

    status: int
    headers: httpx.Headers = field(repr=False)
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """The answer as data; ValueError where it is none."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Outward:
    """Sends requests, one at a time, each over a connection of its own.

    `loopback` opens this very machine, without encryption too: for tests and development. `plain` lets requests go
    unencrypted to public addresses, which only looking at somebody's web page needs. `reach` says which addresses are
    open beside that. No redirect is followed, no cookie kept and no proxy taken from the environment.
    """

    bounds: Bounds = Bounds()
    loopback: bool = False
    plain: bool = False
    reach: Reach = is_public

    def send(self, request: httpx.Request, *, whole: bool = True) -> Answer:
        """The answer to a request, its body only where it is to be `whole`; or NotReached, NotAnswered, NotPublic."""
        if request.url.scheme not in ("http", "https") or request.url.userinfo:
            raise NotReached
        way = _Way(self, encrypted=request.url.scheme == "https")
        try:
            return self._exchange(request, way, whole)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError):
            failure: type[Exception] = NotAnswered if way.sent else NotReached
        except NoSuchName:
            failure = NoName
        raise failure  # outside the handler: what failed below may show the address with a token in it

    def opens(self, address: Address, *, encrypted: bool) -> bool:
        """Whether an address may be spoken to, and in the clear."""
        if self.loopback and address.is_loopback:
            return True
        return self.reach(address) and (encrypted or self.plain)

    def _exchange(self, request: httpx.Request, way: _Way, whole: bool) -> Answer:
        times = {"connect": self.bounds.connect}
        times |= dict.fromkeys(("read", "write", "pool"), self.bounds.silence)
        request.headers["User-Agent"] = AGENT
        request.headers["Accept-Encoding"] = "identity"
        with (
            httpcore.ConnectionPool(
                ssl_context=_certificates(), network_backend=way, max_keepalive_connections=0
            ) as pool,
            pool.stream(
                request.method,
                httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.read(),
                extensions={"timeout": times},
            ) as response,
        ):
            headers = httpx.Headers(response.headers)
            has_body = whole and request.method != "HEAD"
            pieces = response.iter_stream() if has_body else ()
            body = _within(_plain(pieces, headers), self.bounds.answer)
            return Answer(response.status, headers, body)


class _Way(httpcore.SyncBackend):
    """Connects to addresses that were looked up once and found open, and knows whether anything was sent."""

    def __init__(self, outward: Outward, *, encrypted: bool) -> None:
        self.outward = outward
        self.encrypted = encrypted
        self.ends_at = time.monotonic() + outward.bounds.total
        self.sent = False

    def left(self, timeout: float | None) -> float:
        """The seconds that something may still take."""
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left if timeout is None else min(left, timeout)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolve(
            host.strip("[]"), port=port, reach=self._opens, seconds=self.left(timeout)
        )
        failure: Exception = httpcore.ConnectError()
        for address in addresses:
            try:
                stream = super().connect_tcp(str(address), port, self.left(timeout))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as why:
                failure = why
            else:
                return _Timed(stream, self)
        raise failure

    def _opens(self, address: Address) -> bool:
        return self.outward.opens(address, encrypted=self.encrypted)


class _Timed(httpcore.NetworkStream):
    """A connection on which everything together, and not each step alone, has an end."""

    def __init__(self, stream: httpcore.NetworkStream, way: _Way) -> None:
        self.stream = stream
        self.way = way

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.way.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.way.sent = True
        for start in range(0, len(buffer), _PIECE):
            self.stream.write(buffer[start : start + _PIECE], self.way.left(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self.way.left(timeout)
        return _Timed(self.stream.start_tls(ssl_context, server_hostname, left), self.way)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


@cache
def _certificates() -> ssl.SSLContext:
    """The world's certificates, and those of this machine: many schools' networks inspect traffic."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _plain(pieces: Iterable[bytes], headers: httpx.Headers) -> Iterator[bytes]:
    """The body unpacked, a bounded piece at a time, since some servers compress although nobody asked."""
    packing = headers.get("content-encoding", "identity").lower()
    if packing in ("", "identity"):
        yield from pieces
        return
    if packing not in ("gzip", "deflate"):
        raise httpcore.RemoteProtocolError
    unpacker = zlib.decompressobj(_ANY_COMPRESSION)
    for piece in pieces:
        rest = piece
        while rest:
            try:
                yield unpacker.decompress(rest, _PIECE)
            except zlib.error:
                raise httpcore.RemoteProtocolError from None
            rest = unpacker.unconsumed_tail


def _within(pieces: Iterable[bytes], most: int) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > most:
            raise httpcore.RemoteProtocolError
    return bytes(body)
