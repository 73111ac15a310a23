"""Feeds are read as people write them, and hostile ones are refused or made harmless."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gatepost.mentions.looking import believable
from gatepost.mentions.models.mentions import harmless
from gatepost.mentions.sources.entries import entries
from gatepost.mentions.sources.known import SOURCES
from gatepost.mentions.sources.mastodon import tag_of
from gatepost.mentions.sources.plain import plain
from gatepost.mentions.sources.protocol import MOST
from gatepost.networks.errors import Refused
from tests.mentions.public_words import rss

pytestmark = pytest.mark.once  # nothing here asks the database

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:one</id>
<link rel="self" href="https://feed.example/self"/><link href="https://www.google.com/url?rct=j&amp;url=https://paper.example/fair&amp;ct=ga"/>
<title type="html">&lt;b&gt;Ashlands&lt;/b&gt; fair</title><content type="html">A &lt;i&gt;good&lt;/i&gt; day.</content>
<author><name>Fern Moss</name></author><updated>2026-11-22T07:30:00Z</updated></entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 7, "url": "https://blog.example/7",
"title": "Walk", "content_html": "<p>We walked.</p><script>alert(1)</script>", "authors": [{"name": "Reed"}],
"date_published": "2026-11-22T07:30:00+01:00"}, "not an entry"]}"""


def test_atom_leads_past_googles_detour_and_keeps_words_alone() -> None:
    (one,) = entries(ATOM.encode())

    assert (one.id, one.url) == ("tag:one", "https://paper.example/fair")
    assert (one.title, one.text, one.handle) == ("Ashlands fair", "A good day.", "Fern Moss")
    assert one.written_at == datetime(2026, 11, 22, 7, 30, tzinfo=UTC)


def test_a_json_feed_is_read_without_its_scripts() -> None:
    (one,) = entries(JSON.encode())

    assert (one.id, one.url, one.text, one.handle) == ("7", "https://blog.example/7", "We walked.", "Reed")  # fmt: skip
    assert one.written_at == datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def test_a_feed_that_repeats_an_id_gives_it_once_and_no_more_than_is_taken() -> None:
    assert [one.id for one in entries(rss(("a", "One"), ("a", "Two"), ("b", "Three")))] == [
        "a",
        "b",
    ]
    assert len(entries(rss(*((str(number), "Words") for number in range(MOST + 50))))) == MOST


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss><channel><item><guid>&b;</guid></item></channel></rss>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item><guid>&a;</guid></item></channel></rss>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB, OUTSIDE, "", "<html><body>No feed</body></html>", "<rss><channel>", "{", "[]", '{"items": 7}',
        '{"items":' + "[" * 100_000, '<?xml version="1.0" encoding="no-such"?><rss/>', "\0\0\0",
    ],
)  # fmt: skip
def test_what_is_no_feed_or_a_bomb_is_refused_in_a_sentence(body: str) -> None:
    with pytest.raises(Refused, match="no feed that Gatepost can read"):
        entries(body.encode())


def test_a_feed_nested_a_hundred_thousand_deep_does_no_harm() -> None:
    deep = "<a>" * 100_000 + "</a>" * 100_000

    body = f"<rss><channel>{deep}<item><guid>x</guid><title>Fine</title></item></channel></rss>"

    assert [one.title for one in entries(body.encode())] == ["Fine"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://a:b@c.example/", "//x"])  # fmt: skip
def test_an_address_that_is_none_is_left_out(url: str) -> None:
    body = f"<rss><channel><item><guid>1</guid><link>{url}</link><title>T</title></item></channel></rss>"

    assert entries(body.encode())[0].url == ""


def test_words_are_kept_without_scripts_styles_and_what_hides_in_them() -> None:
    html = "<style>p{}</style><p>One <b>word</b></p><script>if (a < b) {}</script><svg><text>no</text></svg><p>two&nbsp;three</p>"

    assert plain(html) == "One word\ntwo three"


AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "is_believed"),
    [
        (AT - timedelta(days=3), True), (AT + timedelta(hours=2), True), (AT + timedelta(days=400), False),
        (datetime(1970, 1, 1, tzinfo=UTC), False), (datetime(1, 1, 1, tzinfo=UTC), False), (None, False),
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_is_not_believed(said: datetime | None, is_believed: bool) -> None:
    assert (believable(said, at=AT) is not None) == is_believed


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00+23:00", "99999999", "Mon, 99 Foo 2026", "9" * 5000, ""])  # fmt: skip
def test_a_date_that_is_none_takes_nothing_down(date: str) -> None:
    assert entries(rss(("a", "One"), date=date))[0].id == "a"


def test_a_text_that_turns_the_page_round_or_floods_it_is_shown_tame() -> None:
    turned, flooded = "safe \u202etxt.exe\u2066 now", "a" + "\u0301" * 500 + "b"

    assert harmless(turned) == "safe txt.exe now"
    assert len(harmless(flooded)) == 5
    assert harmless("👩‍👩‍👧 مرحبا") == "👩‍👩‍👧 مرحبا"


def test_every_place_says_what_it_finds_what_not_and_who_learns_of_it() -> None:
    assert set(SOURCES) == {"feed", "site", "bluesky", "mastodon", "reddit"}
    assert all(one.about.finds and one.about.misses and one.about.told for one in SOURCES.values())
    assert tag_of("St Anne’s Primary") == "stannesprimary"
