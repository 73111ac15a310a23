"""Answers what a page in the browser asks for: texts, and media only where they are wanted; nothing else gets out."""

from __future__ import annotations

import base64
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from gatepost.networks.capture.devtools import BrowserError, DevTools
from gatepost.networks.capture.fetching import FAILURES, Exchange, Fetcher, is_text

_AT_ONCE = 6
_QUIET = 0.7  # seconds without a request before a page counts as settled
_TEXTS = frozenset({"Document", "Stylesheet", "Script", "XHR", "Fetch"})
_MEDIA = frozenset({"Image", "Media", "Font"})
_PASSED_ON = (
    "access-control-",
    "content-language",
    "content-security-policy",
    "content-type",
    "location",
    "x-content-type-options",
)
_INSIDE = re.compile(rb"data:(?:image|video|audio)/[a-z0-9.+-]+[^\"'()<>\s\\]*", re.IGNORECASE)


class Answering:
    """Hears what the page asks for and answers from the fetcher, a few at a time."""

    def __init__(self, first: Exchange, fetcher: Fetcher) -> None:
        self.first, self.fetcher = first, fetcher
        self.tools: DevTools | None = None
        self.is_loaded = False
        self._lock = threading.Lock()
        self._open = 0
        self._last = time.monotonic()
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="capture")

    def hear(self, event: str, about: dict[str, Any]) -> None:
        """Take an event of the browser."""
        if event == "Page.loadEventFired":
            self.is_loaded = True
        elif event == "Page.javascriptDialogOpening":
            self._tell("Page.handleJavaScriptDialog", accept=False)
        elif event == "Fetch.requestPaused":
            self._count(1)
            self._pool.submit(self._answer, about)

    def is_quiet(self) -> bool:
        """Whether nothing is being fetched and nothing was asked for a while."""
        return self._open == 0 and time.monotonic() - self._last > _QUIET

    def end(self) -> None:
        """Answer nothing more."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _count(self, more: int) -> None:
        with self._lock:
            self._open += more
            self._last = time.monotonic()

    def _answer(self, about: dict[str, Any]) -> None:
        number, request = str(about.get("requestId", "")), about.get("request", {})
        try:
            exchange = self._exchange(request, str(about.get("resourceType", "")))
            if exchange is None:
                self._tell("Fetch.failRequest", requestId=number, errorReason="BlockedByClient")
            else:
                self._fulfil(number, exchange)
        finally:
            self._count(-1)

    def _exchange(self, request: dict[str, Any], kind: str) -> Exchange | None:
        """What answers a request; None where it is not allowed out, or came to nothing."""
        address = str(request.get("url", ""))
        wanted = _TEXTS | _MEDIA if self.fetcher.with_media else _TEXTS
        if request.get("method") != "GET" or kind not in wanted:
            return None
        if address == self.first.address:
            return self.first
        with suppress(*FAILURES):
            return self.fetcher.fetch(address)
        return None

    def _fulfil(self, number: str, exchange: Exchange) -> None:
        body = exchange.body
        if not self.fetcher.with_media and is_text(exchange.media_type):
            body = _INSIDE.sub(b"data:,", body)  # pictures that are written into the text
        headers = [
            {"name": name, "value": value}
            for name, value in exchange.headers
            if name.lower().startswith(_PASSED_ON)
        ]
        self._tell(
            "Fetch.fulfillRequest",
            requestId=number,
            responseCode=exchange.status,
            responseHeaders=headers,
            body=base64.b64encode(body).decode(),
        )

    def _tell(self, method: str, **params: Any) -> None:
        if self.tools is not None:
            with suppress(BrowserError, OSError, ValueError):
                self.tools.tell(method, **params)
