"""Talking to a network's server: what was asked, what came back, and which of the few errors that means."""

from __future__ import annotations

import enum
import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx

from gatepost.networks.addresses import NotPublic, is_public
from gatepost.networks.errors import NetworkError, Refused, SignedOut, TryLater, Unknown, Unsafe
from gatepost.networks.outward import Answer, NotAnswered, NotReached, Outward

T = TypeVar("T")

SOON = 60  # seconds until another try, where the server names none
_LONGEST = 86_400
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({408, 425, 429})
_GONE = frozenset({404, 410})
_WAITS = ("retry-after", "ratelimit-reset", "x-ratelimit-reset")
_AN_EPOCH = 1_000_000_000  # a number larger than this is a moment and no span


class Stage(enum.Enum):
    """What is lost when no answer comes: nothing, or the knowledge whether a post stands on the network."""

    BEFORE = "nothing that anybody can see comes of it, or nothing more when it is done twice"
    PUBLISHING = "a post may stand there afterwards"


class Missing(Exception):
    """What was asked for is not there."""


@dataclass(frozen=True)
class Call:
    """One request to a network."""

    method: str
    path: str
    params: Mapping[str, str | list[str]] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: Any = field(default=None, repr=False)
    content: bytes | None = field(default=None, repr=False)
    data: Mapping[str, str] | None = field(default=None, repr=False)
    files: Mapping[str, tuple[str, bytes, str]] | None = field(default=None, repr=False)
    stage: Stage = Stage.BEFORE

    def request(self, base: str) -> httpx.Request:
        """The same as httpx has it."""
        return httpx.Request(
            self.method,
            base + self.path,
            params=self.params,
            headers={"Accept": "application/json", **self.headers},
            json=self.json,
            content=self.content,
            data=self.data,
            files=self.files,
        )


# What a network's own answer means where it says more than the status; None where it does not.
Reading = Callable[[Answer], NetworkError | type[Missing] | None]


def _says_nothing(_: Answer) -> None:
    return None


