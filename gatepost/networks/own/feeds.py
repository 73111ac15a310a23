"""A school's news as RSS 2.0, Atom and JSON Feed 1.1, for feed readers and other websites."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

ATOM = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
register_namespace("atom", ATOM)


@dataclass(frozen=True)
class Shown:
    """A picture of an entry, on the school's own page."""

    url: str
    kind: str
    size: int  # in bytes
    alt: str


@dataclass(frozen=True)
class Entry:
    """A piece of news."""

    id: str  # never changes and is unlike every other in the world, such as its first address
    url: str
    title: str
    text: str
    published_at: datetime
    changed_at: datetime
    pictures: tuple[Shown, ...] = ()

    def html(self) -> str:
        """Text and pictures, for readers that show them."""
        paragraphs = [escape(one).replace("\n", "<br>") for one in self.text.strip().split("\n\n")]
        images = [f'<img src="{escape(one.url)}" alt="{escape(one.alt)}">' for one in self.pictures]
        return "".join(f"<p>{one}</p>" for one in [*paragraphs, *images] if one)


@dataclass(frozen=True)
class Feed:
    """A school's news page, as its feeds describe it."""

    title: str
    page: str  # its address
    address: str  # of the feed itself
    about: str
    language: str = "en-GB"


def rss(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """RSS 2.0, as its Advisory Board describes it. Where an entry has several pictures, the first is its enclosure."""
    root = Element("rss", version="2.0")
    channel = SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.page)
    _add(channel, "description", feed.about)
    _add(channel, "language", feed.language)
    if entries:
        _add(channel, "lastBuildDate", format_datetime(_newest(entries)))
    own = {"rel": "self", "type": "application/rss+xml", "href": feed.address}
    SubElement(channel, f"{{{ATOM}}}link", own)
    for entry in entries:
        _add_item(channel, entry)
    return _bytes(root)


def _add_item(channel: Element, entry: Entry) -> None:
    item = SubElement(channel, "item")
    _add(item, "title", entry.title)
    _add(item, "link", entry.url)
    _add(item, "description", entry.html())
    _add(item, "guid", entry.id, isPermaLink="false")
    _add(item, "pubDate", format_datetime(entry.published_at))
    for picture in entry.pictures[:1]:
        SubElement(item, "enclosure", url=picture.url, length=str(picture.size), type=picture.kind)


def atom(feed: Feed, entries: Sequence[Entry], *, at: datetime) -> bytes:
    """Atom (RFC 4287); `at` is the moment of change where there is no entry yet."""
    root = Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": feed.language})
    _add(root, "id", feed.page, space=ATOM)
    _add(root, "title", feed.title, space=ATOM)
    _add(root, "subtitle", feed.about, space=ATOM)
    _add(root, "updated", _stamp(_newest(entries) if entries else at), space=ATOM)
    SubElement(root, f"{{{ATOM}}}link", rel="self", type="application/atom+xml", href=feed.address)
    SubElement(root, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=feed.page)
    author = SubElement(root, f"{{{ATOM}}}author")
    _add(author, "name", feed.title, space=ATOM)
    for entry in entries:
        _add_entry(root, entry)
    return _bytes(root)


def _add_entry(root: Element, entry: Entry) -> None:
    one = SubElement(root, f"{{{ATOM}}}entry")
    _add(one, "id", entry.id, space=ATOM)
    _add(one, "title", entry.title, space=ATOM)
    _add(one, "published", _stamp(entry.published_at), space=ATOM)
    _add(one, "updated", _stamp(entry.changed_at), space=ATOM)
    SubElement(one, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=entry.url)
    for picture in entry.pictures:
        SubElement(
            one,
            f"{{{ATOM}}}link",
            rel="enclosure",
            type=picture.kind,
            length=str(picture.size),
            href=picture.url,
            title=_clean(picture.alt),
        )
    _add(one, "content", entry.html(), space=ATOM, type="html")


def json_feed(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """JSON Feed 1.1."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "description": feed.about,
        "language": feed.language,
        "authors": [{"name": feed.title, "url": feed.page}],
        "items": [_item(entry) for entry in entries],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _item(entry: Entry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_text": entry.text,
        "content_html": entry.html(),
        "date_published": _stamp(entry.published_at),
        "date_modified": _stamp(entry.changed_at),
    }
    if entry.pictures:
        item["image"] = entry.pictures[0].url
        item["attachments"] = [
            {
                "url": picture.url,
                "mime_type": picture.kind,
                "title": picture.alt,
                "size_in_bytes": picture.size,
            }
            for picture in entry.pictures
        ]
    return item


def _add(parent: Element, name: str, text: str, *, space: str = "", **attributes: str) -> None:
    element = SubElement(parent, f"{{{space}}}{name}" if space else name, attributes)
    element.text = _clean(text)


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold at all: one of them would make the whole feed unreadable."""
    return _NOT_IN_XML.sub("", text)


def _bytes(root: Element) -> bytes:
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _newest(entries: Sequence[Entry]) -> datetime:
    return max(entry.changed_at for entry in entries)
