"""The school's own news as feeds: other people's readers and a schema find nothing wrong with them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.networks.own.feeds import Entry, Feed, Shown, atom, json_feed, rss

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
FEED = Feed(
    title="Ashlands & friends <news>",
    page="https://news.ashlands.example/",
    address="https://news.ashlands.example/feed",
    about="What happens at Ashlands Primary School",
)
PICTURE = Shown(
    "https://news.ashlands.example/1.jpg", "image/jpeg", 12_345, 'The "gate" & <garden>'
)
ENTRIES = [
    Entry(
        id=f"https://news.ashlands.example/{number}/",
        url=f"https://news.ashlands.example/{number}/",
        title=f"Piece {number} & ☀️ <b>",
        text="Harvest < fete & more\nnext line\n\nSecond paragraph 🌻",
        published_at=AT + timedelta(days=number),
        changed_at=AT + timedelta(days=number, hours=1),
        pictures=(PICTURE,) * number,
    )
    for number in (2, 1, 0)
]
# What https://jsonfeed.org/version/1.1 demands.
URL = {"type": "string", "pattern": "^https?://"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
SCHEMA = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string"},
        "home_page_url": URL,
        "feed_url": URL,
        "description": {"type": "string"},
        "language": {"type": "string"},
        "authors": {"type": "array", "items": {"type": "object", "minProperties": 1}},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string"},
                    "url": URL,
                    "title": {"type": "string"},
                    "content_html": {"type": "string"},
                    "content_text": {"type": "string"},
                    "image": URL,
                    "date_published": MOMENT,
                    "date_modified": MOMENT,
                    "attachments": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["url", "mime_type"],
                            "additionalProperties": False,
                            "properties": {
                                "url": URL,
                                "mime_type": {"type": "string", "pattern": "^[a-z]+/[a-z0-9.+-]+$"},
                                "title": {"type": "string"},
                                "size_in_bytes": {"type": "integer", "minimum": 0},
                            },
                        },
                    },
                },
            },
        },
    },
}


def parsed(feed: bytes) -> Any:
    read = feedparser.parse(feed)
    assert not read.bozo, read.get("bozo_exception")
    return read


def test_rss_is_read_by_others() -> None:
    read = parsed(rss(FEED, ENTRIES))

    assert read.version == "rss20"
    assert read.feed.title == FEED.title
    assert read.feed.language == "en-GB"
    assert [entry.id for entry in read.entries] == [entry.id for entry in ENTRIES]
    assert not read.entries[0].guidislink
    assert parsedate_to_datetime(read.entries[0].published) == ENTRIES[0].published_at
    assert [len(entry.enclosures) for entry in read.entries] == [1, 1, 0]
    assert read.entries[0].enclosures[0].length == "12345"


def test_atom_is_read_by_others() -> None:
    read = parsed(atom(FEED, ENTRIES, at=AT))

    assert read.version == "atom10"
    assert read.feed.id == FEED.page
    assert read.feed.updated == "2026-11-22T10:30:00Z"
    assert [entry.title_detail.value for entry in read.entries] == [e.title for e in ENTRIES]
    assert [len(entry.get("enclosures", [])) for entry in read.entries] == [2, 1, 0]
    assert {link.rel for link in read.feed.links} == {"self", "alternate"}


def test_json_feed_keeps_to_its_rules() -> None:
    told = json.loads(json_feed(FEED, ENTRIES))

    jsonschema.Draft202012Validator(SCHEMA).validate(told)
    assert told["items"][0]["content_text"] == ENTRIES[0].text
    assert told["items"][0]["attachments"][0]["title"] == PICTURE.alt


@pytest.mark.parametrize("read", [lambda: rss(FEED, []), lambda: atom(FEED, [], at=AT)])
def test_a_feed_without_news_is_one(read: Any) -> None:
    assert parsed(read()).entries == []


def test_a_json_feed_without_news_is_one() -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(json_feed(FEED, [])))


def test_words_stay_words_and_alternative_texts_go_along() -> None:
    html = parsed(rss(FEED, ENTRIES)).entries[0].description

    assert "<p>Harvest &lt; fete &amp; more<br" in html
    assert 'alt="The &quot;gate&quot; &amp; &lt;garden&gt;"' in html


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
def test_no_text_breaks_a_feed(text: str) -> None:
    entry = Entry("urn:1", "https://a.example/", text, text, AT, AT, (PICTURE,))

    for feed in (rss(FEED, [entry]), atom(FEED, [entry], at=AT)):
        parsed(feed)
    assert json.loads(json_feed(FEED, [entry]))["items"][0]["content_text"] == text