@dataclass(frozen=True)
class Talk:
    """A conversation with one network's server."""

    name: str
    base: str
    outward: Outward
    means: Reading = _says_nothing

    def ask(self, call: Call, take: Callable[[Any], T]) -> T:
        """What `take` makes of the answer's data; else an error of `errors`, or Missing."""
        return self.read(call, lambda answer: take(answer.json()))

    def read(self, call: Call, take: Callable[[Answer], T]) -> T:
        """The same where the answer's headers count, too."""
        answer = self.answer(call)
        try:
            return take(answer)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            pass
        raise self._unclear(
            call.stage, f"{self.name} answered in a way that Gatepost does not understand."
        )

    def answer(self, call: Call) -> Answer:
        """The answer to a call, where it is a yes."""
        answer = self._follow(self._request(call), call.stage)
        failure = self._failure(answer, call)
        if failure is not None:
            raise failure
        return answer

    def _request(self, call: Call) -> httpx.Request:
        try:
            request = call.request(self.base)
        except (httpx.InvalidURL, UnicodeError, ValueError):
            request = None
        url = request.url if request else httpx.URL("")
        if request is None or url.scheme not in ("http", "https") or url.userinfo or not url.host:
            raise Refused(
                f"The address for {self.name} is no web address. Enter it as https:// and a name."
            )
        return request

    def _follow(self, request: httpx.Request, stage: Stage) -> Answer:
        answer = self._send(request, stage)
        for _ in range(_MOST_REDIRECTS):
            if answer.status not in _REDIRECTS or request.method != "GET":
                break
            there = self._redirected(request, answer)
            request = httpx.Request("GET", there, headers=request.headers)
            answer = self._send(request, stage)
        if answer.status in _REDIRECTS:
            self._redirected(request, answer)
            raise Refused(
                f"{self.name} sends us on to another address. Enter the address it really has."
            )
        return answer

    def _redirected(self, request: httpx.Request, answer: Answer) -> httpx.URL:
        """Where a server sends us on to, within itself."""
        try:
            there = request.url.join(answer.headers.get("location", ""))
        except (httpx.InvalidURL, ValueError):
            raise Refused(f"{self.name} sends us on to something that is no address.") from None
        if _origin(there) == _origin(request.url):
            return there
        if _is_inside(there.host):
            raise self._unsafe()
        raise Refused(
            f"{self.name} sends us on to another site, where Gatepost does not follow. "
            "Enter the address it really has."
        )

    def _send(self, request: httpx.Request, stage: Stage) -> Answer:
        try:
            return self.outward.send(request)
        except NotPublic:
            failure: NetworkError = self._unsafe()
        except NotReached:
            failure = TryLater(
                f"{self.name} cannot be reached. Gatepost tries again; if it lasts, check the address.",
                after=SOON,
            )
        except NotAnswered:
            failure = self._unclear(stage, f"{self.name} gave no whole answer.")
        raise failure  # outside the handler, so that nothing of the request hangs on it

    def _failure(self, answer: Answer, call: Call) -> Exception | None:
        """The error that an answer stands for, if it stands for one."""
        if answer.status < 300:  # noqa: PLR2004
            return None
        read = self.means(answer)
        if isinstance(read, NetworkError):
            return read
        if read is Missing or (read is None and answer.status in _GONE):
            return Missing()
        return self._by_status(answer, call.stage)

    def _by_status(self, answer: Answer, stage: Stage) -> NetworkError:
        if answer.status in _LATER:
            return self.later(answer)
        if answer.status >= 500:  # noqa: PLR2004
            return self._unclear(
                stage, f"{self.name} has trouble of its own.", after=waiting_time(answer)
            )
        if answer.status == 401:  # noqa: PLR2004
            return self.signed_out()
        if answer.status == 403:  # noqa: PLR2004
            return Refused(
                f"{self.name} does not allow this account to do that. Check what the account may do."
            )
        return Refused(f"{self.name} does not take this (answer {answer.status}).")

    def later(self, answer: Answer) -> TryLater:
        """The server wants us to wait."""
        return TryLater(
            f"{self.name} asks us to wait. Gatepost tries again by itself.",
            after=waiting_time(answer),
        )

    def signed_out(self) -> SignedOut:
        """The server does not know us any more."""
        return SignedOut(
            f"{self.name} does not accept our access any more: it has run out or was taken back. "
            "Connect the account again."
        )

    def _unsafe(self) -> Unsafe:
        return Unsafe(
            f"The address for {self.name} leads into a network that is not public, "
            "which Gatepost never enters. Correct the address."
        )

    def _unclear(self, stage: Stage, what: str, *, after: int = SOON) -> NetworkError:
        """Nothing lost before publishing; afterwards nobody knows."""
        if stage is Stage.BEFORE:
            return TryLater(f"{what} Gatepost tries again.", after=after)
        return Unknown(
            f"{what} Whether the post is there is not known. Look before it is sent again."
        )


def waiting_time(answer: Answer) -> int:
    """How many seconds a server wants to be left alone; its own clock counts, since no other is read here."""
    for name in _WAITS:
        if name in answer.headers:
            seconds = _seconds(answer.headers[name], answer.headers.get("date", ""))
            if seconds is not None:
                return min(max(seconds, 1), _LONGEST)
    return SOON


def _seconds(value: str, date: str) -> int | None:
    if value.isdecimal() and len(value) <= 12 and int(value) < _AN_EPOCH:  # noqa: PLR2004
        return int(value)
    try:
        return int((_moment(value) - _moment(date)).total_seconds())
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _moment(value: str) -> datetime:
    if value.isdecimal():
        return datetime.fromtimestamp(int(value), UTC)
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return parsedate_to_datetime(value)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _is_inside(host: str) -> bool:
    """Whether a host is plainly this machine or an address that is not public; names are not looked up."""
    try:
        return not is_public(ipaddress.ip_address(host))
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
