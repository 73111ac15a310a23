"""A look at the public address of an account, as any visitor has it: whether it is there, and to what it links as its own."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from gatepost.networks.addresses import NotPublic
from gatepost.networks.errors import NetworkError, Refused, TryLater, Unsafe
from gatepost.networks.outward import Answer, NotAnswered, NotReached, Outward
from gatepost.networks.profiles import Link, anchors, is_web_address, links
from gatepost.networks.talking import SOON, Missing, waiting_time

_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_LATER = frozenset({408, 425, 429})
_A_YES, _SERVER_ERROR = 300, 500


@dataclass(frozen=True)
class PublicPage:
    """What stands at a public address: the site that answered in the end, and its links with rel="me"."""

    host: str
    links: tuple[Link, ...] = ()


def look_at_page(url: str, outward: Outward) -> PublicPage:
    """The page at an address; raises Missing where it is gone, else a NetworkError where nobody could look."""
    place, answer = visit(url, outward)
    html = answer.body.decode("utf-8", "replace")
    return PublicPage(place.host, links(Link(_whole(place, one)) for one in anchors(html).me))


def visit(url: str, outward: Outward) -> tuple[httpx.URL, Answer]:
    """Where an address leads in the end, and what stands there; the body is empty where it is larger than is read."""
    if not is_web_address(url):
        raise Refused("This is no web address. Enter it as https:// and a name.")
    place = httpx.URL(url)
    for _ in range(_MOST_REDIRECTS + 1):
        answer = _get(place, outward)
        if answer.status not in _REDIRECTS or "location" not in answer.headers:
            return place, _checked(answer)
        place = _next(place, answer)
    raise Refused(f"It sends visitors on more than {_MOST_REDIRECTS} times.")


def _next(place: httpx.URL, answer: Answer) -> httpx.URL:
    try:
        there = place.join(answer.headers["location"])
    except (httpx.InvalidURL, UnicodeError, ValueError):
        there = httpx.URL("")
    if not is_web_address(str(there)):
        raise Refused("It sends visitors on to something that is no web page.")
    return there


def _get(place: httpx.URL, outward: Outward) -> Answer:
    try:
        try:
            return _send(place, outward, whole=True)
        except (
            NotAnswered
        ):  # a page may be larger than is read; that it is there shows in its first line
            return _send(place, outward, whole=False)
    except NotPublic:
        failure: NetworkError = Unsafe(
            "The address leads into a network that is not public, which Gatepost never enters. "
            "Correct the address."
        )
    except (NotReached, NotAnswered):
        failure = TryLater("Nothing answers there. Gatepost tries again.", after=SOON)
    raise failure


def _send(place: httpx.URL, outward: Outward, *, whole: bool) -> Answer:
    return outward.send(httpx.Request("GET", place), whole=whole)


def _checked(answer: Answer) -> Answer:
    if answer.status in _GONE:
        raise Missing
    if answer.status in _LATER or answer.status >= _SERVER_ERROR:
        raise TryLater(
            f"The site has trouble of its own (answer {answer.status}). Gatepost tries again.",
            after=waiting_time(answer),
        )
    if answer.status >= _A_YES:
        raise Refused(
            f"The site shows this page to no program (answer {answer.status}). Look there yourself."
        )
    return answer


def _whole(place: httpx.URL, href: str) -> str:
    try:
        return str(place.join(href))
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return ""
