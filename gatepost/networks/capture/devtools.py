"""Speaks to a Chromium over two pipes: commands go in, answers and events come out, and everything has an end."""

from __future__ import annotations

import json
import os
import select
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

_PIECE = 1 << 16
_MOST = 100_000_000  # bytes of one message; a picture of a long page comes as one
Event = Callable[[str, dict[str, Any]], None]


class BrowserError(Exception):
    """The browser did not do what it was asked in time, or at all."""


class DevTools:
    """One conversation. `hear` is called with every event, from the thread that waits for an answer."""

    def __init__(self, *, reads: int, writes: int, seconds: float, hear: Event) -> None:
        self.reads, self.writes, self.hear = reads, writes, hear
        self.ends_at = time.monotonic() + seconds
        self.session = ""
        self._number = 0
        self._held = bytearray()
        self._lock = threading.Lock()

    def tell(self, method: str, **params: Any) -> int:
        """Send a command and wait for nothing; any thread may."""
        with self._lock:
            self._number += 1
            number = self._number
            message: dict[str, Any] = {"id": number, "method": method, "params": params}
            if self.session:
                message["sessionId"] = self.session
            self._write(json.dumps(message).encode() + b"\0")
        return number

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        number = self.tell(method, **params)
        while True:
            message = self._next(self.ends_at)
            if message is None:
                raise BrowserError("The browser took too long.")
            if message.get("id") == number:
                if "error" in message:
                    raise BrowserError("The browser refused a command.")
                return _table(message.get("result"))
            self._take(message)

    def wait(self, until: Callable[[], bool], *, seconds: float) -> bool:
        """Hear events until something holds, or the seconds are over; gives whether it holds."""
        ends_at = min(time.monotonic() + seconds, self.ends_at)
        while not until():
            message = self._next(min(ends_at, time.monotonic() + 0.1))
            if message is not None:
                self._take(message)
            elif time.monotonic() >= ends_at:
                return False
        return True

    def _take(self, message: Mapping[str, Any]) -> None:
        if isinstance(message.get("method"), str):
            self.hear(message["method"], _table(message.get("params")))

    def _next(self, ends_at: float) -> dict[str, Any] | None:
        """The next message; None where none came in time."""
        while (end := self._held.find(0)) < 0:
            left = ends_at - time.monotonic()
            if left <= 0 or not select.select([self.reads], [], [], left)[0]:
                return None
            piece = os.read(self.reads, _PIECE)
            self._held += piece
            if not piece or len(self._held) > _MOST:
                raise BrowserError("The browser ended.")
        content = bytes(self._held[:end])
        del self._held[: end + 1]
        return _table(json.loads(content))

    def _write(self, content: bytes) -> None:
        while content:
            left = self.ends_at - time.monotonic()
            if left <= 0 or not select.select([], [self.writes], [], left)[1]:
                raise BrowserError("The browser took too long.")
            try:
                content = content[os.write(self.writes, content[:4096]) :]
            except OSError:
                raise BrowserError("The browser ended.") from None


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
