"""Networks of the tests' own on loopback, which count what they accept: one with keys, one with names, one with nothing.

They are as simple as a network can be. How real ones answer is shown by `tests/networks`.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

NETWORKS = ("bluesky", "wordpress", "facebook")
PAGE = "100200300"
# The requests after which a post stands there.
SENDS = {
    "bluesky": ("POST", "createRecord"),
    "wordpress": ("POST", "%2Fposts"),
    "facebook": ("POST", "/feed"),
}
Told = tuple[int, Any]


class Counting:
    """What was accepted, by network, and how long it takes to accept something and to say so."""

    def __init__(self) -> None:
        self.posts: dict[str, dict[str, dict[str, Any]]] = {network: {} for network in NETWORKS}
        self.taken = threading.Lock()
        self.numbers = count(1)
        self.before: Callable[[], float] = float
        self.after: Callable[[], float] = float
        self.lets_in = True
        self.asked = 0  # how often something was to be published
        self.decided = 0  # how often it was accepted, or turned away
        self.looked = 0  # how often somebody looked for a post

    def accepted(self, network: str) -> list[str]:
        """The words of everything that stands there."""
        return [post["text"] for post in self.posts[network].values()]

    def twice(self) -> list[str]:
        """Words that stand on one network more than once."""
        return [
            words
            for network in NETWORKS
            for words, times in Counter(self.accepted(network)).items()
            if times > 1
        ]

    def accept(self, network: str, key: str, **post: Any) -> bool:
        """Take a post under a key; False where the key is taken."""
        self.asked += 1
        before = self.before()  # it may wait, too
        time.sleep(before)
        with self.taken:
            self.decided += 1
            if key in self.posts[network]:
                return False
            self.posts[network][key] = post
        time.sleep(self.after())
        return True

    def bluesky(self, method: str, path: str, asked: dict[str, Any]) -> Told:
        act = path.rpartition(".")[2]
        if not self.lets_in:
            return 401, {"error": "AuthenticationRequired", "message": "No."}
        if act in ("createSession", "refreshSession"):
            return 200, {"did": "did:plc:school", "accessJwt": "a", "refreshJwt": "r"}
        key = asked.get("rkey", "")
        told = {"uri": f"at://did:plc:school/app.bsky.feed.post/{key}", "cid": "b"}
        posts = self.posts["bluesky"]
        if act == "getRecord":
            self.looked += 1
            absent = 400, {"error": "RecordNotFound", "message": "Could not locate record"}
            return (200, {**told, "value": posts[key]}) if key in posts else absent
        if act == "deleteRecord":
            posts.pop(key, None)
            return 200, {}
        assert act == "createRecord", path
        if self.accept("bluesky", key, **asked["record"]):
            return 200, told
        return 500, {"error": "InternalServerError", "message": "Internal Server Error"}

    def wordpress(self, method: str, path: str, asked: dict[str, Any]) -> Told:
        if not self.lets_in:
            return 401, {"code": "invalid_application_password", "message": "No."}
        posts = self.posts["wordpress"]
        if method == "GET":
            self.looked += 1
            found = [self._page(key) for key, one in posts.items() if one["slug"] == asked["slug"]]
            return 200, found
        key = str(next(self.numbers))
        self.accept("wordpress", key, text=asked["content"], slug=asked["slug"])
        return 201, self._page(key)

    def facebook(self, method: str, path: str, asked: dict[str, Any]) -> Told:
        if not self.lets_in:
            error = {"code": 190, "error_subcode": 463, "message": "No."}
            return 400, {"error": error}
        if path.endswith("/published_posts"):
            self.looked += 1
            return 200, {"data": list(self.posts["facebook"].values())}
        if method == "DELETE":
            self.posts["facebook"].pop(path.rpartition("/")[2])
            return 200, {"success": True}
        if not path.endswith("/feed"):
            return 200, self.posts["facebook"][path.rpartition("/")[2]]
        key = f"{PAGE}_{next(self.numbers)}"
        # The moment lies ahead: a post is looked for since the moment for which it was planned, whenever that is.
        at = (datetime.now(UTC) + timedelta(days=3650)).strftime("%Y-%m-%dT%H:%M:%S+0000")
        url = f"https://www.facebook.com/{key}"
        post = {"id": key, "message": asked["message"], "text": asked["message"]}
        self.accept("facebook", key, **post, created_time=at, permalink_url=url)
        return 200, {"id": key}

    def _page(self, key: str) -> dict[str, Any]:
        return {"id": key, "link": f"https://school.example/{key}/"}


class Handler(BaseHTTPRequestHandler):
    """The three on HTTP, each below its name."""

    counting: Counting
    is_cut_off = False

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        _, network, rest = parts.path.split("/", 2)
        asked: dict[str, Any] = {**dict(parse_qsl(parts.query)), **self._body()}
        if self.is_cut_off:  # whoever asked died in the middle of it
            return
        with suppress(OSError):  # or afterwards
            status, told = getattr(self.counting, network)(self.command, rest, asked)
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    do_POST = do_DELETE = do_GET

    def _body(self) -> dict[str, Any]:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        self.is_cut_off = len(body) < length
        if self.is_cut_off:
            return {}
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("application/json") and body:
            return dict(json.loads(body))
        if kind.startswith("multipart/form-data"):
            message = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
            parts: Any = message.get_payload()
            return {one.get_param("name", header="content-disposition"): "" for one in parts}
        return dict(parse_qsl(body.decode()))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def counting_networks() -> Iterator[tuple[str, Counting]]:
    """Their address, and what they have accepted."""
    counting = Counting()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"counting": counting}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", counting
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def credentials_for(network: str, address: str) -> dict[str, str]:
    """What lets Gatepost in."""
    return {
        "bluesky": {"server": address, "handle": "school.test", "password": "app-password"},
        "wordpress": {"site": address, "user": "editor", "password": "app-password"},
        "facebook": {"server": address, "page": PAGE, "token": "page-token"},
    }[network]
