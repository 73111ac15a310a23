"""Writes what was fetched as a WARC file, the form in which libraries and archives keep web pages."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus

import httpx
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from gatepost.networks.capture.fetching import Exchange

# The body is kept as it was unpacked, so what said how it came is kept under another name.
_OF_THE_WAY = frozenset({"content-encoding", "transfer-encoding", "content-length"})


class _Writer(WARCWriter):  # type: ignore[misc]
    """Takes SHA-256, where the library takes SHA-1 of itself."""

    def _create_digester(self) -> Digester:
        return Digester("sha256")


def warc(exchanges: Iterable[Exchange], *, about: Mapping[str, str], at: datetime) -> bytes:
    """The file: what made it, then each answer and what was asked for it."""
    out = io.BytesIO()
    writer = _Writer(out, gzip=False, warc_version="WARC/1.1")
    told = "".join(f"{name}: {value}\r\n" for name, value in about.items()).encode()
    dated = {"WARC-Date": _moment(at)}
    info = writer.create_warc_record(
        "", "warcinfo", payload=io.BytesIO(told), length=len(told), warc_headers_dict=dated
    )
    writer.write_record(info)
    for exchange in exchanges:
        _write(writer, exchange)
    return out.getvalue()


def _write(writer: _Writer, exchange: Exchange) -> None:
    dated = {"WARC-Date": _moment(exchange.at)}
    answered = writer.create_warc_record(
        exchange.address,
        "response",
        payload=io.BytesIO(exchange.body),
        length=len(exchange.body),
        http_headers=StatusAndHeaders(
            _line(exchange.status), _headers(exchange), protocol="HTTP/1.1"
        ),
        warc_headers_dict=dated,
    )
    url = httpx.URL(exchange.address)
    asked = writer.create_warc_record(
        exchange.address,
        "request",
        http_headers=StatusAndHeaders(
            f"GET {url.raw_path.decode('ascii')} HTTP/1.1",
            list(exchange.asked.items()),
            is_http_request=True,
        ),
        warc_headers_dict=dated,
    )
    writer.write_request_response_pair(asked, answered)


def _headers(exchange: Exchange) -> list[tuple[str, str]]:
    kept = [
        (f"X-Archive-Orig-{name}" if name.lower() in _OF_THE_WAY else name, value)
        for name, value in exchange.headers
    ]
    return [*kept, ("Content-Length", str(len(exchange.body)))]


def _line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
