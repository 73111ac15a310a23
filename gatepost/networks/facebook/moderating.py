"""Hiding, deleting and blocking on a Facebook Page."""

from __future__ import annotations

from collections.abc import Mapping

from gatepost.networks.about import About
from gatepost.networks.arriving import Act
from gatepost.networks.errors import Refused
from gatepost.networks.facebook.incoming import is_message, plain
from gatepost.networks.moderating import check_author, check_can, check_can_undo
from gatepost.networks.talking import Call, Missing, Talk


class Moderating:
    """What one Page can do about others."""

    def __init__(self, about: About, talk: Talk, page: str, token: Mapping[str, str]) -> None:
        self.about, self.talk, self.page, self.token = about, talk, page, dict(token)

    def do(self, act: Act, id: str, *, author: str) -> None:
        check_can(self.about, act)
        if act is Act.BLOCK:
            self._block("POST", author)
        elif act is Act.HIDE:
            self._hide(_comment(id), is_hidden="true")
        else:
            self._delete(_comment(id))

    def undo(self, act: Act, id: str, *, author: str) -> None:
        check_can_undo(self.about, act)
        if act is Act.BLOCK:
            self._block("DELETE", author)
        else:
            self._hide(_comment(id), is_hidden="false")

    def _hide(self, id: str, *, is_hidden: str) -> None:
        self._do(Call("POST", f"/{id}", data={"is_hidden": is_hidden, **self.token}))

    def _delete(self, id: str) -> None:
        try:
            self.talk.answer(Call("DELETE", f"/{id}", params=self.token))
        except Missing:
            return

    def _block(self, method: str, author: str) -> None:
        asked = {"user": plain(check_author(self.about, author)), **self.token}
        self._do(Call(method, f"/{self.page}/blocked", params=asked))

    def _do(self, call: Call) -> None:
        try:
            self.talk.answer(call)
        except Missing:
            raise Refused("This comment or account is not on Facebook any more.") from None


def _comment(id: str) -> str:
    if is_message(id):
        raise Refused(
            "A private message on Facebook cannot be hidden or deleted from here. Block the sender, "
            "or report it on Facebook."
        )
    return plain(id)
