"""Comments on a WordPress site: read by their numbers, held, binned, marked as spam, and answered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from gatepost.networks.about import About
from gatepost.networks.arriving import (
    Act,
    Arrived,
    Author,
    Came,
    told,
    told_address,
    told_moment,
    told_name,
)
from gatepost.networks.errors import Refused
from gatepost.networks.marks import WATCHED, Mark
from gatepost.networks.markup import pictures_of, words_of
from gatepost.networks.moderating import check_can, check_can_undo
from gatepost.networks.outgoing import Live, Outgoing, Published
from gatepost.networks.outward import Answer
from gatepost.networks.reading import Thread
from gatepost.networks.talking import Call, Missing, Stage, Talk

_OURS = "comment-"  # before the number of a comment, since posts have numbers, too
_PAGE = 25
_OVERLAP = 5
_MOST = 100  # in one answer
_NO_COMMENTS = frozenset({"note"})  # what editors tell each other
_BECOMES = {Act.HIDE: "hold", Act.DELETE: "trash", Act.REPORT: "spam"}
_RETURNS = {Act.HIDE: "approve", Act.DELETE: "untrash", Act.REPORT: "unspam"}


class Comments:
    """All comments of a site."""

    looks = WATCHED

    def __init__(self, about: About, talk: Talk, call: Callable[..., Call]) -> None:
        self.about, self.talk, self.call = about, talk, call
        self._us = ""

    def news(self, mark: Mark) -> tuple[list[Arrived], bool]:
        """The next comments by their numbers, which only grow; moments lie.

        A page begins a little before where the last one ended. Where nothing of that is found again, comments were
        deleted for good and all others have moved up: then it is looked further back.
        """
        offset, last = int(mark.place.get("offset", "0")), int(mark.place.get("last", "0"))
        start = max(0, offset - _OVERLAP)
        found, total = self._list(offset=str(start), per_page=str(_PAGE), order="asc")
        if start and (not found or found[0]["id"] > last):
            mark.place["offset"] = str(start // 2)
            return [], False
        end = min(start + _PAGE, total)
        new = [one for one in found if one["id"] > last]
        mark.place |= {"offset": str(end), "last": str(max([last, *(one["id"] for one in new)]))}
        return self._items(new), end >= total

    def threads(self, mark: Mark) -> list[str]:
        return []  # the numbers leave nothing out

    def thread(self, id: str, mark: Mark) -> Thread:
        return Thread()

    def look(self, ids: Sequence[str]) -> list[Arrived]:
        numbers = [number(id) for id in ids]
        found: list[Arrived] = []
        for first in range(0, len(numbers), _MOST):
            asked = ",".join(numbers[first : first + _MOST])
            found += self._items(self._list(include=asked, per_page=str(_MOST), order="asc")[0])
        return found

    def one(self, id: str) -> Arrived | None:
        """A comment as it stands; None where it does not."""
        try:
            return next(iter(self._items([self._get(number(id))])), None)
        except Missing:
            return None

    def moderate(self, act: Act, id: str) -> None:
        check_can(self.about, act)
        self._set(number(id), unless=_BECOMES[act], to=_BECOMES[act])

    def undo(self, act: Act, id: str) -> None:
        check_can_undo(self.about, act)
        if self._get(number(id))["status"] == _BECOMES[act]:
            self._set(number(id), unless="", to=_RETURNS[act])

    def answer(self, outgoing: Outgoing) -> Published:
        """An answer to a comment, or a comment of ours under a post, once: it carries our key where only the site's editors see it."""
        if outgoing.pictures:
            raise Refused("Answers to comments on WordPress have no pictures. Take them away.")
        parent = self._parent(outgoing)
        there = self.find(outgoing)
        if there is not None:
            return there
        comment = {
            "post": str(parent["post"]),
            "parent": str(parent["id"]),
            "content": escape(outgoing.text, quote=False),
            "author_user_agent": _key(outgoing),
        }
        call = self.call("POST", "comments", json=comment, stage=Stage.PUBLISHING)
        try:
            return self.talk.ask(call, _published)
        except Missing:
            raise Refused("This post or comment is not on the site any more.") from None

    def find(self, outgoing: Outgoing) -> Published | None:
        post = outgoing.answers
        place = {"post": post, "parent": "0"} if _is_post(post) else {"parent": number(post)}
        found, _ = self._list(**place, author=self._our_id(), per_page=str(_MOST))
        return next(
            (_published(one) for one in found if one.get("author_user_agent") == _key(outgoing)),
            None,
        )

    def read(self, id: str) -> Live | None:
        try:
            comment = self._get(number(id))
        except Missing:
            return None
        if comment["status"] != "approved":
            return None
        text, at = words_of(_rendered(comment)), told_moment(_utc(comment))
        return Live(id=id, url=str(comment["link"]), text=text, at=at)

    def delete(self, id: str) -> None:
        try:
            self.talk.answer(self.call("DELETE", f"comments/{number(id)}", force="true"))
        except Missing:
            return

    def _parent(self, outgoing: Outgoing) -> dict[str, Any]:
        if _is_post(outgoing.answers):
            return {"post": outgoing.answers, "id": 0}
        try:
            parent = self._get(number(outgoing.answers))
        except Missing:
            raise Refused(
                "The comment that this one answers is not on the site any more."
            ) from None
        if parent["status"] == "trash":
            raise Refused("The comment that this one answers is in the site's bin.")
        return parent

    def _set(self, id: str, *, unless: str, to: str) -> None:
        try:
            if self._get(id)["status"] != unless:
                self.talk.answer(self.call("POST", f"comments/{id}", json={"status": to}))
        except Missing:
            raise Refused("This comment is not on the site any more.") from None

    def _get(self, id: str) -> dict[str, Any]:
        call = self.call("GET", f"comments/{id}", context="edit")
        return self.talk.ask(call, _checked)

    def _list(self, **asked: str) -> tuple[list[dict[str, Any]], int]:
        """Comments whatever their state, and how many there are altogether."""
        call = self.call(
            "GET", "comments", context="edit", status="any", type="all", orderby="id", **asked
        )
        return self.talk.read(call, _page)

    def _items(self, comments: Sequence[dict[str, Any]]) -> list[Arrived]:
        us = self._our_id() if comments else ""
        return [_item(one) for one in comments if _is_theirs(one, us) and one["status"] != "trash"]

    def _our_id(self) -> str:
        if not self._us:
            self._us = self.talk.ask(self.call("GET", "users/me"), lambda told: str(told["id"]))
        return self._us


