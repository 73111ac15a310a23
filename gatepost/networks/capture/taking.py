"""Captures a public page as evidence: the exchange with the server as it was, the text, and a picture where that works."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from gatepost import __version__
from gatepost.core.evidence import Page, login_wall
from gatepost.core.evidence.pages import words_of
from gatepost.networks.addresses import NotPublic
from gatepost.networks.capture.archiving import warc
from gatepost.networks.capture.browser import Browser, Shown, show
from gatepost.networks.capture.devtools import BrowserError
from gatepost.networks.capture.fetching import (
    REDIRECTS,
    Exchange,
    Fetcher,
    Limits,
    NotTaken,
    is_text,
)
from gatepost.networks.errors import NetworkError, Refused, TryLater, Unsafe
from gatepost.networks.outward import NoName, NotAnswered, NotReached, Outward

LIMITS = Limits()
SOON = 300
_ERROR = 400
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.5"

NO_MEDIA = "No pictures, films or sounds were fetched: only the text."
NO_PICTURES = "The pictures of the page were not fetched: that needs Chromium."
NO_BROWSER = "No screenshot: there is no Chromium here, or it may not run in its sandbox."
NO_SHOW = "No screenshot: Chromium did not show the page."
NOT_WHOLE = (
    "The screenshot may not show the whole page: it was long, or still loading when time was up."
)
NO_WORDS = "The page shows no words without running its programs, which was not done: a person should look at it."


@dataclass(frozen=True)
class CapturedFile:
    """One file that a capture gives; `at` is when it was made."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    sha256: str
    what: str
    at: datetime


@dataclass(frozen=True)
class Capture:
    """What a capture came to.

    `state` is "captured", or "login-wall" where a page that asks to sign in stood there, or "error-page" where the
    site answered with an error: neither is evidence of the post. `reasons` say why it is taken for a wall.
    """

    asked: str
    final: str
    status: int
    title: str
    state: str
    files: tuple[CapturedFile, ...]
    began_at: datetime
    ended_at: datetime
    redirects: tuple[str, ...]
    notes: tuple[str, ...]
    reasons: tuple[str, ...]
    tools: str


@dataclass(frozen=True)
class _Seen:
    """The page as far as it could be read."""

    address: str
    title: str
    text: str
    html: str
    shown: Shown | None
    notes: tuple[str, ...]


def capture(
    address: str,
    *,
    outward: Outward,
    at: datetime,
    with_media: bool = False,
    limits: Limits = LIMITS,
    browser: Browser | None = None,
) -> Capture:
    """Capture a page, or raise one of `errors`; `at` is the moment at which this begins.

    `with_media` fetches pictures too: only once somebody has answered that none can be a sexual image of a child.
    """
    fetcher = Fetcher(outward, at=at, limits=limits, with_media=with_media)
    trail = _followed(address, fetcher)
    last = trail[-1]
    seen = _seen(last, fetcher, browser)
    page = Page(trail[0].address, seen.address, last.status, seen.title, seen.text, seen.html)
    reasons = login_wall(page)
    state = "login-wall" if reasons else "error-page" if last.status >= _ERROR else "captured"
    tools = f"Gatepost {__version__}" + (f", {seen.shown.version}" if seen.shown else "")
    files = tuple(_files(address, trail, fetcher, seen, tools))
    return Capture(
        asked=address,
        final=seen.address,
        status=last.status,
        title=seen.title,
        state=state,
        files=files,
        began_at=at,
        ended_at=fetcher.now(),
        redirects=tuple(one.address for one in trail[1:]),
        notes=(*_told(last, fetcher, seen), *seen.notes),
        reasons=reasons,
        tools=tools,
    )


def _followed(address: str, fetcher: Fetcher) -> list[Exchange]:
    """What came back from the address and from those to which it sent us on."""
    trail = [_fetched(address, fetcher)]
    while trail[-1].status in REDIRECTS:
        if len(trail) > fetcher.limits.redirects:
            raise Refused(
                f"The page sends visitors on more than {fetcher.limits.redirects} times. Enter the address it ends at."
            )
        trail.append(_fetched(_sent_on(trail[-1]), fetcher))
    return trail


