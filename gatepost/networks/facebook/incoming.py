"""What comes in on a Facebook Page: comments under its posts, and conversations by Messenger.

What waits to be read is written as a letter and what follows it: `p` a page of the Page's posts, `c` a post's comments,
`t` a page of its conversations, `m` a conversation's messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

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
from gatepost.networks.errors import Refused
from gatepost.networks.marks import Mark
from gatepost.networks.reading import Thread
from gatepost.networks.talking import Call, Missing, Talk

_COMMENT = (
    "id,message,created_time,permalink_url,is_hidden,from{id,name},parent{id},attachment{media,url}"
)
_MESSAGE = "id,message,created_time,from{id,name},attachments{image_data,file_url}"
_COUNTED = "id,comments.filter(stream).limit(0).summary(true)"
_POSTS, _COMMENTS, _TALKS, _MESSAGES = 25, 100, 25, 50
_BACK = timedelta(days=1)  # conversations are read again for so long
_NUMBER = re.compile(r"\d{1,40}(?:_\d{1,40}){0,2}")
_MESSAGE_ID = re.compile(r"m_[\w$:=-]{1,300}")
_PLACE = re.compile(r"[\w$:=-]{1,300}")


class Incoming:
    """One Page as it is read."""

    looks = 10

    def __init__(self, talk: Talk, get: Callable[..., Call], page: str) -> None:
        self.talk, self.get, self.page = talk, get, page

    def news(self, mark: Mark) -> tuple[list[Arrived], bool]:
        return [], True  # Facebook keeps no list of what is new: everything stands in threads

    def threads(self, mark: Mark) -> list[str]:
        """The newest posts, a page of older ones in turn, and the conversations; at first all there are."""
        older = [f"p:{mark.place['older']}"] if mark.place.get("older") else []
        return ["p:", *older, "t:"]

    def thread(self, id: str, mark: Mark) -> Thread:
        kind, _, rest = id.partition(":")
        read = {"p": self._posts, "c": self._comments, "t": self._talks, "m": self._messages}
        try:
            return read[kind](rest, mark) if kind in read else Thread()
        except Missing:
            return Thread(is_whole=kind == "c")

    def look(self, ids: Sequence[str]) -> list[Arrived]:
        return [item for id in ids if (item := self.one(id))]

    def one(self, id: str) -> Arrived | None:
        """A comment or message as it stands; None where it does not."""
        fields = _MESSAGE if is_message(id) else _COMMENT
        try:
            found = self.talk.ask(self.get(plain(id), fields=fields), dict)
        except Missing:
            return None
        return self._message(found) if is_message(id) else self._comment(found, "")

    def _posts(self, after: str, mark: Mark) -> Thread:
        posts, after_this = self._page(
            f"{self.page}/published_posts", _COUNTED, limit=_POSTS, after=after
        )
        watched = mark.watched()
        ids = [f"c:{plain(told(one.get('id')))}" for one in posts if _has_comments(one, watched)]
        is_first_time = "swept" not in mark.place
        if after or is_first_time:
            mark.place["older"] = after_this
        elif not mark.place.get("older"):
            mark.place["older"] = after_this  # from the beginning again
        if not is_first_time:
            return Thread(more=ids, is_whole=False)
        if not after_this:
            mark.place["swept"] = "1"
        return Thread(more=[*ids, *([f"p:{after_this}"] if after_this else [])], is_whole=False)

    def _comments(self, rest: str, mark: Mark) -> Thread:
        post, _, after = rest.partition(":")
        found, after_this = self._page(
            f"{plain(post)}/comments",
            _COMMENT,
            limit=_COMMENTS,
            after=after,
            filter="stream",
            order="chronological",
        )
        items = [item for one in found if (item := self._comment(one, post))]
        more = [f"c:{post}:{after_this}"] if after_this else []
        return Thread(items, more, is_whole=not after and not after_this)

    def _talks(self, after: str, mark: Mark) -> Thread:
        """Conversations, the latest first, until those that nothing was written in since the last round."""
        found, after_this = self._page(
            f"{self.page}/conversations",
            "id,updated_time",
            limit=_TALKS,
            after=after,
            platform="messenger",
        )
        since = told_moment(mark.place.get("talked")) - _BACK
        moved = [told_moment(one.get("updated_time")) for one in found]
        if not after:
            mark.place["talking"] = max([*moved, told_moment(mark.place.get("talked"))]).isoformat()
        ids = [
            f"m:{told(one.get('id'))}:{int(since.timestamp())}:"
            for one, at in zip(found, moved, strict=True)
            if at >= since
        ]
        if after_this and all(at >= since for at in moved):
            return Thread(more=[*ids, f"t:{after_this}"], is_whole=False)
        mark.place["talked"] = mark.place.pop("talking", LONG_AGO.isoformat())
        return Thread(more=ids, is_whole=False)

    def _messages(self, rest: str, mark: Mark) -> Thread:
        """A conversation, the latest message first, until those that are older than the last round."""
        talk, since, after = rest.split(":", 2)
        if not _PLACE.fullmatch(talk):
            return Thread(is_whole=False)
        found, after_this = self._page(f"{talk}/messages", _MESSAGE, limit=_MESSAGES, after=after)
        items = [item for one in reversed(found) if (item := self._message(one))]
        is_older = any(_moment(one).timestamp() < int(since) for one in found)
        more = [f"m:{talk}:{since}:{after_this}"] if after_this and not is_older else []
        return Thread(items, more, is_whole=False)

    def _page(
        self, path: str, fields: str, *, limit: int, after: str, **asked: str
    ) -> tuple[list[dict[str, Any]], str]:
        more = {**asked, **({"after": after} if after else {})}
        return self.talk.ask(self.get(path, fields=fields, limit=str(limit), **more), _listed)

    def _comment(self, found: dict[str, Any], post: str) -> Arrived | None:
        id, author = told(found.get("id")), _author(found)
        if author.id == self.page or not _NUMBER.fullmatch(id):
            return None
        media = _table(found.get("attachment"))
        image = _table(_table(media.get("media")).get("image"))
        return Arrived(
            id=id,
            came=Came.COMMENT,
            text=told(found.get("message")),
            author=author,
            written_at=_moment(found),
            url=told_address(found.get("permalink_url")),
            under=post or f"{self.page}_{id.partition('_')[0]}",
            answers=told(_table(found.get("parent")).get("id")),
            media=told_media([(image.get("src") or media.get("url"), "")] if media else ()),
            is_hidden=found.get("is_hidden") is True,
        )

    def _message(self, found: dict[str, Any]) -> Arrived | None:
        id, author = told(found.get("id")), _author(found)
        if author.id == self.page or not is_message(id):
            return None
        attached = _table(found.get("attachments")).get("data")
        media = [_table(one) for one in attached] if isinstance(attached, list) else []
        return Arrived(
            id=id,
            came=Came.MESSAGE,
            text=told(found.get("message")),
            author=author,
            written_at=_moment(found),
            media=told_media(
                (_table(one.get("image_data")).get("url") or one.get("file_url"), "")
                for one in media
            ),
        )


def is_message(id: str) -> bool:
    """Whether an id is a private message's."""
    return bool(_MESSAGE_ID.fullmatch(id))


def plain(id: str) -> str:
    """An id as it may stand in a path."""
    if not _NUMBER.fullmatch(id) and not is_message(id):
        raise Refused("This is no number of a Page, post or comment on Facebook.")
    return id


def _listed(told_ones: Any) -> tuple[list[dict[str, Any]], str]:
    paging = _table(told_ones.get("paging"))
    after = told(_table(paging.get("cursors")).get("after")) if "next" in paging else ""
    return [one for one in told_ones["data"] if isinstance(one, dict)], after


def _has_comments(post: dict[str, Any], watched: set[str]) -> bool:
    id = told(post.get("id"))
    summary = _table(_table(post.get("comments")).get("summary"))
    return bool(_NUMBER.fullmatch(id)) and (summary.get("total_count") != 0 or f"c:{id}" in watched)


def _author(found: dict[str, Any]) -> Author:
    """Whom Facebook names; for many visitors it names nobody."""
    written = _table(found.get("from"))
    name = told_name(written.get("name"))
    return Author(id=told_name(written.get("id")), handle=name, name=name)


def _moment(found: dict[str, Any]) -> datetime:
    return told_moment(found.get("created_time"))


def _table(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}
