"""What comes in on Mastodon: notifications, and the threads under posts of our own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gatepost.networks.arriving import (
    Arrived,
    Author,
    Came,
    told,
    told_address,
    told_media,
    told_moment,
    told_name,
)
from gatepost.networks.errors import Refused
from gatepost.networks.marks import Mark
from gatepost.networks.markup import words_of
from gatepost.networks.reading import Thread
from gatepost.networks.talking import Call, Missing, Talk

_PAGE = 20
_NAMING_US = ["mention", "quote"]  # a server ignores the kinds that it does not know


class Incoming:
    """One account as it is read."""

    looks = 10

    def __init__(self, talk: Talk, call: Callable[..., Call], account: str) -> None:
        self.talk, self.call, self.account = talk, call, account

    def news(self, mark: Mark) -> tuple[list[Arrived], bool]:
        asked = {
            "types[]": _NAMING_US,
            "include_filtered": "true",  # what a server puts aside is read here as well
            "limit": str(_PAGE),
            "min_id": mark.place.get("after", "0"),
        }
        found = self.talk.ask(
            self.call("GET", "/api/v1/notifications", params=asked), _notifications
        )
        if not found:
            return [], True
        mark.place["after"] = max((id for id, _ in found), key=lambda id: (len(id), id))
        items = [self._of_status(status) for _, status in reversed(found) if status]
        return [item for item in items if item], False

    def threads(self, mark: Mark) -> list[str]:
        """Our newest posts that were answered, and where something stood before."""
        path = f"/api/v1/accounts/{self.account}/statuses"
        asked = {"limit": str(_PAGE), "exclude_reblogs": "true"}
        ours = self.talk.ask(self.call("GET", path, params=asked), list)
        watched = mark.watched()
        ids = [
            (told(one.get("id")), one.get("replies_count")) for one in ours if isinstance(one, dict)
        ]
        return [id for id, replies in ids if id.isalnum() and (replies or id in watched)]

    def thread(self, id: str, mark: Mark) -> Thread:
        try:
            told = self._context(id)
        except Missing:
            return Thread()
        above = {one["id"]: one for one in told["descendants"]}
        found = [self._item(one, self._under(one, above, id)) for one in above.values()]
        return Thread([item for item in found if item])

    def look(self, ids: Sequence[str]) -> list[Arrived]:
        return [item for id in ids if (item := self.one(id))]

    def one(self, id: str) -> Arrived | None:
        """A post as it stands; None where it does not."""
        try:
            status = self.talk.ask(self.call("GET", f"/api/v1/statuses/{plain(id)}"), dict)
        except Missing:
            return None
        return self._of_status(status)

    def _of_status(self, status: Any) -> Arrived | None:
        """A post that names us: under one of ours where anything above it is ours."""
        answers = told(status.get("in_reply_to_id"))
        if not answers or told(status.get("in_reply_to_account_id")) == self.account:
            return self._item(status, answers)
        try:
            above = self._context(plain(told(status.get("id"))))["ancestors"]
        except (Missing, Refused):
            above = []
        return self._item(
            status, next((one["id"] for one in reversed(above) if self._is_ours(one)), "")
        )

    def _context(self, id: str) -> dict[str, list[dict[str, Any]]]:
        call = self.call("GET", f"/api/v1/statuses/{plain(id)}/context")
        return self.talk.ask(
            call, lambda told: {key: _statuses(told[key]) for key in ("ancestors", "descendants")}
        )

    def _under(
        self, status: dict[str, Any], others: Mapping[str, dict[str, Any]], root: str
    ) -> str:
        """The nearest post of ours above another."""
        for _ in range(len(others)):
            parent = others.get(told(status.get("in_reply_to_id")))
            if parent is None:
                break
            if self._is_ours(parent):
                return str(parent["id"])
            status = parent
        return root

    def _is_ours(self, status: Mapping[str, Any]) -> bool:
        return _table(status.get("account")).get("id") == self.account

    def _item(self, status: dict[str, Any], under: str) -> Arrived | None:
        id = told(status.get("id"))
        if self._is_ours(status) or not id.isalnum():
            return None
        came = Came.COMMENT if under else Came.MENTION
        warning, text = told(status.get("spoiler_text")), words_of(status.get("content"))
        media = [_table(one) for one in status.get("media_attachments") or ()]
        return Arrived(
            id=id,
            came=Came.MESSAGE if status.get("visibility") == "direct" else came,
            text=told(f"{warning}\n\n{text}") if warning else text,
            author=_author(_table(status.get("account"))),
            written_at=told_moment(status.get("created_at")),
            url=told_address(status.get("url")),
            under=under,
            answers=told(status.get("in_reply_to_id")),
            media=told_media((one.get("url"), one.get("description")) for one in media),
        )


def plain(id: str) -> str:
    """An id as it may stand in a path."""
    if not id.isalnum():  # as a path it would be another request
        raise Refused("This is no post on Mastodon.")
    return id


def _author(account: dict[str, Any]) -> Author:
    return Author(
        id=told_name(account.get("id")),
        handle=told_name(account.get("acct")),
        name=told_name(account.get("display_name")),
        url=told_address(account.get("url")),
    )


def _notifications(told_ones: Any) -> list[tuple[str, dict[str, Any]]]:
    """Ids and posts; a notification whose post is gone has none."""
    return [(str(one["id"]), _table(one.get("status"))) for one in list(told_ones)]


def _statuses(found: Any) -> list[dict[str, Any]]:
    return [{**one, "id": str(one["id"])} for one in found if isinstance(one, dict) and "id" in one]


def _table(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}
