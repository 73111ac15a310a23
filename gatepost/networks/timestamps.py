"""Asks a time-stamp authority (RFC 3161) to say that a hash was there: nothing but the hash leaves the house."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import httpx

from gatepost.core.evidence import Stamp, StampError, StampReading, read_stamp
from gatepost.core.evidence.stamps import MOST, stamp_request
from gatepost.networks.addresses import NotPublic
from gatepost.networks.errors import Refused, TryLater, Unsafe
from gatepost.networks.outward import Answer, Bounds, NotAnswered, NotReached, Outward

BOUNDS = Bounds(connect=5.0, silence=20.0, total=30.0, answer=MOST)
SOON = 300  # seconds until another try
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_OK, _TROUBLE = 200, 500
_LATER = frozenset({408, 425, 429})


@dataclass(frozen=True)
class Authority:
    """A time-stamp authority: its address, and the certificates (PEM) by which its answers are believed."""

    address: str
    roots: bytes = b""


@dataclass(frozen=True)
class Stamped:
    """The answer as it is kept, and what it says."""

    stamp: Stamp
    reading: StampReading


def stamp(sha256: str, *, authority: Authority, outward: Outward) -> Stamped:
    """A time stamp for a SHA-256, checked; or one of `errors`.

    Without certificates the answer is kept unchecked: it can be checked later by whoever has them.
    """
    nonce = secrets.token_bytes(8)
    answer = _ask(authority.address, stamp_request(sha256, nonce=nonce), outward)
    try:
        reading = read_stamp(answer, sha256=sha256, roots=authority.roots)
    except StampError as error:
        raise Refused(
            f"The time-stamp authority gave an answer that Gatepost does not accept: {error} "
            "Check its address and its certificates."
        ) from None
    if reading.nonce != int.from_bytes(nonce, "big"):
        raise Refused(
            "The time-stamp authority gave the answer to another question. Check its address."
        )
    return Stamped(Stamp(answer, authority.address), reading)


def _ask(address: str, query: bytes, outward: Outward) -> bytes:
    try:
        answer = outward.send(_request(address, query))
    except NotPublic:
        raise Unsafe(
            "The address of the time-stamp authority leads into a network that is not public, "
            "which Gatepost never enters. Correct the address."
        ) from None
    except (NotReached, NotAnswered):
        raise TryLater(
            "The time-stamp authority cannot be reached or gave no whole answer. Gatepost tries again.",
            after=SOON,
        ) from None
    return _body(answer)


def _request(address: str, query: bytes) -> httpx.Request:
    headers = {"Content-Type": _QUERY, "Accept": _REPLY}
    try:
        request = httpx.Request("POST", address, content=query, headers=headers)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        request = None
    if not request or request.url.scheme not in ("http", "https") or not request.url.host:
        raise Refused(
            "The address of the time-stamp authority is no web address. Enter it as https:// and a name."
        )
    return request


def _body(answer: Answer) -> bytes:
    if answer.status >= _TROUBLE or answer.status in _LATER:
        raise TryLater(
            "The time-stamp authority has trouble of its own or wants us to wait. Gatepost tries again.",
            after=SOON,
        )
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if answer.status != _OK or kind != _REPLY:
        raise Refused(
            f"The time-stamp authority does not answer as one does (answer {answer.status}). Check its address."
        )
    return answer.body
