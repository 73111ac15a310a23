"""A server of the tests' own with one account, which changes, shuts us out or vanishes as a test wants it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "token-of-the-small-server"


class Small:
    """What it keeps, and how it behaves."""

    def __init__(self) -> None:
        self.address = ""
        self.account: dict[str, Any] = {
            "id": "7",
            "acct": "school",
            "url": "https://social.example/@school",
            "display_name": "Ashlands",
            "note": "<p>A school.</p>",
            "avatar": "https://social.example/a.png",
            "fields": [],
        }
        self.token_is_of = "7"
        self.lets_in = True
        self.status = 200  # of every answer
        self.page = "<p>Ashlands</p>"  # at any address but the network's own
        self.asked: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None  # done while somebody waits for an answer

    def answer(self, path: str, token: str) -> tuple[int, bytes]:
        self.asked.append(path)
        self.meanwhile()
        if self.status != 200:
            return self.status, b"{}"
        if not path.startswith("/api/"):
            return 200, self.page.encode()
        if token and not (self.lets_in and token == f"Bearer {TOKEN}"):
            return 401, b"{}"
        return self._told(path)

    def _told(self, path: str) -> tuple[int, bytes]:
        if path == "/api/v1/accounts/verify_credentials":
            return 200, json.dumps({**self.account, "id": self.token_is_of}).encode()
        if path.startswith("/api/v1/accounts/"):
            id = path.rpartition("/")[2]
            return 200, json.dumps({**self.account, "id": id}).encode()
        return 200, b"{}"


class Handler(BaseHTTPRequestHandler):
    """The same on HTTP."""

    small: Small

    def do_GET(self) -> None:
        status, body = self.small.answer(self.path, self.headers.get("Authorization", ""))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def small_mastodon() -> Iterator[Small]:
    """The server, for as long as it is needed."""
    small = Small()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Kept", (Handler,), {"small": small}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    small.address = f"http://127.0.0.1:{server.server_port}"
    yield small
    server.shutdown()
    server.server_close()
    thread.join()