def is_comment(id: str) -> bool:
    """Whether an id is a comment's and no post's."""
    return id.startswith(_OURS)


def _is_post(id: str) -> bool:
    """Whether an id is the bare number of a post, under which a comment of ours stands by itself."""
    return id.isascii() and id.isdecimal()


def number(id: str) -> str:
    """The site's own number of a comment."""
    bare = id.removeprefix(_OURS)
    if not is_comment(id) or not (bare.isascii() and bare.isdecimal()):
        raise Refused("This is no comment on WordPress.")
    return bare


def _page(answer: Answer) -> tuple[list[dict[str, Any]], int]:
    return [_checked(one) for one in answer.json()], int(answer.headers["x-wp-total"])


def _checked(one: Any) -> dict[str, Any]:
    return {**one, "id": int(one["id"]), "status": str(one["status"])}


def _is_theirs(comment: dict[str, Any], us: str) -> bool:
    return told(comment.get("author")) != us and told(comment.get("type")) not in _NO_COMMENTS


def _item(comment: dict[str, Any]) -> Arrived:
    post, parent = (_number(comment.get(key)) for key in ("post", "parent"))
    html = _rendered(comment)
    return Arrived(
        id=f"{_OURS}{comment['id']}",
        came=Came.COMMENT,
        text=words_of(html),
        author=_author(comment),
        written_at=told_moment(_utc(comment)),
        url=told_address(comment.get("link")),
        under=post,
        answers=f"{_OURS}{parent}" if parent else "",
        media=pictures_of(html),
        is_hidden=comment["status"] != "approved",
    )


def _author(comment: dict[str, Any]) -> Author:
    """A visitor is known by a digest of the address they gave, which is not kept itself."""
    name, user = told_name(comment.get("author_name")), _number(comment.get("author"))
    given = told(comment.get("author_email")).strip().lower() or name
    visitor = f"visitor-{hashlib.sha256(given.encode()).hexdigest()[:16]}" if given else ""
    url = told_address(comment.get("author_url"))
    return Author(f"user-{user}" if user else visitor, name, name, url)


def _number(told_one: Any) -> str:
    """A number; nothing for zero, which stands for none."""
    return str(told_one) if isinstance(told_one, int) and told_one > 0 else ""


def _rendered(comment: dict[str, Any]) -> str:
    content = comment.get("content")
    return str(content.get("rendered") or "") if isinstance(content, dict) else ""


def _utc(comment: dict[str, Any]) -> str:
    return f"{comment.get('date_gmt')}+00:00"


def _published(comment: Any) -> Published:
    return Published(id=f"{_OURS}{int(comment['id'])}", url=str(comment["link"]))


def _key(outgoing: Outgoing) -> str:
    return f"Gatepost {outgoing.digest().hex()}"
