"""The words and pictures of HTML that somebody else wrote.

Python's own parser takes minutes over some hundred kilobytes that somebody made for that. This takes time in
proportion, and where HTML is not what it should be, it shows rather too much than too little.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from gatepost.networks.arriving import Media, told, told_media

_LONGEST = 300_000
_TAG = re.compile(r"<(/?[a-z!?][^<>]*)>", re.IGNORECASE)
_BREAKS = ("br", "p", "div", "li", "blockquote")
_ATTRIBUTE = re.compile(r"""\s([a-z]{3})=(?:"([^"<>]*)"|'([^'<>]*)')""", re.IGNORECASE)


def words_of(html: Any) -> str:
    """The text alone, bounded and clean."""
    plain = _TAG.sub(lambda tag: "\n" if _name(tag[1]) in _BREAKS else "", _bounded(html))
    return told(unescape(plain).strip())


def pictures_of(html: Any) -> tuple[Media, ...]:
    """The addresses of its pictures, with what they are said to show."""
    tags = [tag[1] for tag in _TAG.finditer(_bounded(html)) if _name(tag[1]) == "img"]
    given = [
        {at[1].lower(): unescape(at[2] or at[3] or "") for at in _ATTRIBUTE.finditer(tag)}
        for tag in tags
    ]
    return told_media((one.get("src", ""), one.get("alt", "")) for one in given)


def _bounded(html: Any) -> str:
    return told(html, most=_LONGEST)


def _name(tag: str) -> str:
    """What a tag is called; nothing for one that ends something."""
    return tag.split(None, 1)[0].rstrip("/").lower() if tag[:1].isalpha() else ""
