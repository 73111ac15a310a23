"""A small fake of Facebook's Graph API, written from Meta's reference, since no server of Facebook's can run here.

It can show that the adapter says what the reference asks for. It cannot show that Facebook answers as the reference
says. What it does: token inspection, a Page, photos that are not published, posts with them, reading back, deleting,
comments and their answers, conversations, blocks, and the error bodies of a bad token and of a missing object. Lists
repeat the end of a page at the beginning of the next.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

PAGE, TOKEN = "100200300", "page-token-of-the-tests"
KNOWN_FIELDS = {
    "id": {"id", "name", "link"},
    "photo": {"id", "alt_text_custom"},
    "post": {"id", "message", "created_time", "permalink_url", "attachments"},
}


class Graph:
    """What the fake keeps."""

    def __init__(self) -> None:
        self.posts: dict[str, dict[str, Any]] = {}
        self.photos: dict[str, dict[str, Any]] = {}
        self.numbers = count(5001)
        self.expires_at = 0
        self.is_valid = True
        self.signed = count(1)  # the address of the picture is signed anew each time
        self.about = "A primary school."
        self.comments: dict[str, dict[str, Any]] = {}
        self.messages: dict[str, dict[str, Any]] = {}
        self.blocked: set[str] = set()

    @property
    def page(self) -> dict[str, Any]:
        """The Page as whoever has a token sees it."""
        url = f"https://cdn-{next(self.signed)}.example/v/101_n.jpg?signature={next(self.signed)}"
        return {
            "id": PAGE,
            "name": "Ashlands",
            "link": "https://www.facebook.com/ashlands",
            "username": "ashlands",
            "about": self.about,
            "website": "www.ashlands.example http://friends.example/ javascript:alert(1)",
            "picture": {"data": {"url": url}},
        }

    def answer(self, method: str, path: str, asked: dict[str, Any]) -> tuple[int, Any]:
        if asked.pop("access_token", "") != TOKEN:
            return 400, _error(190, "Error validating access token", kind="OAuthException")
        acts = {
            ("GET", "debug_token"): self._debug,
            ("GET", PAGE): lambda _: dict(self.page),
            ("POST", f"{PAGE}/photos"): self._add_photo,
            ("POST", f"{PAGE}/feed"): self._add_post,
            ("GET", f"{PAGE}/published_posts"): self._list,
            ("GET", f"{PAGE}/conversations"): self._talks,
            ("POST", f"{PAGE}/messages"): self._answer_message,
            ("POST", f"{PAGE}/blocked"): lambda asked: {
                asked["user"]: not self.blocked.add(asked["user"])
            },
            ("DELETE", f"{PAGE}/blocked"): lambda asked: {
                "success": not self.blocked.discard(asked["user"])
            },
        }
        act = acts.get((method, path))
        if act:
            return 200, act(asked)
        if path.endswith("/comments"):
            return self._comments_of(method, path.removesuffix("/comments"), asked)
        if path.endswith("/messages"):
            return 200, _paged(self._talk(path.removesuffix("/messages")), asked)
        return self._one(method, path, asked)

    def _debug(self, asked: dict[str, Any]) -> Any:
        is_valid = self.is_valid and asked["input_token"] == TOKEN
        data = {"type": "PAGE", "is_valid": is_valid, "scopes": ["pages_manage_posts"]}
        return {"data": {**data, "expires_at": self.expires_at, "data_access_expires_at": 0}}

    def _add_photo(self, asked: dict[str, Any]) -> Any:
        assert asked["published"] == "false"
        assert isinstance(asked["source"], bytes)
        id = str(next(self.numbers))
        self.photos[id] = {"id": id, "alt_text_custom": asked["alt_text_custom"]}
        return {"id": id}

    def _add_post(self, asked: dict[str, Any]) -> Any:
        attached = [
            value for key, value in sorted(asked.items()) if key.startswith("attached_media[")
        ]
        photos = [json.loads(value)["media_fbid"] for value in attached]
        assert all(photo in self.photos for photo in photos)
        id = f"{PAGE}_{next(self.numbers)}"
        self.posts[id] = {
            "id": id,
            "message": asked["message"],
            "created_time": _now(),
            "permalink_url": f"https://www.facebook.com/{id}",
            "attachments": {"data": _attachments(photos)},
        }
        return {"id": id}

    def _list(self, asked: dict[str, Any]) -> Any:
        since = int(asked.get("since", "0"))
        newest = [
            post
            for post in reversed(self.posts.values())
            if datetime.fromisoformat(post["created_time"]).timestamp() >= since
        ]
        counted = [{**one, "comments": self._count(one["id"])} for one in newest]
        return _paged(counted if "comments" in asked["fields"] else newest, asked)

    def _count(self, post: str) -> Any:
        total = sum(one["post"] == post for one in self.comments.values())
        return {"data": [], "summary": {"total_count": total}}

    def _comments_of(self, method: str, id: str, asked: dict[str, Any]) -> tuple[int, Any]:
        if id not in self.posts and id not in self.comments:
            return 400, _error(100, "Unsupported get request", below=33)
        if method == "POST":
            return 200, {"id": self.comment(asked["message"], to=id, by=PAGE)}
        found = [
            one
            for one in self.comments.values()
            if id in (one["post"], one.get("parent", {}).get("id"))
        ]
        if asked.get("order") == "reverse_chronological":
            found.reverse()
        return 200, _paged(found, asked)

    def comment(self, text: str, *, to: str, by: str = "7001") -> str:
        """Somebody comments on a post or answers a comment."""
        above = self.comments.get(to)
        post = above["post"] if above else to
        id = f"{post.partition('_')[2]}_{next(self.numbers)}"
        self.comments[id] = {
            "id": id,
            "post": post,
            "message": text,
            "created_time": _now(),
            "permalink_url": f"https://www.facebook.com/{id}",
            "from": {"id": by, "name": "A parent"},
            "is_hidden": False,
            **({"parent": {"id": to}} if above else {}),
        }
        return id

    def message(self, text: str, *, by: str = "7001", to: str = PAGE) -> str:
        """Somebody writes to the Page, or the Page to somebody."""
        id = f"m_{next(self.numbers)}"
        sender = {"id": by, "name": "A parent"}
        talk = by if to == PAGE else to
        self.messages[id] = {
            "id": id,
            "talk": talk,
            "message": text,
            "created_time": _now(),
            "from": sender,
        }
        return id

    def _talk(self, id: str) -> list[Any]:
        return [one for one in reversed(self.messages.values()) if f"t_{one['talk']}" == id]

    def _talks(self, asked: dict[str, Any]) -> Any:
        ids = dict.fromkeys(one["talk"] for one in reversed(self.messages.values()))
        talks = [
            {
                "id": f"t_{id}",
                "updated_time": self._talk(f"t_{id}")[0]["created_time"],
                "messages": {"data": self._talk(f"t_{id}")},
            }
            for id in ids
            if asked.get("user_id", id) == id
        ]
        return _paged(talks, asked)

    def _answer_message(self, asked: dict[str, Any]) -> Any:
        assert asked["messaging_type"] == "RESPONSE"
        to = asked["recipient"]["id"]
        return {
            "recipient_id": to,
            "message_id": self.message(asked["message"]["text"], by=PAGE, to=to),
        }

    def _one(self, method: str, path: str, asked: dict[str, Any]) -> tuple[int, Any]:
        shelves = (self.photos, self.comments, self.messages, self.posts)
        shelf = next((one for one in shelves if path in one), self.posts)
        if path not in shelf:
            return 400, _error(100, "Unsupported request", below=33)
        if method == "DELETE":
            del shelf[path]
            return 200, {"success": True}
        if method == "POST":
            shelf[path]["is_hidden"] = asked["is_hidden"] == "true"
            return 200, {"success": True}
        return 200, shelf[path]


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def _paged(found: list[Any], asked: dict[str, Any]) -> Any:
    """A page of a list; the next one begins with the last of this."""
    start = int(asked.get("after", "0"))
    end = start + int(asked["limit"])
    paging: dict[str, Any] = {"cursors": {"after": str(end - 1)}}
    if end < len(found):
        paging["next"] = "https://graph.facebook.com/next"
    return {"data": found[start:end], "paging": paging}


def _attachments(photos: list[str]) -> list[Any]:
    """One photo is an attachment itself; several are an album's."""
    targets = [{"target": {"id": photo}} for photo in photos]
    return [{"subattachments": {"data": targets}}] if len(targets) > 1 else targets


