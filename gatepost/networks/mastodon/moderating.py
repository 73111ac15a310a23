"""Blocks and reports on Mastodon."""

from __future__ import annotations

from collections.abc import Callable

from gatepost.networks.about import About
from gatepost.networks.arriving import Act, Reason
from gatepost.networks.errors import Refused
from gatepost.networks.mastodon.incoming import plain
from gatepost.networks.moderating import check_author, check_can, check_can_undo, reading
from gatepost.networks.talking import Call, Missing, Talk

_LONGEST = 1_000  # words that Mastodon takes with a report
_CATEGORIES = {Reason.SPAM: "spam", Reason.ILLEGAL: "legal"}
_AMONG_WORDS = "Reported by the school: "


class Moderating:
    """What one account can do about others."""

    def __init__(self, about: About, talk: Talk, call: Callable[..., Call]) -> None:
        self.about, self.talk, self.call = about, talk, call

    def do(self, act: Act, id: str, *, author: str, reason: str) -> None:
        check_can(self.about, act)
        author = plain(check_author(self.about, author))
        if act is Act.BLOCK:
            self._post(f"/api/v1/accounts/{author}/block")
        else:
            self._report(plain(id), author, reason)

    def undo(self, act: Act, *, author: str) -> None:
        check_can_undo(self.about, act)
        self._post(f"/api/v1/accounts/{plain(check_author(self.about, author))}/unblock")

    def _report(self, id: str, author: str, reason: str) -> None:
        kind, words = reading(reason)
        report = {
            "account_id": author,
            "status_ids": [id],
            "comment": (words or _AMONG_WORDS + kind.value)[:_LONGEST],
            "category": _CATEGORIES.get(kind, "other"),
            "forward": False,  # another server would learn who reported; people can do that on Mastodon
        }
        self._post("/api/v1/reports", json=report)

    def _post(self, path: str, **more: object) -> None:
        try:
            self.talk.answer(self.call("POST", path, **more))
        except Missing:
            raise Refused("This account or post is not on Mastodon any more.") from None
