"""A small fake of Bluesky's AppView, written from its lexicons: what it shows it reads from a real personal data server.

It can show that the adapter asks as the lexicons say and reads real records. It cannot show what Bluesky's own leaves
out; `unnoticed` leaves notifications out as that one was seen to do.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

_POST = "app.bsky.feed.post"


class AppView:
    """What it shows."""

    def __init__(self) -> None:
        self.address = self.pds = ""
        self.unnoticed: set[str] = set()
        self.asked: list[str] = []
        self.kept: dict[str, tuple[str, list[dict[str, Any]]]] = {}

    def answer(self, path: str, asked: dict[str, list[str]], who: str) -> tuple[int, Any]:
        methods = {
            "app.bsky.notification.listNotifications": self._notifications,
            "app.bsky.feed.getPosts": lambda asked, _: (200, {"posts": self._views(asked["uris"])}),
            "app.bsky.feed.getPostThread": self._thread,
        }
        method = methods.get(path.removeprefix("/xrpc/"))
        return method(asked, who) if method else (501, {"error": "MethodNotImplemented"})

    def _posts(self) -> list[dict[str, Any]]:
        repos = self._ask("com.atproto.sync.listRepos", limit="100")["repos"]
        return [
            {**one, "repo": repo["did"]}
            for repo in repos
            for one in self._as_of(repo["did"], repo["rev"])
        ]

    def _as_of(self, did: str, revision: str) -> list[dict[str, Any]]:
        """A repository's posts, asked for again only where it has changed."""
        if self.kept.get(did, ("", []))[0] != revision:
            self.kept[did] = (revision, self._records(did))
        return self.kept[did][1]

    def _records(self, did: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor = {}
        while True:
            told = self._ask(
                "com.atproto.repo.listRecords", repo=did, collection=_POST, limit="100", **cursor
            )
            found += told["records"]
            if not told.get("cursor"):
                return found
            cursor = {"cursor": told["cursor"]}

    def _ask(self, method: str, **asked: str) -> Any:
        return httpx.get(f"{self.pds}/xrpc/{method}", params=asked).json()

    def _notifications(self, asked: dict[str, list[str]], who: str) -> tuple[int, Any]:
        naming = [
            one
            for one in self._posts()
            if who in json.dumps(one["value"])
            and one["repo"] != who
            and one["uri"] not in self.unnoticed
        ]
        naming.sort(key=lambda one: (one["value"]["createdAt"], one["uri"]), reverse=True)
        start, limit = int(asked.get("cursor", ["0"])[0]), int(asked["limit"][0])
        page = [
            {**self._view(one), "reason": "reply", "isRead": False}
            for one in naming[start : start + limit]
        ]
        told: dict[str, Any] = {"notifications": page}
        if start + limit < len(naming):
            told["cursor"] = str(start + limit - 1)  # the last of a page comes again
        return 200, told

    def _views(self, uris: list[str]) -> list[dict[str, Any]]:
        posts = self._posts()
        return [
            {**self._view(one), "replyCount": sum(_parent(other) == one["uri"] for other in posts)}
            for one in posts
            if one["uri"] in uris
        ]

    def _thread(self, asked: dict[str, list[str]], _: str) -> tuple[int, Any]:
        posts = self._posts()
        root = next((one for one in posts if one["uri"] == asked["uri"][0]), None)
        if root is None:
            return 400, {"error": "NotFound", "message": "Post not found"}
        return 200, {"thread": self._node(root, posts)}

    def _node(self, post: dict[str, Any], posts: list[dict[str, Any]]) -> dict[str, Any]:
        below = [self._node(one, posts) for one in posts if _parent(one) == post["uri"]]
        unseen = {"$type": "app.bsky.feed.defs#blockedPost", "uri": "at://x/y/z", "blocked": True}
        return {
            "$type": "app.bsky.feed.defs#threadViewPost",
            "post": self._view(post),
            "replies": [*below, unseen],
        }

    def _view(self, post: dict[str, Any]) -> dict[str, Any]:
        author = {
            "did": post["repo"],
            "handle": "parent.test",
            "displayName": "A parent",
            "avatar": f"{self.address}/img/a",
        }
        embed = {
            "$type": "app.bsky.embed.images#view",
            "images": [
                {
                    "thumb": f"{self.address}/img/t",
                    "fullsize": "https://cdn.example/img/f",
                    "alt": "Something",
                }
            ],
        }
        return {
            "uri": post["uri"],
            "cid": post["cid"],
            "author": author,
            "record": post["value"],
            "indexedAt": post["value"]["createdAt"],
            "embed": embed,
        }


def _parent(post: dict[str, Any]) -> str:
    return str(post["value"].get("reply", {}).get("parent", {}).get("uri", ""))


class Handler(BaseHTTPRequestHandler):
    """The same on HTTP."""

    appview: AppView

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.appview.asked.append(parts.path)
        who = _issuer(self.headers.get("Authorization", ""))
        status, told = self.appview.answer(parts.path, parse_qs(parts.query), who)
        content = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def _issuer(bearer: str) -> str:
    """Who asks, as the server that passes on says in its name."""
    claims = bearer.removeprefix("Bearer ").split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(claims + "=="))["iss"])


@contextmanager
def small_appview() -> Iterator[AppView]:
    """The fake, for as long as it is needed."""
    appview = AppView()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Kept", (Handler,), {"appview": appview}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    appview.address = f"http://127.0.0.1:{server.server_port}"
    yield appview
    server.shutdown()
    server.server_close()
    thread.join()
