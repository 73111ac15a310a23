"""Hidden replies, blocks and reports on Bluesky: two kinds of record of our own, and a letter to the moderators."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from gatepost.networks.about import About
from gatepost.networks.arriving import LONG_AGO, Act, Reason
from gatepost.networks.bluesky.incoming import GATE, gate_of, record_parts
from gatepost.networks.bluesky.keys import key_of
from gatepost.networks.bluesky.session import Session
from gatepost.networks.errors import Refused
from gatepost.networks.moderating import check_author, check_can, check_can_undo, reading
from gatepost.networks.outward import Answer
from gatepost.networks.talking import Call, Missing

_REPO = "/xrpc/com.atproto.repo."
_BLOCK = "app.bsky.graph.block"
_MOST_HIDDEN = 300
_LONGEST = 2_000
_KINDS = {
    Reason.ABUSE: "reasonRude",
    Reason.SEXUAL: "reasonSexual",
    Reason.ILLEGAL: "reasonViolation",
    Reason.IMPERSONATION: "reasonMisleading",
    Reason.SPAM: "reasonSpam",
    Reason.OTHER: "reasonOther",
}
_GONE = "This post is not on Bluesky any more."


class Moderating:
    """What one account can do about others."""

    def __init__(self, about: About, session: Session) -> None:
        self.about, self.session = about, session

    def do(self, act: Act, id: str, *, author: str, reason: str) -> None:
        check_can(self.about, act)
        if act is Act.HIDE:
            self._hide(id, is_hidden=True)
        elif act is Act.BLOCK:
            self._block(check_author(self.about, author))
        else:
            self._report(id, reason)

    def undo(self, act: Act, id: str, *, author: str) -> None:
        check_can_undo(self.about, act)
        if act is Act.HIDE:
            self._hide(id, is_hidden=False)
        else:
            self._unblock(check_author(self.about, author))

    def _hide(self, id: str, *, is_hidden: bool) -> None:
        """Write a reply among the hidden ones of its thread, or take it out; whatever else stands there stays."""
        root = self._root(id)
        gate, version = self._gate(root)
        hidden = [one for one in gate.get("hiddenReplies", ()) if one != id]
        if is_hidden:
            hidden.append(id)
        if len(hidden) > _MOST_HIDDEN:
            raise Refused(
                f"This thread has {_MOST_HIDDEN} hidden replies, and Bluesky takes no more. "
                "Block the author or report the reply."
            )
        if hidden != gate.get("hiddenReplies", []):
            self._put(
                {
                    **gate_of(root),
                    "record": {**gate, "hiddenReplies": hidden},
                    "swapRecord": version,
                }
            )

    def _root(self, id: str) -> str:
        """The post of ours that a reply's thread began with."""
        reply = self._record(id)["value"].get("reply") or {}
        root = str(reply.get("root", {}).get("uri", ""))
        if not root or record_parts(root)["repo"] != self.session.did:
            raise Refused(
                "On Bluesky only replies in a thread that began with a post of yours can be hidden. "
                "Block the author or report the post."
            )
        return root

    def _gate(self, root: str) -> tuple[dict[str, Any], str | None]:
        """The rules of a thread and their version; where there are none yet, such as change nothing."""
        call = Call("GET", f"{_REPO}getRecord", params=gate_of(root))
        try:
            return self.session.ask(call, lambda told: (dict(told["value"]), str(told["cid"])))
        except Missing:
            begun = self._record(root)["value"]["createdAt"]
            return {"$type": GATE, "post": root, "createdAt": begun}, None

    def _block(self, did: str) -> None:
        record = {"$type": _BLOCK, "subject": _did(did), "createdAt": self._now()}
        self._put({**self._block_of(did), "record": record})

    def _unblock(self, did: str) -> None:
        try:
            self.session.ask(
                Call("POST", f"{_REPO}deleteRecord", json=self._block_of(_did(did))), dict
            )
        except Missing:
            return

    def _block_of(self, did: str) -> dict[str, str]:
        """Where our block of an account lies: always in the same place, so that two are one."""
        key = key_of(hashlib.sha256(did.encode()).digest())
        return {"repo": self.session.did, "collection": _BLOCK, "rkey": key}

    def _report(self, id: str, reason: str) -> None:
        record = self._record(id)
        kind, words = reading(reason)
        report = {
            "reasonType": f"com.atproto.moderation.defs#{_KINDS[kind]}",
            "reason": (words or kind.value)[:_LONGEST],
            "subject": {
                "$type": "com.atproto.repo.strongRef",
                "uri": record["uri"],
                "cid": record["cid"],
            },
        }
        call = Call("POST", "/xrpc/com.atproto.moderation.createReport", json=report)
        self.session.ask(call, dict)

    def _record(self, id: str) -> dict[str, Any]:
        call = Call("GET", f"{_REPO}getRecord", params=record_parts(id))
        try:
            return self.session.ask(call, _whole)
        except Missing:
            raise Refused(_GONE) from None

    def _put(self, asked: dict[str, Any]) -> None:
        self.session.ask(Call("POST", f"{_REPO}putRecord", json=asked), dict)

    def _now(self) -> str:
        """The server's own time, since no other is read here."""
        call = Call("GET", "/xrpc/com.atproto.server.getSession")
        return (
            self.session.read(call, _date).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        )


def _whole(told: Any) -> dict[str, Any]:
    return {"uri": str(told["uri"]), "cid": str(told["cid"]), "value": dict(told["value"])}


def _date(answer: Answer) -> datetime:
    try:
        return parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError, TypeError):
        return LONG_AGO


def _did(author: str) -> str:
    if not author.startswith("did:"):
        raise Refused("This is no account on Bluesky.")
    return author
