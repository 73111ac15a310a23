"""What comes in on Bluesky: notifications, which leave things out, and threads under posts of our own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from gatepost.networks.arriving import (
    LONG_AGO,
    Arrived,
    Author,
    Came,
    told,
    told_address,
    told_media,
    told_moment,
    told_name,
)
from gatepost.networks.bluesky.session import Session
from gatepost.networks.errors import Refused
from gatepost.networks.marks import Mark
from gatepost.networks.reading import Thread
from gatepost.networks.talking import Call, Missing

T = TypeVar("T")
POST = "app.bsky.feed.post"
GATE = "app.bsky.feed.threadgate"
_NAMING_US = ["mention", "reply", "quote"]
_PAGE = 25
_AT_ONCE = 25
# Notifications stand in the order of what their posts say of themselves, so that one can come in behind others.
_BACK = timedelta(days=2)
_PARTS = 3


class Incoming:
    """One account as it is read."""

    looks = _AT_ONCE

    def __init__(self, session: Session) -> None:
        self.session = session
        self._gates: dict[str, list[str]] = {}

    def news(self, mark: Mark) -> tuple[list[Arrived], bool]:
        """Back from the newest notification to those that are known; where a walk was interrupted it goes on."""
        place = mark.place
        asked: dict[str, str | list[str]] = {"limit": str(_PAGE), "reasons": _NAMING_US}
        if place.get("walk"):
            asked["cursor"] = place["walk"]
        told_ones, cursor = self._ask("app.bsky.notification.listNotifications", asked, _notified)
        stood = [_stands(one) for one in told_ones]
        if not place.get("walk"):
            place["newest"] = max([*stood, told_moment(place.get("since"))]).isoformat()
        is_known = bool(stood) and max(stood) < told_moment(place.get("since")) - _BACK
        if cursor and stood and not is_known:
            place["walk"] = cursor
        else:
            place["since"] = place.pop("newest")
            place.pop("walk", None)
        found = [self._item(one) for one in reversed(told_ones)]
        return [item for item in found if item], "walk" not in place

    def threads(self, mark: Mark) -> list[str]:
        """Our newest posts that were answered, and where something stood before."""
        asked = {"repo": self.session.did, "collection": POST, "limit": str(_PAGE)}
        call = Call("GET", "/xrpc/com.atproto.repo.listRecords", params=asked)
        ours = self.session.ask(call, _begun)
        watched = mark.watched()
        answered: set[str] = set()
        for first in range(0, len(ours), _AT_ONCE):
            views = self._views(ours[first : first + _AT_ONCE])
            answered |= {uri for uri, view in views.items() if view.get("replyCount")}
        return [uri for uri in ours if uri in answered or uri in watched]

    def thread(self, id: str, mark: Mark) -> Thread:
        asked = {"uri": id, "depth": "100", "parentHeight": "0"}
        try:
            root = self._ask(
                "app.bsky.feed.getPostThread", asked, lambda told: dict(told["thread"])
            )
        except Missing:
            return Thread()
        found = [item for view in _below(root) if (item := self._item(view))]
        return Thread(sorted(found, key=lambda item: item.written_at))

    def look(self, ids: Sequence[str]) -> list[Arrived]:
        there = {uri: self._item(view) for uri, view in self._views(ids).items()}
        found = [there[id] if id in there else self._behind_a_block(id) for id in ids]
        return [item for item in found if item]

    def one(self, id: str) -> Arrived | None:
        """A post as it stands; None where it does not."""
        record_parts(id)
        return next(iter(self.look([id])), None)

    def hidden(self, root: str) -> list[str]:
        """The hidden replies of a post of ours."""
        if root not in self._gates:
            call = Call("GET", "/xrpc/com.atproto.repo.getRecord", params=gate_of(root))
            try:
                self._gates[root] = self.session.ask(
                    call, lambda told: [str(one) for one in told["value"].get("hiddenReplies", ())]
                )
            except Missing:
                self._gates[root] = []
        return self._gates[root]

    def _views(self, uris: Sequence[str]) -> dict[str, dict[str, Any]]:
        if not uris:
            return {}
        try:
            return self._ask("app.bsky.feed.getPosts", {"uris": list(uris)}, _posts)
        except Missing:
            pass
        raise Refused("This server does not pass on what Bluesky knows. Ask whoever runs it.")

    def _behind_a_block(self, uri: str) -> Arrived | None:
        """What is kept from us because we blocked its author is not gone."""
        call = Call("GET", "/xrpc/com.atproto.repo.getRecord", params=record_parts(uri))
        try:
            record = self.session.ask(call, lambda told: dict(told["value"]))
        except Missing:
            return None
        did = record_parts(uri)["repo"]
        return self._item({"uri": uri, "author": {"did": did, "handle": did}, "record": record})

    def _ask(
        self, method: str, asked: Mapping[str, str | list[str]], take: Callable[[Any], T]
    ) -> T:
        return self.session.ask(Call("GET", f"/xrpc/{method}", params=asked), take)

    def _item(self, view: dict[str, Any]) -> Arrived | None:
        uri, author, record = told(view.get("uri")), _table(view, "author"), _table(view, "record")
        if not _is_post(uri) or self._is_ours(uri):
            return None
        reply = _table(record, "reply")
        parent, root = (told(_table(reply, key).get("uri")) for key in ("parent", "root"))
        under = next((one for one in (parent, root) if self._is_ours(one)), "")
        did, key = record_parts(uri)["repo"], record_parts(uri)["rkey"]
        return Arrived(
            id=uri,
            came=Came.COMMENT if under else Came.MENTION,
            text=told(record.get("text")),
            author=_author(author, did),
            written_at=told_moment(record.get("createdAt")),
            url=told_address(f"https://bsky.app/profile/{did}/post/{key}"),
            under=under,
            answers=parent,
            media=told_media(_pictures(view.get("embed") or _table(view, "post").get("embed"))),
            is_hidden=self._is_ours(root) and uri in self.hidden(root),
        )

    def _is_ours(self, uri: str) -> bool:
        return _is_post(uri) and record_parts(uri)["repo"] == self.session.did


def record_parts(uri: str) -> dict[str, str]:
    """What a record's number consists of."""
    parts = uri.removeprefix("at://").split("/")
    if not uri.startswith("at://") or len(parts) != _PARTS or not all(parts):
        raise Refused("This is no post on Bluesky.")
    return dict(zip(("repo", "collection", "rkey"), parts, strict=True))


