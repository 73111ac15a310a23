"""Somebody else on each network, who comments behind the adapter's back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

import httpx
from facebook_fake import Graph


@dataclass
class OnMastodon:
    """A parent on the same server."""

    address: str
    token: str

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        bearer = {"Authorization": f"Bearer {self.token}"}
        answer = httpx.request(method, f"{self.address}/api/v1{path}", headers=bearer, **more)
        assert answer.is_success, answer.text
        return answer.json()

    def comments(self, text: str, *, to: str, visibility: str = "public") -> str:
        status = {"status": f"@ashlands {text}", "visibility": visibility, "in_reply_to_id": to}
        return str(self._ask("POST", "/statuses", json=status)["id"])

    def edits(self, id: str, text: str) -> None:
        self._ask("PUT", f"/statuses/{id}", json={"status": f"@ashlands {text}"})

    def removes(self, id: str) -> None:
        self._ask("DELETE", f"/statuses/{id}")


@dataclass
class OnWordPress:
    """A visitor of the site; the editor writes it in, since WordPress slows visitors down."""

    address: str
    editor: str

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        asked = {"rest_route": f"/wp/v2/{path}", "force": "true"}
        auth = ("editor", self.editor)
        answer = httpx.request(method, f"{self.address}/", params=asked, auth=auth, **more)
        assert answer.is_success, answer.text
        return answer.json()

    def comments(self, text: str, *, to: str) -> str:
        parent = to.removeprefix("comment-") if to.startswith("comment-") else ""
        comment = {
            "post": self._ask("GET", f"comments/{parent}")["post"] if parent else to,
            "author_name": "A parent",
            "author_email": "parent@home.example",
            "content": text,
            "status": "approved",
            **({"parent": parent} if parent else {}),
        }
        return f"comment-{self._ask('POST', 'comments', json=comment)['id']}"

    def edits(self, id: str, text: str) -> None:
        self._ask("POST", f"comments/{id.removeprefix('comment-')}", json={"content": text})

    def removes(self, id: str) -> None:
        self._ask("DELETE", f"comments/{id.removeprefix('comment-')}")


@dataclass
class OnFacebook:
    """A parent on the fake."""

    graph: Graph

    def comments(self, text: str, *, to: str) -> str:
        return self.graph.comment(text, to=to)

    def edits(self, id: str, text: str) -> None:
        self.graph.comments[id]["message"] = text

    def removes(self, id: str) -> None:
        del self.graph.comments[id]


class OnBluesky:
    """Another account on the same server."""

    def __init__(self, pds: str, name: str = "parent") -> None:
        self.pds = pds
        # Several test files share the server of one run, and a handle is taken only once.
        name = f"{name}-{token_hex(4)}"
        account = {"email": f"{name}@home.example", "handle": f"{name}.test", "password": "own"}
        made = httpx.post(f"{pds}/xrpc/com.atproto.server.createAccount", json=account).json()
        self.did, self.bearer = made["did"], {"Authorization": f"Bearer {made['accessJwt']}"}

    def _ask(self, method: str, **asked: Any) -> Any:
        url = f"{self.pds}/xrpc/com.atproto.repo.{method}"
        answer = httpx.post(url, json={"repo": self.did, **asked}, headers=self.bearer)
        assert answer.is_success, answer.text
        return answer.json()

    def comments(self, text: str, *, to: str) -> str:
        parts = dict(zip(("repo", "collection", "rkey"), to[5:].split("/"), strict=True))
        above = httpx.get(f"{self.pds}/xrpc/com.atproto.repo.getRecord", params=parts).json()
        parent = {"uri": above["uri"], "cid": above["cid"]}
        reply = {"root": above["value"].get("reply", {}).get("root", parent), "parent": parent}
        return self.writes(text, reply=reply)

    def writes(self, text: str, **more: Any) -> str:
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        post = {"$type": "app.bsky.feed.post", "text": text, "createdAt": at, **more}
        return str(self._ask("createRecord", collection="app.bsky.feed.post", record=post)["uri"])

    def removes(self, id: str) -> None:
        collection, key = id[5:].split("/")[1:]
        self._ask("deleteRecord", collection=collection, rkey=key)
