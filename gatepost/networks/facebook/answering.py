"""Answers to comments and private messages, sent once: what stands there is read before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from gatepost.networks.arriving import told, told_moment
from gatepost.networks.errors import Refused
from gatepost.networks.facebook.incoming import is_message, plain
from gatepost.networks.outgoing import Live, Outgoing, Published
from gatepost.networks.same import is_same, is_since
from gatepost.networks.talking import Call, Missing, Stage, Talk

_FIELDS = "id,message,created_time,permalink_url,from{id}"
_WRITTEN = "id,message,created_time,from{id}"
_MOST = 100
_GONE = "What this answers is not on Facebook any more."


class Answering:
    """What one Page answers."""

    def __init__(
        self, talk: Talk, get: Callable[..., Call], page: str, token: Mapping[str, str]
    ) -> None:
        self.talk, self.get, self.page, self.token = talk, get, page, dict(token)

    def publish(self, outgoing: Outgoing) -> Published:
        if outgoing.pictures:
            raise Refused("Answers on Facebook are sent without pictures. Take them away.")
        there = self.find(outgoing)
        if there is not None:
            return there
        try:
            if is_message(outgoing.answers):
                return self._write(outgoing, to=self._sender(outgoing.answers))
            return self._comment(outgoing)
        except Missing:
            raise Refused(_GONE) from None

    def find(self, outgoing: Outgoing, besides: Collection[str] = ()) -> Published | None:
        try:
            found = self._standing(outgoing)
        except Missing:
            return None
        for one in found:
            at = told_moment(one.get("created_time"))
            if one.get("from", {}).get("id") != self.page or not is_since(at, outgoing):
                continue
            if str(one["id"]) not in besides and is_same(_live(one), outgoing):
                return Published(id=str(one["id"]), url=_live(one).url)
        return None

    def read(self, id: str) -> Live | None:
        fields = _WRITTEN if is_message(id) else _FIELDS
        try:
            return self.talk.ask(self.get(plain(id), fields=fields), _live)
        except Missing:
            return None

    def _standing(self, outgoing: Outgoing) -> list[dict[str, Any]]:
        """The newest of what stands below a comment or in a conversation."""
        if not is_message(outgoing.answers):
            path, order = f"{plain(outgoing.answers)}/comments", {"order": "reverse_chronological"}
            return self._list(path, fields=_FIELDS, **order)
        talks = self._list(
            f"{self.page}/conversations",
            user_id=self._sender(outgoing.answers),
            fields=f"messages.limit({_MOST}){{{_WRITTEN}}}",
        )
        return [one for talk in talks for one in talk.get("messages", {}).get("data", ())]

    def _list(self, path: str, **asked: str) -> list[dict[str, Any]]:
        call = self.get(path, limit=str(_MOST), **asked)
        return self.talk.ask(call, lambda told: [dict(one) for one in told["data"]])

    def _sender(self, message: str) -> str:
        call = self.get(plain(message), fields="from{id}")
        return self.talk.ask(call, lambda told: plain(str(told["from"]["id"])))

    def _comment(self, outgoing: Outgoing) -> Published:
        data = {"message": outgoing.text, **self.token}
        path = f"/{plain(outgoing.answers)}/comments"
        call = Call("POST", path, data=data, stage=Stage.PUBLISHING)
        id = self.talk.ask(call, lambda told: str(told["id"]))
        return Published(id=id, url=_address(id))

    def _write(self, outgoing: Outgoing, *, to: str) -> Published:
        message = {
            "recipient": {"id": to},
            "messaging_type": "RESPONSE",
            "message": {"text": outgoing.text},
        }
        call = Call(
            "POST",
            f"/{self.page}/messages",
            params=self.token,
            json=message,
            stage=Stage.PUBLISHING,
        )
        id = self.talk.ask(call, lambda told: str(told["message_id"]))
        return Published(id=id, url=_address(self.page))


def is_answer(id: str, page: str) -> bool:
    """Whether an id is a comment's or a message's and no post's of the Page."""
    return is_message(id) or ("_" in id and not id.startswith(f"{page}_"))


def _live(one: Any) -> Live:
    url = told(one.get("permalink_url")) or _address(str(one["id"]))
    at = told_moment(one["created_time"])
    return Live(id=str(one["id"]), url=url, text=str(one.get("message", "")), at=at)


def _address(id: str) -> str:
    return (
        "https://www.facebook.com/messages" if is_message(id) else f"https://www.facebook.com/{id}"
    )