def gate_of(root: str) -> dict[str, str]:
    """Where the rules of a post's thread lie."""
    return {**record_parts(root), "collection": GATE}


def _is_post(uri: str) -> bool:
    try:
        return record_parts(uri)["collection"] == POST and uri.isprintable()
    except Refused:
        return False


def _notified(told_ones: Any) -> tuple[list[dict[str, Any]], str]:
    return [dict(one) for one in told_ones["notifications"]], str(told_ones.get("cursor") or "")


def _stands(notification: dict[str, Any]) -> datetime:
    """Where a notification stands among the others: when its post says it was written, unless that is yet to come."""
    indexed = told_moment(notification.get("indexedAt"))
    written = told_moment(_table(notification, "record").get("createdAt"))
    return indexed if written == LONG_AGO else min(indexed, written)


def _begun(told_ones: Any) -> list[str]:
    """Posts of ours that begin a thread, or answer in somebody else's."""
    ours = {str(one["uri"]): _table(dict(one), "value") for one in told_ones["records"]}
    roots = {uri: _table(_table(value, "reply"), "root").get("uri") for uri, value in ours.items()}
    return [uri for uri, root in roots.items() if root not in ours]


def _posts(told_ones: Any) -> dict[str, dict[str, Any]]:
    return {str(one["uri"]): dict(one) for one in told_ones["posts"]}


def _below(root: dict[str, Any]) -> list[dict[str, Any]]:
    """The posts of a thread below its first, without a limit to how deep it goes."""
    found, left = [], [root]
    while left:
        replies = left.pop().get("replies")
        nodes = (
            [one for one in replies if isinstance(one, dict)] if isinstance(replies, list) else []
        )
        found += [one["post"] for one in nodes if isinstance(one.get("post"), dict)]
        left += nodes
    return found


def _author(author: dict[str, Any], did: str) -> Author:
    return Author(
        id=did,
        handle=told_name(author.get("handle")),
        name=told_name(author.get("displayName")),
        url=told_address(f"https://bsky.app/profile/{did}"),
    )


def _pictures(embed: Any) -> list[tuple[Any, Any]]:
    """Addresses and descriptions of what is shown with a post; a quoted post's own pictures are not part of it."""
    shown = embed if isinstance(embed, dict) else {}
    inner = shown.get("media")
    shown = inner if isinstance(inner, dict) else shown
    images = shown.get("images")
    found = [
        (one.get("fullsize"), one.get("alt"))
        for one in (images if isinstance(images, list) else [])
        if isinstance(one, dict)
    ]
    return [*found, (shown.get("playlist"), shown.get("alt"))]


def _table(told_one: dict[str, Any], key: str) -> dict[str, Any]:
    found = told_one.get(key)
    return found if isinstance(found, dict) else {}