def _error(code: int, message: str, *, below: int = 0, kind: str = "GraphMethodException") -> Any:
    error: dict[str, Any] = {"message": message, "type": kind, "code": code, "fbtrace_id": "A"}
    return {"error": {**error, "error_subcode": below} if below else error}


class Handler(BaseHTTPRequestHandler):
    """The fake on HTTP."""

    graph: Graph

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked: dict[str, Any] = dict(parse_qsl(parts.query, keep_blank_values=True))
        asked |= self._body()
        found = re.fullmatch(r"/v\d+\.0/(.+)", parts.path)
        assert found, parts.path
        status, told = self.graph.answer(self.command, found[1], asked)
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_DELETE = do_GET

    def _body(self) -> dict[str, Any]:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("application/x-www-form-urlencoded"):
            return dict(parse_qsl(body.decode(), keep_blank_values=True))
        if kind.startswith("application/json"):
            return dict(json.loads(body))
        if not kind.startswith("multipart/form-data"):
            return {}
        message = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
        return {
            str(part.get_param("name", header="content-disposition")): _value(part)
            for part in message.get_payload()  # type: ignore[union-attr]
        }

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def _value(part: Any) -> str | bytes:
    content: bytes = part.get_payload(decode=True)
    return content if part.get_filename() else content.decode()


@contextmanager
def facebook() -> Iterator[tuple[str, Graph]]:
    """The fake's address, and what it keeps."""
    graph = Graph()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Kept", (Handler,), {"graph": graph}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", graph
    server.shutdown()
    server.server_close()
    thread.join()