def _sent_on(exchange: Exchange) -> str:
    try:
        return str(httpx.URL(exchange.address).join(exchange.header("location")))
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise Refused("The page sends visitors on to something that is no address.") from None


def _fetched(address: str, fetcher: Fetcher) -> Exchange:
    try:
        return fetcher.fetch(address, accept=_ACCEPT)
    except NotPublic:
        failure: NetworkError = Unsafe(
            "The address leads into a network that is not public, which Gatepost never enters. Correct the address."
        )
    except NotTaken as why:
        failure = Refused(f"The page was not captured. {why}")
    except NoName:
        failure = Refused("There is no site of this name. Correct the address.")
    except NotReached:
        failure = TryLater("Nothing answers there at the moment. Try again.", after=SOON)
    except NotAnswered:
        most = fetcher.limits.one // 1_000_000
        failure = TryLater(
            f"The site gave no whole answer in time, or one of more than {most} megabytes. Try again, or save the page by hand.",
            after=SOON,
        )
    raise failure


def _seen(last: Exchange, fetcher: Fetcher, browser: Browser | None) -> _Seen:
    html = _decoded(last) if is_text(last.media_type) else ""
    plain = not last.media_type.endswith(("html", "xhtml+xml"))
    title, text = ("", html) if plain else words_of(html)
    if browser is None:
        return _Seen(
            last.address, title, text, html, None, (NO_BROWSER, *((NO_WORDS,) if not text else ()))
        )
    try:
        shown = show(browser, last, fetcher)
    except (BrowserError, KeyError, ValueError, OSError):
        return _Seen(
            last.address, title, text, html, None, (NO_SHOW, *((NO_WORDS,) if not text else ()))
        )
    notes = [] if shown.is_whole else [NOT_WHOLE]
    address = shown.address.partition("#")[0]
    if address != last.address:
        notes.append(f"The page led the browser on to {address}.")
    words = (shown.title or title, shown.text or text, shown.html or html)
    return _Seen(address, *words, shown, tuple(notes))


def _decoded(exchange: Exchange) -> str:
    named = _CHARSET.search(exchange.header("content-type"))
    try:
        return exchange.body.decode(named[1] if named else "utf-8", "replace")
    except (LookupError, UnicodeError):
        return exchange.body.decode("utf-8", "replace")


def _files(
    address: str, trail: Sequence[Exchange], fetcher: Fetcher, seen: _Seen, tools: str
) -> Iterator[CapturedFile]:
    now = fetcher.now()
    about = {
        "software": tools,
        "format": "WARC File Format 1.1",
        "description": "captured as evidence",
    }
    archived = warc(list(fetcher.exchanges), about=about, at=fetcher.began_at)
    what = "Everything that was asked and answered, as it came"
    yield _file("page.warc", "application/warc", archived, what, now)
    words = [
        f"Asked for: {address}",
        f"Answered by: {seen.address} (answer {trail[-1].status})",
        f"Captured at: {trail[-1].at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"Title: {seen.title}",
        "Text as the browser shows it:" if seen.shown else "Text as it stands in the page:",
    ]
    text = "\n".join([*words, "", seen.text, ""]).encode("utf-8", "replace")
    yield _file("page.txt", "text/plain; charset=utf-8", text, "The words of the page", now)
    if seen.shown:
        picture = seen.shown.picture
        yield _file("screenshot.png", "image/png", picture, "The page as a browser shows it", now)


def _file(name: str, kind: str, content: bytes, what: str, at: datetime) -> CapturedFile:
    return CapturedFile(name, kind, content, hashlib.sha256(content).hexdigest(), what, at)


def _told(last: Exchange, fetcher: Fetcher, seen: _Seen) -> Iterator[str]:
    if not fetcher.with_media:
        yield NO_MEDIA
    elif seen.shown is None and seen.html:
        yield NO_PICTURES
    if last.status >= _ERROR:
        yield f"The site answered with an error ({last.status}): this shows nothing of the post."
