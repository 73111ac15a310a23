"""Reads RSS, Atom and JSON feeds as other people write them: bounded, and with nothing fetched or expanded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from gatepost.mentions.sources.plain import plain
from gatepost.mentions.sources.protocol import LONGEST, MOST, Item
from gatepost.networks.errors import Refused
from gatepost.networks.profiles import is_web_address, words

NO_FEED = "There is no feed that Gatepost can read, or one larger than it takes. Check the address."
_HTML = 40_000  # of a piece of HTML that is read
_ADDRESS = 2_000


def entries(body: bytes) -> tuple[Item, ...]:
    """The entries of a feed, as many as are taken from one look."""
    if body.lstrip()[:1] == b"{":
        return tuple(_bounded(_of_json(body)))
    try:
        root = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        root = None
    if root is None or _name(root) not in ("rss", "feed", "RDF"):
        raise Refused(NO_FEED)
    found = (one for one in root.iter() if _name(one) in ("item", "entry"))
    return tuple(_bounded(map(_of_xml, found)))


def address(told: Any) -> str:
    """A web address as it can be shown; none where it is something else. Google’s detour is left out."""
    url = str(told or "").strip()[:_ADDRESS]
    if not is_web_address(url):
        return ""
    parts = urlsplit(url)
    if (parts.hostname or "").startswith("www.google.") and parts.path == "/url":
        inner = parse_qs(parts.query).get("url", [""])[0]
        return inner if is_web_address(inner) else url
    return url


def moment(told: Any) -> datetime | None:
    """A moment as feeds write it, in either of two ways; None where it is none."""
    text = str(told or "").strip()[:60]
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        try:
            at = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    try:
        return (at if at.utcoffset() is not None else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def text_of(html: Any) -> str:
    """The words of a piece of HTML or plain text, bounded."""
    return words(plain(str(html or "")[:_HTML])[:LONGEST])


def _bounded(found: Iterable[Item]) -> Iterator[Item]:
    """Those with something to show and to tell them by, none twice."""
    seen: set[str] = set()
    for one in found:
        if one.id and one.id not in seen and (one.text or one.title):
            seen.add(one.id)
            yield one
        if len(seen) == MOST:
            return


def _of_xml(entry: Element) -> Item:
    told: dict[str, Element] = {}
    for part in entry:
        if _name(part) not in told or _is_better(part):
            told[_name(part)] = part
    body = next((told[name] for name in ("encoded", "content", "description", "summary") if name in told), None)  # fmt: skip
    url = address(_link(told.get("link")))
    writer = told.get("author", told.get("creator"))
    return Item(
        id=(_text(told.get("guid", told.get("id"))) or url)[:_ADDRESS],
        text=text_of(_text(body)),
        url=url,
        title=text_of(_text(told.get("title")))[:300],
        handle=words(_text(writer))[:200],
        written_at=moment(_text(next((told[n] for n in ("pubDate", "published", "updated", "date") if n in told), None))),
    )  # fmt: skip


def _is_better(part: Element) -> bool:
    """Of several links the one that leads to the page."""
    return _name(part) == "link" and part.get("rel", "alternate") == "alternate"


def _of_json(body: bytes) -> Iterator[Item]:
    try:
        told = json.loads(body)["items"]
        found = [one for one in told[:MOST] if isinstance(one, dict)]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refused(NO_FEED) from None
    for one in found:
        url = address(one.get("url"))
        names = [who.get("name") for who in one.get("authors") or () if isinstance(who, dict)]
        yield Item(
            id=str(one.get("id") or url)[:_ADDRESS],
            text=text_of(one.get("content_text") or one.get("content_html") or one.get("summary")),
            url=url,
            title=text_of(one.get("title"))[:300],
            handle=words(names[0] if names else "")[:200],
            written_at=moment(one.get("date_published")),
        )


def _name(element: Element) -> str:
    """Its name without its namespace; nothing for what is no element, such as a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def _link(element: Element | None) -> str:
    return "" if element is None else element.get("href") or _text(element)
