"""Public posts under a tag, as one Mastodon server shows them to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from gatepost.core.matching import folded_words
from gatepost.mentions.sources.entries import address, moment, text_of
from gatepost.mentions.sources.protocol import Found, Item, Search, about
from gatepost.networks.profiles import words
from gatepost.networks.talking import Call, Talk

_PAGE, _PAGES = 40, 3


class Mastodon:
    """Goes through the tags page by page, oldest first, so that nothing is left out however much there is."""

    about = about("mastodon")

    def look(self, search: Search, mark: Mapping[str, Any]) -> Found:
        """What is new under each tag."""
        talk = Talk(self.about.name, search.address.rstrip("/"), search.outward)
        marks, items, is_all = dict(mark), dict[str, Item](), True
        for tag in dict.fromkeys(filter(None, map(tag_of, search.names))):
            for _ in range(_PAGES):
                page = talk.ask(_call(tag, marks.get(tag, "")), lambda told: [_item(one) for one in told[:_PAGE]])  # fmt: skip
                items |= {one.id: one for one in page}
                had = marks.get(tag, "")
                marks[tag] = max([one.id for one in page] + [had], key=_age)
                if len(page) < _PAGE or not had or marks[tag] == had:
                    break
            else:
                is_all = False
        return Found(tuple(items.values()), marks, is_all)


def tag_of(name: str) -> str:
    """A name as people write it in a tag: one word."""
    return "".join(folded_words(name))


def _call(tag: str, since: str) -> Call:
    asked = {"limit": str(_PAGE)} | ({"min_id": since} if since else {})
    return Call("GET", f"/api/v1/timelines/tag/{quote(tag, safe='')}", params=asked)


def _item(told: Any) -> Item:
    id = str(told["id"])
    if not id.isdecimal() or len(id) > 30:  # noqa: PLR2004
        raise ValueError
    return Item(
        id=id,
        text=text_of(told["content"]),
        url=address(told.get("url") or told.get("uri")),
        handle="@" + words(told["account"]["acct"])[:200],
        written_at=moment(told.get("created_at")),
    )


def _age(id: str) -> tuple[int, str]:
    """Numbers that grow, also where one has a digit more."""
    return len(id), id
