"""Looks whether a link still leads somewhere, and never at anything inside a network that is not public."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from gatepost.networks.addresses import Address, NotPublic, Reach, is_public
from gatepost.networks.outward import Answer, Bounds, NoName, NotAnswered, NotReached, Outward

SECONDS = 10.0  # for all of it, redirects included
MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_REFUSED = frozenset({401, 403, 405, 429})  # somebody is there and does not talk to programs
_SERVER_ERROR = 500
_BAD_REQUEST = 400

__all__ = ["Address", "Reach", "is_public", "look_at"]


class Unreachable(Exception):
    """Why a link leads nowhere, as a sentence."""


def look_at(url: str, *, reach: Reach = is_public, seconds: float = SECONDS) -> str:
    """What is wrong with a link, as a sentence; nothing where it answers."""
    ends_at = time.monotonic() + seconds

    def ask(method: str, place: httpx.URL) -> Answer:
        left = max(ends_at - time.monotonic(), 0)
        bounds = Bounds(connect=left, silence=left, total=left)
        outward = Outward(bounds=bounds, plain=True, reach=reach)
        return outward.send(httpx.Request(method, place), whole=False)

    try:
        _follow(httpx.URL(url), ask)
    except (NotAnswered, NotReached) as why:
        if time.monotonic() >= ends_at:
            return f"It did not answer within {seconds:.0f} seconds."
        return _why(why)
    except (Unreachable, NotPublic, httpx.InvalidURL, UnicodeError, ValueError) as why:
        return _why(why)
    return ""


def _why(failure: Exception) -> str:
    """What went wrong, as a sentence."""
    if isinstance(failure, Unreachable):
        return str(failure)
    if isinstance(failure, NotPublic):
        return "It leads into a network that is not public, which Gatepost never enters."
    if isinstance(failure, NoName):
        return "There is no site of this name."
    return "Nothing answers there, or not as a web server does."


def _follow(url: httpx.URL, ask: Callable[[str, httpx.URL], Answer]) -> None:
    for _ in range(MOST_REDIRECTS + 1):
        if url.scheme not in ("http", "https") or not url.host or url.userinfo:
            raise Unreachable("It leads to something that is no web page.")
        answer = ask("HEAD", url)
        if answer.status >= _BAD_REQUEST:
            # Many servers answer HEAD badly and GET well.
            answer = ask("GET", url)
        if answer.status not in _REDIRECTS or "location" not in answer.headers:
            return _check_status(answer.status)
        url = url.join(answer.headers["location"])
    raise Unreachable(f"It sends visitors on more than {MOST_REDIRECTS} times.")


def _check_status(status: int) -> None:
    if status in _GONE:
        raise Unreachable("The page is gone.")
    if status >= _SERVER_ERROR or (status >= _BAD_REQUEST and status not in _REFUSED):
        raise Unreachable(f"The site answers with an error ({status}).")
